"""Check-in without the reader's word (人工签到): two people answer for it, and the identity number all the same.

The reader may fail, and a face may have changed. What never falls away is the number of the document: it is
compared with that of the person drawn, so that nobody is let in on a colleague's say-so (S3-8).
"""

import base64

from django.db import transaction

from yuanping.base import permissions
from yuanping.base.change import change
from yuanping.base.context import Ctx, platform
from yuanping.base.vault.models import SealedItem
from yuanping.base.vault.sealing import Grounds, seal, unseal
from yuanping.core.errors import Invalid, NotFound, Refused
from yuanping.core.identifiers import parse_id_number
from yuanping.core.local_time import local_date
from yuanping.core.policy import Flag
from yuanping.domain.experts import queries, sealed
from yuanping.domain.experts.actions.attendance import (
    CheckedIn,
    is_number_of,
    let_in,
    make_code,
    note_mismatch,
    require_open_door,
    turn_away_if_conflicted,
)
from yuanping.domain.experts.actions.committee import complete_if_present, lock_committee
from yuanping.domain.experts.digests import code_hash
from yuanping.domain.experts.events import (
    CodeIssued,
    ManualCheckInConfirmed,
    ManualCheckInLapsed,
    ManualCheckInRefused,
    ManualCheckInRequested,
)
from yuanping.domain.experts.models import CommitteeSeat, ManualCheckIn
from yuanping.domain.experts.periods import MANUAL_WINDOW
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import ManualReason, ManualState, SeatState
from yuanping.domain.experts.unsealing import SECOND_PERSON, grounds_for
from yuanping.domain.projects import queries as projects
from yuanping.domain.rules.queries import in_force

PHOTO = "experts.manual-photo"
PHOTO_BYTES = 3 * 2**20
MAGIC = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
OPEN_ALREADY = Refused(
    "manual-open",
    "该席位已有待确认的人工签到申请。",
    remedy="请由第二人确认，或等待其逾期后重新申请。",
)


def request_manual(
    ctx: Ctx, seat_id: int, *, id_number: str, reason: str, words: str, photo: bytes | None = None
) -> ManualCheckIn:
    """Ask to check the seat's person in by hand; good for ten minutes.

    ``id_number`` is read off the document by a human eye; it is compared and not kept. Refused where a rule
    forbids manual check-ins, when the number is another's (on record), or before the door opens.
    """
    permissions.require(ctx, Experts.REQUEST_MANUAL)
    seat = CommitteeSeat.objects.all().visible_to(ctx).select_related("committee__project").filter(pk=seat_id)
    found = seat.first()
    if found is None:
        raise NotFound("not-found", "没有找到该评委席，或您无权查看。", remedy="请从签到列表重新进入。")
    permissions.require(ctx, Experts.CHECK_IN, found)
    _require_allowed(found)
    _require_words(reason, words)
    sort = _photo_type(photo)
    number = parse_id_number(id_number, field="id_number", on=local_date(ctx.now)).number
    _require_awaited(found)
    if not is_number_of(ctx, found, number):
        note_mismatch(ctx, seat_id, ("number",))
        raise Refused(
            "identity-mismatch",
            "证件号码与席位人员不符，不能申请人工签到。",
            remedy="请核对是否选错席位、号码是否抄错；确非席位人员的，不得入场，并报告主场。",
            field="id_number",
        )
    turn_away_if_conflicted(ctx, found)
    assert ctx.actor_id is not None  # an account's role, so an account
    with change(ctx, ManualCheckIn, None, "request", permission=Experts.REQUEST_MANUAL) as tx:
        locked = CommitteeSeat.objects.select_for_update(of=("self",)).get(pk=seat_id)
        _require_awaited(locked)
        require_open_door(tx, locked)
        picture = _sealed_photo(ctx, sort, photo)
        row = tx.add(
            ManualCheckIn(
                seat=locked,
                assignment=locked.assignment,
                reason=reason,
                words=seal(ctx, sealed.NOTE, {"text": words.strip()}),
                photo=picture,
                requested_by_id=ctx.actor_id,
                requested_at=ctx.now,
                confirm_by=ctx.now + MANUAL_WINDOW,
            ),
            taken={"experts_one_manual_request": OPEN_ALREADY},
        )
        tx.record(
            ManualCheckInRequested(
                project_id=found.committee.project_id,
                manual_id=row.pk,
                seat_id=seat_id,
                label=found.label,
                reason=reason,
                photo=picture is not None,
                confirm_by=row.confirm_by,
            )
        )
    return row


def confirm_manual(ctx: Ctx, manual_id: int) -> ManualCheckIn:
    """The second person vouches: the member is checked in; the code is handed over at the door."""
    with transaction.atomic():
        seat_id = ManualCheckIn.objects.filter(pk=manual_id).values_list("seat_id", flat=True).first()
        if seat_id is not None:
            lock_committee(seat_id)
        with change(ctx, ManualCheckIn, manual_id, "confirm", permission=Experts.DECIDE_MANUAL) as tx:
            row = tx.row
            tx.require(
                ctx.now < row.confirm_by,
                "manual-expired",
                "申请已超过十分钟，不能再确认。",
                remedy="请由经办人重新核对证件后再次申请。",
            )
            tx.require(
                row.seat.state == SeatState.ACCEPTED and row.seat.assignment_id == row.assignment_id,
                "seat-changed",
                "席位人员已有变动。",
                remedy="请返回签到列表查看。",
            )
            row.decided_by_id, row.decided_at = ctx.actor_id, ctx.now
            tx.record(
                ManualCheckInConfirmed(
                    project_id=row.seat.committee.project_id,
                    manual_id=row.pk,
                    seat_id=row.seat_id,
                    label=row.seat.label,
                    reason=row.reason,
                )
            )
        own = platform(ctx, "平台")
        with change(own, CommitteeSeat, tx.row.seat_id, "check_in", permission=Experts.RUN) as door:
            require_open_door(door, door.row)
            let_in(door)
        complete_if_present(ctx, door.row.committee_id)
    return tx.row


