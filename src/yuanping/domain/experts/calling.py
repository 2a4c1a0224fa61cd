"""Where a call stands: what its plan has due, what became of what was sent, whose turn it is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from yuanping.base.ports.reports import Outcome
from yuanping.domain.experts.dialling import Step, Try, next_try, parse_plan
from yuanping.domain.experts.models import CallOut, CallReceipt
from yuanping.domain.experts.states import Channel, SeatState

SETTLED = {Outcome.SENT, Outcome.FAILED}


@dataclass(frozen=True, slots=True)
class Due:
    """A step of a call's plan that is to be tried now."""

    call_id: int
    step: int
    channel: Channel
    tried: int


def plan() -> tuple[Step, ...]:
    """The node's plan by which people are called."""
    return parse_plan(settings.EXPERT_CALL_PLAN)


def open_calls(now: datetime) -> list[CallOut]:
    """The calls that wait for their answer."""
    rows = CallOut.objects.filter(answer="", answer_by__gt=now, seat__state=SeatState.CALLED)
    return list(rows.order_by("pk"))


def due(call: CallOut, *, now: datetime) -> list[Due]:
    """What the plan has due for a call by now; nothing once it is answered or its period is over."""
    if call.answer or now >= call.answer_by:
        return []
    tries = _tries(call.receipts.all())
    found = []
    for number, step in enumerate(plan()):
        tried = next_try(step, tries[number], called_at=call.sent_at, now=now)
        if tried is not None:
            found.append(Due(call.pk, number, step.channel, tried))
    return found


def is_latest(call: CallOut) -> bool:
    """Whether nobody else was called for the seat since."""
    return not CallOut.objects.filter(seat_id=call.seat_id, attempt__gt=call.attempt).exists()


def receipts_of(calls: Iterable[CallOut]) -> Mapping[int, list[CallReceipt]]:
    """What became of each call, by its id, oldest first; without the notes that something was about to be sent."""
    found: defaultdict[int, list[CallReceipt]] = defaultdict(list)
    rows = CallReceipt.objects.filter(call__in=list(calls)).exclude(outcome=Outcome.SENDING)
    for row in rows.order_by("at", "pk"):
        found[row.call_id].append(row)
    return found


def _tries(receipts: Iterable[CallReceipt]) -> defaultdict[int, list[Try]]:
    """The tries of each step, from the notes before and after them."""
    grouped: defaultdict[int, dict[int, list[CallReceipt]]] = defaultdict(lambda: defaultdict(list))
    for row in receipts:
        grouped[row.step][row.tried].append(row)
    found: defaultdict[int, list[Try]] = defaultdict(list)
    for step, by_number in grouped.items():
        for number, rows in sorted(by_number.items()):
            outcomes = {Outcome(row.outcome) for row in rows}
            found[step].append(
                Try(number, rows[-1].at, bool(outcomes & SETTLED), Outcome.DEFERRED in outcomes)
            )
    return found
