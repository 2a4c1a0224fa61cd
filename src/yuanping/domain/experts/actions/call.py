"""Calling the people drawn, their answers, leave: a seat whose person does not come is vacated."""

import secrets
from dataclasses import replace

from django.db import transaction

from yuanping.base.change import Change, change
from yuanping.base.context import Ctx
from yuanping.base.ports.sms import gateway
from yuanping.base.vault.sealing import destroy
from yuanping.core.errors import Invalid, NotFound, Refused, WrongState
from yuanping.core.local_time import written
from yuanping.domain.experts import messages, sealed
from yuanping.domain.experts.calling import is_latest
from yuanping.domain.experts.digests import token_hash
from yuanping.domain.experts.events import CallAccepted, MemberCalled, SeatVacated
from yuanping.domain.experts.models import CallOut, CommitteeSeat
from yuanping.domain.experts.periods import answer_by, leave_until
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import (
    GIVEN_REASONS,
    Answer,
    Cause,
    Reason,
    SeatKind,
    SeatState,
    Via,
)
from yuanping.domain.experts.wording import ACCEPT, KEYS
from yuanping.domain.people.states import Role

TOKEN_BYTES = 16


def member_ctx(ctx: Ctx, seat: CommitteeSeat) -> Ctx:
    """The circumstances of whoever holds a seat's link or code: no account, no name, one seat."""
    return replace(
        ctx,
        actor_name=seat.label,
        roles=frozenset({Role.EXPERT.value}),
        actor_id=None,
        organisation_id=None,
        centre_id=None,
        committee_seat_id=seat.pk,
        expert_id=None,
    )


def call_member(ctx: Ctx, seat_id: int, *, call: int) -> CallOut | None:
    """Ask the person drawn for a seat, with a link to answer; None when that call was made.

    Messages and calls go out by the plan (``actions.dial``); all of them carry this one link.
    """
    seat = CommitteeSeat.objects.get(pk=seat_id)
    if seat.state != SeatState.CALLED or seat.calls.count() != call - 1:
        return None
    with change(ctx, CommitteeSeat, seat_id, "call", permission=Experts.RUN) as tx:
        seat = tx.row
        token = secrets.token_urlsafe(TOKEN_BYTES)
        made = CallOut.objects.create(
            seat=seat,
            attempt=call,
            token_hash=token_hash(token),
            link=sealed.seal_link(ctx, token),
            sent_at=ctx.now,
            answer_by=answer_by(ctx.now, starts_at=seat.committee.project.evaluation_starts_at),
        )
        tx.record(
            MemberCalled(
                project_id=seat.committee.project_id,
                seat_id=seat.pk,
                label=seat.label,
                call=call,
                answer_by=made.answer_by,
            )
        )
    return made


def answer_call(ctx: Ctx, token: str, *, accept: bool, reason: str = "", note: str = "") -> CommitteeSeat:
    """Answer by the link in the message. Declining needs a reason of the list; its words are sealed.

    Whoever holds the link answers for the seat. Refused: unknown link, answered (by link or key), too late.
    """
    found = _call_of(token)
    if not accept:
        checked_reason(reason, note)
    return _answer(ctx, found, accept=accept, via=Via.LINK, reason=reason, note=note)


def answer_by_key(ctx: Ctx, call_id: int, *, digit: str) -> CommitteeSeat:
    """Answer by a key pressed during a call: 1 accepts, 2 declines, without a reason.

    The first answer counts, by whatever way it came: refused when there is one, or too late.
    """
    if digit not in KEYS:
        raise Invalid("key-unknown", f"按键 {digit} 没有含义。", remedy="能够参加请按 1，不能参加请按 2。")
    found = CallOut.objects.select_related("seat__venue").get(pk=call_id)
    accept = digit == ACCEPT
    return _answer(ctx, found, accept=accept, via=Via.KEY, reason="" if accept else Reason.BY_KEY)


def _answer(
    ctx: Ctx, found: CallOut, *, accept: bool, via: Via, reason: str = "", note: str = ""
) -> CommitteeSeat:
    """The first answer. Whoever comes second is told what the first was, also within the same moment."""
    _open_call(ctx, found)
    try:
        return _take(ctx, found, accept=accept, via=via, reason=reason, note=note)
    except WrongState:
        found.refresh_from_db()
        _open_call(ctx, found)
        raise


