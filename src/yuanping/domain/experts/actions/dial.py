"""Sending messages and making calls by the plan, and hearing what became of them.

A gateway is spoken to outside of any transaction: first the try is on record, then it is made, then its outcome is on
record. Who was to be reached stands in none of these.
"""

import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction

from yuanping.base.change import recording
from yuanping.base.context import Ctx
from yuanping.base.ports import sms, voice
from yuanping.base.ports.gateways import GatewayBusy, GatewayRefused, GatewayUnfit, is_ours
from yuanping.base.ports.reports import Outcome, Report
from yuanping.core.errors import Refused
from yuanping.domain.experts import calling, messages, sealed
from yuanping.domain.experts.actions.call import answer_by_key
from yuanping.domain.experts.calling import Due
from yuanping.domain.experts.dialling import TRIES
from yuanping.domain.experts.events import CallReported, CallSent
from yuanping.domain.experts.models import CallOut, CallReceipt
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import Channel, SeatState
from yuanping.domain.experts.wording import KEYS

logger = logging.getLogger(__name__)


def dial_due(ctx: Ctx, *, seat_id: int | None = None) -> int:
    """Send and call what is due by now, for all seats or for one; returns how many tries were made."""
    made = 0
    for call in calling.open_calls(ctx.now):
        if seat_id is None or call.seat_id == seat_id:
            made += sum(dial(ctx, due) for due in calling.due(call, now=ctx.now))
    return made


def dial(ctx: Ctx, due: Due) -> bool:
    """Make one try of one step; False when another worker makes it, or the call was answered meanwhile.

    A gateway in trouble is tried again later by the plan, with growing pauses; the last try's trouble is a failure.
    """
    if not _claim(ctx, due):
        return False
    call = CallOut.objects.select_related("seat__venue__centre", "seat__committee__project", "link").get(
        pk=due.call_id
    )
    if call.answer or call.seat.state != SeatState.CALLED or call.link is None:
        return False
    try:
        adapter, reference = _send(ctx, call, due)
        _note(ctx, call, due, adapter, Outcome.SENT, reference=reference)
    except GatewayRefused as refused:
        _note(ctx, call, due, _adapter(due.channel), Outcome.FAILED, code=refused.code)
    except GatewayBusy as busy:
        if isinstance(busy, GatewayUnfit):
            logger.error("the %s gateway refuses this node: %s", due.channel, busy.code)  # noqa: TRY400 -- no number in it
        last = due.tried >= TRIES
        outcome = Outcome.FAILED if last else Outcome.DEFERRED
        _note(ctx, call, due, _adapter(due.channel), outcome, code=busy.code)
    return True


@dataclass(frozen=True, slots=True)
class Heard:
    """``complete`` is False when something was told that we have sent and not yet noted: it should be told again.

    ``refusals`` are the pressed keys that had no effect, for the call was answered before or too late.
    """

    complete: bool
    refusals: tuple[Refused, ...] = ()


def record_reports(ctx: Ctx, reports: Iterable[Report]) -> Heard:
    """Put on record what gateways tell, each once; a pressed key answers the call.

    What this node did not send is passed over.
    """
    complete, refusals = True, []
    for report in reports:
        sent = (
            CallReceipt.objects.select_related("call__seat__venue", "call__seat__committee")
            .filter(adapter=report.adapter, reference=report.reference, outcome=Outcome.SENT)
            .first()
        )
        if sent is None:
            complete &= not is_ours(report.adapter, report.reference)
            continue
        with transaction.atomic():
            is_new = _note_report(ctx, sent, report)
            if report.outcome is Outcome.KEY and report.digit in KEYS:
                try:
                    answer_by_key(ctx, sent.call_id, digit=report.digit)
                except Refused as refused:  # the key pressed is on record all the same
                    refusals += [refused] if is_new else []
    return Heard(complete, tuple(refusals))


def _claim(ctx: Ctx, due: Due) -> bool:
    try:
        with transaction.atomic():
            CallReceipt.objects.create(
                call_id=due.call_id,
                channel=due.channel,
                step=due.step,
                tried=due.tried,
                adapter=_adapter(due.channel),
                outcome=Outcome.SENDING,
                at=ctx.now,
            )
    except IntegrityError:
        return False
    return True


def _adapter(channel: Channel) -> str:
    return f"{channel}-{settings.SMS_GATEWAY if channel is Channel.SMS else settings.VOICE_GATEWAY}"


def _send(ctx: Ctx, call: CallOut, due: Due) -> tuple[str, str]:
    """Speak to the gateway: its name and its receipt number. The key holds part of the link's digest."""
    seat = call.seat
    assert call.link is not None
    phone = sealed.identity_of(sealed.expert_of(ctx, seat, reason="通知"))["phone"]
    link = f"{settings.SITE_URL}/expert/call/{sealed.token_of(call.link)}/"
    message = messages.call_message(seat, due.channel, link=link, answer_by=call.answer_by)
    key = f"call-{seat.pk}-{call.attempt}-{due.step}-{call.token_hash[:12]}"
    reference = f"专家参加通知（{seat.label}）"
    if due.channel is Channel.SMS:
        port = sms.gateway()
        return port.adapter, port.send(
            ctx, to=phone, text=message.text, filled=message.filled, reference=reference, key=key
        )
    line = voice.gateway()
    return line.adapter, line.call(
        ctx, to=phone, text=message.text, filled=message.filled, keys=KEYS, reference=reference, key=key
    )


def _note(
    ctx: Ctx, call: CallOut, due: Due, adapter: str, outcome: Outcome, *, reference: str = "", code: str = ""
) -> None:
    seat = call.seat
    with recording(ctx, "note_call_sent", permission=Experts.RUN) as tx:
        CallReceipt.objects.create(
            call=call,
            channel=due.channel,
            step=due.step,
            tried=due.tried,
            adapter=adapter,
            reference=reference,
            outcome=outcome,
            code=code,
            at=ctx.now,
        )
        tx.record(
            CallSent(
                project_id=seat.committee.project_id,
                seat_id=seat.pk,
                label=seat.label,
                call=call.attempt,
                channel=due.channel,
                step=due.step,
                attempt=due.tried,
                outcome=outcome,
                receipt=reference,
                code=code,
            )
        )


def _note_report(ctx: Ctx, sent: CallReceipt, report: Report) -> bool:
    """The report and its event, once however often the gateway tells it; False when it was known."""
    seat = sent.call.seat
    with suppress(IntegrityError), recording(ctx, "note_call_reported", permission=Experts.RUN) as tx:
        CallReceipt.objects.create(
            call=sent.call,
            channel=sent.channel,
            step=sent.step,
            tried=sent.tried,
            adapter=sent.adapter,
            reference=sent.reference,
            outcome=report.outcome,
            digit=report.digit,
            code=report.code,
            at=ctx.now,
        )
        tx.record(
            CallReported(
                project_id=seat.committee.project_id,
                seat_id=seat.pk,
                label=seat.label,
                call=sent.call.attempt,
                channel=sent.channel,
                receipt=sent.reference,
                outcome=report.outcome,
                digit=report.digit,
                code=report.code,
            )
        )
        return True
    return False