def refuse_manual(ctx: Ctx, manual_id: int) -> ManualCheckIn:
    """The second person does not vouch; nobody is let in."""
    with change(ctx, ManualCheckIn, manual_id, "refuse", permission=Experts.DECIDE_MANUAL) as tx:
        row = tx.row
        row.decided_by_id, row.decided_at = ctx.actor_id, ctx.now
        tx.record(
            ManualCheckInRefused(
                project_id=row.seat.committee.project_id,
                manual_id=row.pk,
                seat_id=row.seat_id,
                label=row.seat.label,
            )
        )
    return tx.row


def lapse_manual(ctx: Ctx, manual_id: int) -> ManualCheckIn:
    """Ten minutes are over without an answer."""
    with change(ctx, ManualCheckIn, manual_id, "lapse", permission=Experts.RUN) as tx:
        row = tx.row
        tx.require(row.confirm_by <= ctx.now, "manual-still-open", "该申请尚未到期。")
        tx.record(
            ManualCheckInLapsed(
                project_id=row.seat.committee.project_id,
                manual_id=row.pk,
                seat_id=row.seat_id,
                label=row.seat.label,
            )
        )
    return tx.row


def hand_over_code(ctx: Ctx, seat_id: int) -> CheckedIn:
    """The code for a member checked in by hand, made and shown once, to the staff at the door."""
    code = make_code()
    with change(ctx, CommitteeSeat, seat_id, "renew_code", permission=Experts.CHECK_IN) as tx:
        seat = tx.row
        row = queries.manual_unhanded(seat)
        if row is None:
            raise Refused(
                "code-handed",
                "没有待发放的登录码。",
                remedy="登录码遗失或已使用的，请办理补发登录码。",
            )
        row.handed_at = ctx.now
        row.save(update_fields=["handed_at"])
        seat.code_hash, seat.session_hash = code_hash(code), ""
        tx.record(CodeIssued(project_id=seat.committee.project_id, seat_id=seat.pk, label=seat.label))
    return CheckedIn(seat, code)


def photo_of(ctx: Ctx, row: ManualCheckIn) -> tuple[str, bytes] | None:
    """Type and bytes of the document's photograph, for whoever decides; every look is on record."""
    permissions.require(ctx, Experts.DECIDE_MANUAL, row)
    if row.photo is None or row.state != ManualState.REQUESTED:
        return None
    found = unseal(ctx, row.photo, reason=SECOND_PERSON, grounds=_grounds(row))
    return found["type"], base64.b64decode(found["data"])


def words_of(ctx: Ctx, row: ManualCheckIn) -> str:
    """What the first person wrote, for whoever decides."""
    permissions.require(ctx, Experts.DECIDE_MANUAL, row)
    return unseal(ctx, row.words, reason=SECOND_PERSON, grounds=_grounds(row))["text"]


def _require_allowed(seat: CommitteeSeat) -> None:
    rule = in_force(projects.policy(seat.committee.project), "check_in.manual", Flag)
    if rule is not None and not rule.value.on:
        raise Refused(
            "manual-forbidden",
            "该项目不允许人工签到。",
            remedy="请排除设备故障后，由本人持证核验人脸。",
            citation=rule.rule.citation,
        )


def _require_words(reason: str, words: str) -> None:
    if reason not in set(ManualReason):
        raise Invalid("reason-missing", "请选择人工签到的原因。", field="reason")
    if len(words.strip()) < 5:
        raise Invalid("words-missing", "请写明怎样核对本人身份，不少于 5 个字。", field="words")
    if len(words) > 200:
        raise Invalid("words-long", "说明不超过 200 个字。", field="words")


def _photo_type(photo: bytes | None) -> str:
    if not photo:
        return ""
    if len(photo) > PHOTO_BYTES:
        raise Invalid("photo-large", "证件照片不超过 3 MB。", field="photo", remedy="请缩小后重新上传。")
    for magic, sort in MAGIC.items():
        if photo.startswith(magic):
            return sort
    raise Invalid("photo-type", "证件照片应为 JPG 或 PNG 格式。", field="photo", remedy="请重新拍摄后上传。")


def _sealed_photo(ctx: Ctx, sort: str, photo: bytes | None) -> SealedItem | None:
    return seal(ctx, PHOTO, {"type": sort, "data": base64.b64encode(photo).decode()}) if photo else None


def _require_awaited(seat: CommitteeSeat) -> None:
    if seat.state != SeatState.ACCEPTED or seat.assignment_id is None:
        raise Refused(
            "not-awaited",
            "只能为已确认参加、尚未签到的成员申请人工签到。",
            remedy="请返回签到列表查看席位状态。",
        )


def _grounds(row: ManualCheckIn) -> Grounds:
    return grounds_for(row.seat.committee.project, SECOND_PERSON, subject=row.seat.label)
