"""At the door and at the seat: check-in, the one-time code, entering, withdrawing, leaving."""

import secrets
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from yuanping.base import permissions
from yuanping.base.change import Change, Recording, change
from yuanping.base.context import Ctx, platform
from yuanping.base.ports.identity import Reading, reader
from yuanping.base.vault.sealing import unseal
from yuanping.base.witness.queries import refusals_from
from yuanping.core.errors import Citation, Invalid, Refused
from yuanping.core.local_time import written
from yuanping.core.policy import Choice
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.experts import sealed
from yuanping.domain.experts.actions.call import cancel_seat, member_ctx, vacate
from yuanping.domain.experts.actions.committee import complete_if_present, lock_committee, reopen
from yuanping.domain.experts.actions.departure import note_departure
from yuanping.domain.experts.digests import code_hash, id_index, session_hash
from yuanping.domain.experts.events import (
    CodeRenewed,
    IdentityMismatched,
    MemberCheckedIn,
    MemberCheckedOut,
    MemberLeftEarly,
    SeatEntered,
    TurnedAway,
)
from yuanping.domain.experts.models import CommitteeSeat
from yuanping.domain.experts.periods import CHECK_IN_OPENS, CODE_TRIES, CODE_WINDOW, FACE_THRESHOLD
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.recusal.stages import note_participation, withdrawal_of
from yuanping.domain.experts.states import Cause, EarlyReason, Ending, SeatKind, SeatState
from yuanping.domain.experts.unsealing import grounds_for
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.rules.queries import cited

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without the look-alikes 0, O, 1, I and L: 31 characters, eight of them make 39 bits."""
CODE_LENGTH = 8
ONE_TIME_CODE = "one_time_code"
FAILURES = {"number": "身份证号与席位人员不符", "face": "人脸与身份证照片不符"}


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A member at the seat, and the code to hand over: it is shown this once."""

    seat: CommitteeSeat
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entered:
    """The seat entered, and the key that its session must show from now on."""

    seat: CommitteeSeat
    key: str = field(repr=False)


def check_in(ctx: Ctx, seat_id: int, *, slip: str, face: str) -> CheckedIn:
    """Check the identity of the person drawn and let them in (S4-32).

    ``slip`` and ``face`` come from the reader. Refused before the door opens, and when number or face
    do not match: that is put on record, without saying whose card it was.
    """
    permissions.require(ctx, Experts.CHECK_IN)
    seat = CommitteeSeat.objects.all().visible_to(ctx).filter(pk=seat_id).first()
    if seat is not None:
        permissions.require(ctx, Experts.CHECK_IN, seat)
    read = reader().read(ctx, slip=slip, face=face)
    failed = () if seat is None else _failures(ctx, seat, read)
    if failed:
        note_mismatch(ctx, seat_id, failed)
        raise Refused(
            "identity-mismatch",
            f"身份核验未通过：{'；'.join(FAILURES[each] for each in failed)}。",
            remedy="请核对是否选错席位，由本人持证重试；仍不通过的，不得入场，并报告主场。",
        )
    if seat is not None and seat.state == SeatState.ACCEPTED:
        turn_away_if_conflicted(ctx, seat)
    code = make_code()
    with transaction.atomic():
        lock_committee(seat_id)
        with change(ctx, CommitteeSeat, seat_id, "check_in", permission=Experts.CHECK_IN) as tx:
            require_open_door(tx, tx.row)
            tx.require(
                not _failures(ctx, tx.row, read), "seat-changed", "席位人员刚有变动。", remedy="请重新核验。"
            )
            tx.row.code_hash = code_hash(code)
            let_in(tx)
        complete_if_present(ctx, tx.row.committee_id)
    return CheckedIn(tx.row, code)


def let_in(tx: Change[CommitteeSeat]) -> None:
    """The member is known to be the right one: take note of the hour and tell the workstation."""
    tx.row.checked_in_at = tx.ctx.now
    _settle_workstation(tx)
    tx.record(
        MemberCheckedIn(
            project_id=tx.row.committee.project_id,
            seat_id=tx.row.pk,
            label=tx.row.label,
            workstation=tx.row.workstation_label,
        )
    )


def renew_code(ctx: Ctx, seat_id: int) -> CheckedIn:
    """A new code for a member whose old one is lost or used; an open session of the seat ends."""
    code = make_code()
    with change(ctx, CommitteeSeat, seat_id, "renew_code", permission=Experts.CHECK_IN) as tx:
        tx.row.code_hash, tx.row.session_hash = code_hash(code), ""
        tx.record(CodeRenewed(project_id=tx.row.committee.project_id, seat_id=tx.row.pk, label=tx.row.label))
    return CheckedIn(tx.row, code)