def _take(ctx: Ctx, found: CallOut, *, accept: bool, via: Via, reason: str, note: str) -> CommitteeSeat:
    member = member_ctx(ctx, found.seat)
    transition = "accept" if accept else "vacate"
    with change(member, CommitteeSeat, found.seat_id, transition, permission=Experts.ANSWER) as tx:
        call = CallOut.objects.select_for_update().get(pk=found.pk)
        _open_call(ctx, call)
        if accept:
            _close(call, tx, Answer.ACCEPTED, via=via)
            tx.record(
                CallAccepted(
                    project_id=tx.row.committee.project_id,
                    seat_id=tx.row.pk,
                    label=tx.row.label,
                    call=call.attempt,
                    via=via,
                )
            )
        else:
            _close(call, tx, Answer.DECLINED, via=via, reason=reason, note=note)
            vacate(tx, Cause.DECLINED, reason=reason)
    return tx.row


def ask_leave(ctx: Ctx, token: str, *, reason: str, note: str = "") -> CommitteeSeat:
    """An accepted expert asks for leave by the link of the call, until half an hour before the start (S4-29).

    After that only the venue's staff report it (``request_leave``): the expert telephones. Refused besides: not
    accepted, somebody else sits there by now, checked in.
    """
    found = _call_of(token)
    checked_reason(reason, note)
    _require_leave_open(ctx, found)
    member = member_ctx(ctx, found.seat)
    with change(member, CommitteeSeat, found.seat_id, "vacate", permission=Experts.ANSWER) as tx:
        call = CallOut.objects.select_for_update().get(pk=found.pk)
        _require_leave_open(ctx, call)
        _close(call, tx, Answer.LEAVE, via=Via.LINK, reason=reason, note=note)
        vacate(tx, Cause.LEAVE, reason=reason)
    return tx.row


def request_leave(ctx: Ctx, seat_id: int, *, reason: str, note: str = "") -> CommitteeSeat:
    """An accepted expert cannot come: the seat's own venue reports it, the main venue redraws (S4-29)."""
    checked_reason(reason, note)
    with change(ctx, CommitteeSeat, seat_id, "vacate", permission=Experts.LEAVE) as tx:
        seat = tx.row
        tx.require(
            seat.kind == SeatKind.EXPERT,
            "not-an-expert-seat",
            "招标人代表不办理请假。",
            remedy="请招标人重新确定代表。",
        )
        tx.require(
            seat.state == SeatState.ACCEPTED,
            "leave-not-open",
            "只能为已确认参加、尚未签到的专家办理请假。",
            remedy="未答复的专家可通过短信链接答复；已签到的专家按回避或更换办理。",
        )
        call = CallOut.objects.filter(seat=seat).latest("attempt")
        _close(call, tx, Answer.LEAVE, via=Via.VENUE, reason=reason, note=note)
        vacate(tx, Cause.LEAVE, reason=reason)
    return tx.row


def expire_call(ctx: Ctx, call_id: int) -> CommitteeSeat:
    """Nobody answered in time: the seat is vacated."""
    seat_id = CallOut.objects.values_list("seat_id", flat=True).get(pk=call_id)
    with change(ctx, CommitteeSeat, seat_id, "vacate", permission=Experts.RUN) as tx:
        call = CallOut.objects.select_for_update().get(pk=call_id)
        tx.require(
            call.answer == "" and call.answer_by <= ctx.now, "call-open", "该通知尚未到期，或已经答复。"
        )
        _close(call, tx, Answer.EXPIRED)
        vacate(tx, Cause.EXPIRED)
    return tx.row


def cancel_seat(ctx: Ctx, seat_id: int, *, cause: Cause = Cause.WITHDRAWN, note: str = "") -> CommitteeSeat:
    """Tell the person not to come and vacate the seat.

    The project or the venue is gone, and nobody is drawn instead; or the person must withdraw (``Cause.RECUSAL``)
    and jobs draw somebody else. The message never says why; ``note`` does, and is sealed.
    """
    with transaction.atomic(), change(ctx, CommitteeSeat, seat_id, "vacate", permission=Experts.RUN) as tx:
        seat = tx.row
        call = CallOut.objects.filter(seat=seat).order_by("-attempt").first()
        if call is not None:
            expert = sealed.expert_of(ctx, seat, reason="取消通知")
            gone = cause is Cause.WITHDRAWN
            message = messages.cancelled_message(seat) if gone else messages.replaced_message(seat)
            gateway().send(
                ctx,
                to=sealed.identity_of(expert)["phone"],
                text=message.text,
                filled=message.filled,
                reference="取消通知",
                key=f"cancel-{seat.pk}-{call.attempt}",
            )
            _close(call, tx, Answer.RECALLED, note=note)
        vacate(tx, cause)
    return tx.row


