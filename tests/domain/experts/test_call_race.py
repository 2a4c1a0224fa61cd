"""Link and key, or two workers, at the very same moment, on connections of their own."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.factories import experts
from tests.racing import DONE, race
from yuanping.base.context import system_ctx
from yuanping.base.ports.models import OutboxMessage
from yuanping.base.ports.reports import Outcome, Report
from yuanping.base.witness import queries as witness
from yuanping.domain.experts.actions.call import answer_by_key, answer_call, call_member
from yuanping.domain.experts.actions.dial import dial_due, record_reports
from yuanping.domain.experts.actions.draw import draw_committee
from yuanping.domain.experts.models import CallOut, CallReceipt

LABEL = "副场 1 · 专家 1"


@pytest.fixture
def called(committed_db: None, run_jobs: Callable[[], int]) -> experts.World:
    """Drawn and called; four people hold four links."""
    world = experts.make(per_cell=3)
    experts.drawn(world, run_jobs)
    return world


def test_first_answer_counts_and_one_draw_follows(called: experts.World) -> None:
    seat = called.seat(LABEL)
    call = CallOut.objects.get(seat=seat)
    accept = partial(answer_call, experts.visitor(called), experts.token_of(seat), accept=True)
    decline = partial(answer_by_key, system_ctx("网关回执"), call.pk, digit="2")
    assert race(accept, decline) == ["call-answered", DONE]
    kinds = [entry.kind for entry in witness.entries(project_id=called.project.pk)]
    call.refresh_from_db()
    state = called.seat(LABEL).state
    assert (call.answer, state) in {("accepted", "accepted"), ("declined", "vacant")}
    assert kinds.count("experts.seat.accepted") + kinds.count("experts.seat.vacated") == 1


def test_one_report_told_by_many_at_once_is_recorded_once(called: experts.World) -> None:
    seat = called.seat(LABEL)
    sent = CallReceipt.objects.get(call__seat=seat, outcome=Outcome.SENT)
    report = Report(sent.adapter, sent.reference, Outcome.DELIVERED)
    assert race(*[partial(record_reports, system_ctx("网关回执"), [report])] * 4) == [DONE] * 4
    assert CallReceipt.objects.filter(call__seat=seat, outcome=Outcome.DELIVERED).count() == 1
    kinds = [entry.kind for entry in witness.entries(project_id=called.project.pk)]
    assert kinds.count("experts.call.reported") == 1


def test_two_workers_send_one_message(committed_db: None) -> None:
    world = experts.make(per_cell=3)
    committee = experts.planned(world)
    draw_committee(world.ctx("agency"), committee.pk)
    seat = world.seat(LABEL)
    ctx = system_ctx("通知专家")
    call_member(ctx, seat.pk, call=1)
    assert race(*[partial(dial_due, ctx, seat_id=seat.pk)] * 3) == [DONE] * 3
    assert OutboxMessage.objects.filter(key__startswith=f"call-{seat.pk}-").count() == 1