def enter_seat(ctx: Ctx, code: str) -> Entered:
    """Enter the evaluation with a seat's one-time code (S4-36, login B), once.

    Refused: a code that is wrong or used, too many wrong ones from one address, or a rule that knows
    no such way in.
    """
    _require_patience(ctx)
    typed = "".join(code.split()).upper()
    digest = code_hash(typed)
    found = CommitteeSeat.objects.filter(state=SeatState.CHECKED_IN, code_hash=digest).first()
    if found is None:
        raise Refused(
            "code-wrong",
            "登录码不正确或已使用。",
            field="code",
            remedy="请核对工作人员交给您的登录码；已用过的，请向工作人员重新领取。",
        )
    key = secrets.token_urlsafe(24)
    member = member_ctx(ctx, found)
    with change(member, CommitteeSeat, found.pk, "enter", permission=Experts.ENTER) as tx:
        seat = tx.row
        _require_code_login(tx)
        tx.require(seat.code_hash == digest, "code-wrong", "登录码已使用。", field="code")
        seat.code_hash, seat.session_hash = "", session_hash(key)
        tx.record(
            SeatEntered(
                project_id=seat.committee.project_id,
                seat_id=seat.pk,
                label=seat.label,
                workstation=seat.workstation_label,
            )
        )
    return Entered(tx.row, key)


def _require_patience(ctx: Ctx) -> None:
    """Slow down whoever guesses; what is refused is noted by the page with the address it came from."""
    wrong = refusals_from(ctx.address, code="code-wrong", since=ctx.now - CODE_WINDOW)
    if wrong.count() >= CODE_TRIES:
        raise Refused(
            "code-tries",
            "登录码输错次数过多，请稍后再试。",
            field="code",
            remedy=f"{int(CODE_WINDOW.total_seconds() // 60)} 分钟后重试，或向工作人员重新领取登录码。",
        )


def recuse_seat(ctx: Ctx, seat_id: int, *, reason: str) -> CommitteeSeat:
    """A member present must withdraw: checked out, the seat vacated, the list open again, somebody drawn.

    ``reason`` is kept by whoever decides on the recusal; the log says that it was one.
    """
    if not reason.strip():
        raise Refused("reason-missing", "请填写回避事由。", field="reason")
    with transaction.atomic():
        lock_committee(seat_id)
        with change(ctx, CommitteeSeat, seat_id, "vacate", permission=Experts.RECUSE) as tx:
            seat = tx.row
            tx.require(
                seat.state == SeatState.CHECKED_IN,
                "not-present",
                "只有已签到的成员需要办理到场回避。",
                remedy="尚未到场的专家请按请假办理。",
            )
            call = seat.calls.order_by("-attempt").first()
            if call is not None:
                call.note = sealed.seal_note(ctx, reason)
                call.save(update_fields=["note"])
            note_departure(ctx, seat, Ending.RECUSAL)
            tx.record(
                MemberCheckedOut(
                    project_id=seat.committee.project_id, seat_id=seat.pk, label=seat.label, withdrew=True
                )
            )
            vacate(tx, Cause.RECUSAL)
        reopen(ctx, tx.row.committee_id)
    return tx.row


def check_out(ctx: Ctx, seat_id: int) -> CommitteeSeat:
    """The member leaves; the seat's session ends."""
    with change(ctx, CommitteeSeat, seat_id, "check_out", permission=Experts.CHECK_OUT) as tx:
        note_participation(ctx, tx.row)
        note_departure(ctx, tx.row, Ending.COMPLETE)
        _let_go(tx)
    return tx.row


def leave_early(
    ctx: Ctx, seat_id: int, *, reason: str, note: str = "", replaced: bool = True
) -> CommitteeSeat:
    """A member leaves before the own part is done; ``note`` is sealed.

    With ``replaced`` the seat is vacated and drawn again (S4-29), and the list is open again; without it
    nobody can take the place any more, and the seat is closed.
    """
    checked_early(reason, note)
    with transaction.atomic():
        lock_committee(seat_id)
        move = "vacate" if replaced else "check_out"
        with change(ctx, CommitteeSeat, seat_id, move, permission=Experts.CHECK_OUT) as tx:
            seat = tx.row
            tx.require(
                seat.state == SeatState.CHECKED_IN,
                "not-present",
                "只有已签到的成员需要办理提前离场。",
                remedy="尚未到场的专家请按请假办理。",
            )
            note_departure(ctx, seat, Ending.EARLY, reason=reason, note=note)
            tx.record(
                MemberLeftEarly(
                    project_id=seat.committee.project_id,
                    seat_id=seat.pk,
                    label=seat.label,
                    reason=reason,
                    replaced=replaced,
                )
            )
            _let_go(tx)
            if replaced:
                vacate(tx, Cause.LEFT)
        if replaced:
            reopen(ctx, tx.row.committee_id)
    return tx.row


def checked_early(reason: str, note: str) -> None:
    """A reason of the list; ``other`` needs words."""
    if reason not in set(EarlyReason):
        raise Invalid("reason-missing", "请选择提前离场的原因。", field="reason")
    if reason == EarlyReason.OTHER and not note.strip():
        raise Invalid("reason-words-missing", "请说明提前离场的原因。", field="note")
    if len(note) > 200:
        raise Invalid("reason-words-long", "说明不超过 200 个字。", field="note")