def vacate(tx: Change[CommitteeSeat], cause: Cause, *, reason: str = "") -> None:
    """The seat is free again; subscribers draw somebody else for it."""
    seat = tx.row
    seat.assignment = None
    seat.code_hash = seat.session_hash = ""
    seat.checked_in_at = None
    tx.record(
        SeatVacated(
            project_id=seat.committee.project_id,
            seat_id=seat.pk,
            label=seat.label,
            cause=cause,
            reason=reason,
        )
    )


def checked_reason(reason: str, note: str) -> None:
    """A reason of the list; ``other`` needs words."""
    if reason not in set(GIVEN_REASONS):
        raise Invalid("reason-missing", "请选择不能参加的原因。", field="reason")
    if reason == Reason.OTHER and not note.strip():
        raise Invalid("reason-words-missing", "请说明不能参加的原因。", field="note")
    if len(note) > 200:
        raise Invalid("reason-words-long", "说明不超过 200 个字。", field="note")


def _close(
    call: CallOut,
    tx: Change[CommitteeSeat],
    answer: Answer,
    *,
    via: Via | None = None,
    reason: str = "",
    note: str = "",
) -> None:
    """The answer; from now on no message of the plan needs the link, and what was kept of it is destroyed."""
    call.answer, call.answered_at, call.reason = answer, tx.ctx.now, reason
    call.answered_via = via or ""
    if answer is Answer.ACCEPTED:
        call.accepted_at = tx.ctx.now
    call.note = sealed.seal_note(tx.ctx, note)
    if call.link is not None:
        link, call.link = call.link, None
        destroy(tx.ctx, link, reason="已答复，链接不再使用")
    call.save()


def _call_of(token: str) -> CallOut:
    found = CallOut.objects.select_related("seat__venue").filter(token_hash=token_hash(token)).first()
    if found is None:
        raise NotFound(
            "call-unknown", "链接无效。", remedy="请核对短信中的链接是否完整，或致电短信中的报到地点。"
        )
    return found


def _require_leave_open(ctx: Ctx, call: CallOut) -> None:
    seat, centre = call.seat, call.seat.venue.centre
    telephone = f"{centre.name}（电话 {centre.telephone}）"
    if call.answer != Answer.ACCEPTED or not is_latest(call) or seat.state != SeatState.ACCEPTED:
        raise Refused(
            "leave-not-open",
            "只有已确认参加、尚未签到的专家可以请假。",
            remedy=f"如有疑问，请致电{telephone}。",
        )
    until = leave_until(seat.committee.project.evaluation_starts_at)
    if ctx.now >= until:
        raise Refused(
            "leave-too-late",
            f"网上请假已于 {written(until)} 截止。",
            remedy=f"请立即致电{telephone}，由工作人员办理。",
        )


ANSWERED_WORDS = {
    (Via.KEY, Answer.ACCEPTED): "您已通过电话按键答复：能够参加。",
    (Via.KEY, Answer.DECLINED): "您已通过电话按键答复：不能参加。",
    (Via.LINK, Answer.ACCEPTED): "您已通过短信链接答复：能够参加。",
    (Via.LINK, Answer.DECLINED): "您已通过短信链接答复：不能参加。",
}


def _open_call(ctx: Ctx, call: CallOut) -> None:
    """Refuse unless the call still waits for its answer."""
    if call.answer == Answer.EXPIRED or (not call.answer and ctx.now >= call.answer_by):
        raise Refused(
            "call-expired",
            f"答复期限（{written(call.answer_by)}）已过，席位已另行抽取。",
            remedy="如有疑问，请致电短信中的报到地点。",
        )
    if call.answer:
        words = {(via.value, answer.value): text for (via, answer), text in ANSWERED_WORDS.items()}
        raise Refused(
            "call-answered",
            words.get((call.answered_via, call.answer), "您已经答复过。"),
            remedy="以首次答复为准；如情况有变，请致电短信中的报到地点，由工作人员办理。",
        )