def _let_go(tx: Change[CommitteeSeat]) -> None:
    seat = tx.row
    seat.checked_out_at = tx.ctx.now
    seat.code_hash = seat.session_hash = ""
    tx.record(MemberCheckedOut(project_id=seat.committee.project_id, seat_id=seat.pk, label=seat.label))


def make_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def _failures(ctx: Ctx, seat: CommitteeSeat, read: Reading) -> tuple[str, ...]:
    """At which tests the person at the door fails; nothing for a seat that waits for nobody."""
    if seat.state != SeatState.ACCEPTED or seat.assignment is None:
        return ()
    same = is_number_of(ctx, seat, read.id_number)
    alike = Decimal(read.face_score) >= FACE_THRESHOLD
    return tuple(test for test, passed in (("number", same), ("face", alike)) if not passed)


def is_number_of(ctx: Ctx, seat: CommitteeSeat, id_number: str) -> bool:
    """Whether the identity number is that of the person whom the seat waits for."""
    assert seat.assignment is not None
    if seat.kind == SeatKind.REPRESENTATIVE:
        grounds = grounds_for(seat.committee.project, "签到核验", subject=seat.label)
        expected = unseal(ctx, seat.assignment, reason="签到核验", grounds=grounds)["id_index"]
    else:
        expected = sealed.expert_of(ctx, seat, reason="签到核验").id_index
    return secrets.compare_digest(expected, id_index(id_number))


def note_mismatch(ctx: Ctx, seat_id: int, failed: tuple[str, ...]) -> None:
    with change(ctx, CommitteeSeat, seat_id, "mismatch", permission=Experts.CHECK_IN) as tx:
        require_open_door(tx, tx.row)
        tx.record(
            IdentityMismatched(
                project_id=tx.row.committee.project_id, seat_id=seat_id, label=tx.row.label, failed=failed
            )
        )


def turn_away_if_conflicted(ctx: Ctx, seat: CommitteeSeat) -> None:
    """The second stage at the door: whoever must withdraw by what is known now does not enter, and is replaced."""
    with transaction.atomic():
        reason = withdrawal_of(ctx, seat)
        if reason is None:
            return
        with change(ctx, CommitteeSeat, seat.pk, "turn_away", permission=Experts.CHECK_IN) as tx:
            require_open_door(tx, tx.row)
            tx.record(TurnedAway(project_id=seat.committee.project_id, seat_id=seat.pk, label=seat.label))
        cancel_seat(platform(ctx, "回避核查"), seat.pk, cause=Cause.RECUSAL, note=reason.label)
    raise Refused(
        "recusal-at-the-door",
        f"{seat.label}的人员依照规定应当回避，不能入场。",
        remedy="请安排其离场，不要向任何人透露；系统正在为该席位补抽，新抽取的专家将另行通知到场。",
        # that members with a ground are replaced, not which: the ground tells about the person
        citation=cited(projects.policy(seat.committee.project), "committee.replacement_grounds", Choice),
    )


def require_open_door(tx: Recording, seat: CommitteeSeat) -> None:
    """Refuse outside the hours of check-in."""
    project = seat.committee.project
    opens = project.evaluation_starts_at - CHECK_IN_OPENS
    tx.require(
        tx.ctx.now >= opens,
        "too-early",
        f"签到于 {written(opens)} 开始。",
        remedy="请在评标当天开始前两小时内办理。",
    )
    # The planned end is an estimate: while the evaluation goes on, a substitute may still come (S4-29).
    tx.require(
        project.state == ProjectState.EVALUATING or tx.ctx.now < project.evaluation_ends_at,
        "too-late",
        "预计评标时间已过，不能签到。",
        remedy="请由主场确认项目安排。",
    )


def _settle_workstation(tx: Change[CommitteeSeat]) -> None:
    """The workstation drawn, or, when its booking was given up since, another by lot."""
    seat = tx.row
    booked = {booking.pk: booking for booking in dispatch.bookings(seat.venue_id)}
    if seat.workstation_id in booked:
        return
    taken = set(
        CommitteeSeat.objects.filter(venue_id=seat.venue_id)
        .exclude(pk=seat.pk)
        .values_list("workstation_id", flat=True)
    )
    free = [booking for pk, booking in booked.items() if pk not in taken]
    tx.require(
        bool(free), "no-workstation", "本会场没有空余的预约工位。", remedy="请先由场地管理员增加预约工位。"
    )
    seat.workstation = secrets.choice(free)


def _require_code_login(tx: Change[CommitteeSeat]) -> None:
    rule = projects.policy(tx.row.committee.project).resolve_as("login.methods", Choice)
    citation: Citation = rule.rule.citation
    tx.require(
        ONE_TIME_CODE in rule.value.options,
        "login-by-code-forbidden",
        "该项目不允许使用随机登录码。",
        remedy="请使用身份证和人脸同步识别登录。",
        citation=citation,
    )
