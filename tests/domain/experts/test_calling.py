"""How a person drawn is called, and what their key, their link or their silence leads to."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from pytest_django import Settings

from tests.factories import experts
from tests.factories.clock import NOW, STARTS
from yuanping.base.context import system_ctx
from yuanping.base.ports.models import OutboxMessage, Ring
from yuanping.base.ports.reports import Outcome, Report
from yuanping.base.ports.voice import hang_up
from yuanping.base.vault.models import SealedItem
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.domain.experts import calling
from yuanping.domain.experts.actions.call import answer_by_key, answer_call, ask_leave, request_leave
from yuanping.domain.experts.actions.dial import Heard, dial, dial_due, record_reports
from yuanping.domain.experts.jobs import close_lapsed, dial_calls
from yuanping.domain.experts.models import CallOut, CallReceipt, CommitteeSeat

RunJobs = Callable[[], int]
LABEL = "副场 1 · 专家 1"
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def built(standing: None, run_jobs: RunJobs) -> experts.World:
    """Everybody drawn has been called."""
    world = experts.make()
    experts.drawn(world, run_jobs)
    return world


@pytest.fixture
def seat(world: experts.World) -> CommitteeSeat:
    return world.seat(LABEL)


@pytest.fixture
def call(seat: CommitteeSeat) -> CallOut:
    return CallOut.objects.get(seat=seat)


def after(minutes: float, seat: CommitteeSeat) -> datetime:
    """So long after the first person drawn for the seat was called."""
    return CallOut.objects.get(seat=seat, attempt=1).sent_at + minutes * MINUTE


def dial_until(minutes: float, seat: CommitteeSeat) -> int:
    return dial_due(system_ctx("测试").at(after(minutes, seat)), seat_id=seat.pk)


def outcomes(seat: CommitteeSeat) -> list[str]:
    """What became of all that went out for a seat, without the notes before it."""
    rows = CallReceipt.objects.filter(call__seat=seat).exclude(outcome=Outcome.SENDING).order_by("pk")
    return [f"{row.channel} {row.outcome}{row.digit}" for row in rows]


def ring(seat: CommitteeSeat) -> Ring:
    return Ring.objects.get(key__startswith=f"call-{seat.pk}-")


def pressed(seat: CommitteeSeat, digit: str) -> Heard:
    ctx = system_ctx("测试")
    return record_reports(ctx, hang_up(ctx, ring(seat).pk, digit=digit))


def happened(seat: CommitteeSeat) -> list[str]:
    """The seat's story in the log, without the laying of seats and the draw."""
    entries = witness.entries(project_id=seat.committee.project_id).order_by("number")
    said = [(entry.kind, witness.data(entry.number)) for entry in entries]
    kept = ("experts.seat.", "experts.call.")
    return [
        ".".join(kind.split(".")[1:])
        for kind, data in said
        if kind.startswith(kept) and data.get("seat_id") == seat.pk and kind != "experts.seat.laid"
    ]


def test_plan_sends_calls_and_reminds_with_the_same_link(seat: CommitteeSeat) -> None:
    assert outcomes(seat) == ["sms sent"]
    assert (dial_until(2.9, seat), dial_until(3, seat), dial_until(3, seat)) == (0, 1, 0)
    assert (dial_until(30, seat), dial_until(119, seat)) == (2, 0)
    assert outcomes(seat) == ["sms sent", "voice sent", "voice sent", "sms sent"]
    messages = OutboxMessage.objects.filter(key__startswith=f"call-{seat.pk}-")
    assert len({message.text for message in messages}) == 1
    assert Ring.objects.filter(key__startswith=f"call-{seat.pk}-").count() == 2


def test_whoever_has_answered_is_not_called_again(seat: CommitteeSeat, world: experts.World) -> None:
    answer_call(experts.visitor(world), experts.token_of(seat), accept=True)
    assert dial_until(30, seat) == 0


def test_link_is_forgotten_when_it_has_been_used(
    seat: CommitteeSeat, call: CallOut, world: experts.World
) -> None:
    assert call.link is not None
    answer_call(experts.visitor(world), experts.token_of(seat), accept=True)
    assert bytes(SealedItem.objects.get(pk=call.link.pk).box) == b""


def test_nobody_is_called_after_the_period(seat: CommitteeSeat) -> None:
    assert dial_until(120, seat) == 0


def test_a_try_that_another_worker_makes_is_not_made_twice(seat: CommitteeSeat, call: CallOut) -> None:
    ctx = system_ctx("测试").at(after(3, seat))
    (due,) = calling.due(call, now=ctx.now)
    assert (dial(ctx, due), dial(ctx, due)) == (True, False)
    assert outcomes(seat) == ["sms sent", "voice sent"]


@pytest.mark.parametrize(
    ("digit", "state", "answer"), [("1", "accepted", "accepted"), ("2", "vacant", "declined")]
)
def test_key_answers(seat: CommitteeSeat, world: experts.World, digit: str, state: str, answer: str) -> None:
    dial_until(3, seat)
    assert pressed(seat, digit) == Heard(complete=True)
    call = CallOut.objects.get(seat=seat)
    found = (world.seat(LABEL).state, call.answer, call.answered_via, call.reason)
    assert found == (state, answer, "key", "by-key" if digit == "2" else "")
    assert outcomes(seat) == ["sms sent", "voice sent", "voice answered", f"voice key{digit}"]


def test_key_without_meaning_is_on_record_alone(seat: CommitteeSeat, world: experts.World) -> None:
    dial_until(3, seat)
    reference = f"VOICE-{ring(seat).pk}"
    record_reports(system_ctx("测试"), [Report("voice-fake", reference, Outcome.KEY, digit="7")])
    assert (world.seat(LABEL).state, outcomes(seat)[-1]) == ("called", "voice key7")
    with pytest.raises(Refused) as caught:
        answer_by_key(system_ctx("测试"), CallOut.objects.get(seat=seat).pk, digit="7")
    assert caught.value.code == "key-unknown"


def test_ringing_out_leaves_the_call_open(seat: CommitteeSeat, world: experts.World) -> None:
    dial_until(3, seat)
    assert pressed(seat, "") == Heard(complete=True)
    assert (world.seat(LABEL).state, outcomes(seat)[-1]) == ("called", "voice no-answer")
    with pytest.raises(Refused) as caught:
        pressed(seat, "1")
    assert caught.value.code == "ring-ended"


def test_key_after_the_link_has_no_effect_and_says_so(seat: CommitteeSeat, world: experts.World) -> None:
    dial_until(3, seat)
    answer_call(experts.visitor(world), experts.token_of(seat), accept=True)
    heard = pressed(seat, "2")
    assert [refused.message for refused in heard.refusals] == ["您已通过短信链接答复：能够参加。"]
    assert (world.seat(LABEL).state, outcomes(seat)[-1]) == ("accepted", "voice key2")


def test_link_after_the_key_is_told_what_the_key_said(seat: CommitteeSeat, world: experts.World) -> None:
    dial_until(3, seat)
    token = experts.token_of(seat)
    pressed(seat, "1")
    with pytest.raises(Refused) as caught:
        answer_call(experts.visitor(world), token, accept=False, reason="illness")
    assert (caught.value.code, caught.value.message) == ("call-answered", "您已通过电话按键答复：能够参加。")


def test_key_after_the_period_has_no_effect(seat: CommitteeSeat, world: experts.World) -> None:
    dial_until(3, seat)
    late = system_ctx("测试").at(after(121, seat))
    heard = record_reports(late, hang_up(late, ring(seat).pk, digit="1"))
    assert ([refused.code for refused in heard.refusals], world.seat(LABEL).state) == (
        ["call-expired"],
        "called",
    )


def test_report_told_twice_is_recorded_once(seat: CommitteeSeat) -> None:
    dial_until(3, seat)
    reference = f"VOICE-{ring(seat).pk}"
    reports = [
        Report("voice-fake", reference, Outcome.ANSWERED),
        Report("voice-fake", reference, Outcome.KEY, digit="1"),
    ]
    ctx = system_ctx("测试")
    assert [record_reports(ctx, reports), record_reports(ctx, reports)] == [Heard(complete=True)] * 2
    story = happened(seat)
    assert story[-3:] == ["call.reported", "call.reported", "seat.accepted"]
    assert story.count("seat.accepted") == 1


def test_report_of_something_else_is_passed_over(seat: CommitteeSeat) -> None:
    strange = [Report("voice-fake", "VOICE-0", Outcome.ANSWERED)]
    assert record_reports(system_ctx("测试"), strange) == Heard(complete=True)
    assert outcomes(seat) == ["sms sent"]


@pytest.mark.parametrize("how", ["link", "key", "silence", "leave"])
def test_outcome_is_on_record_before_the_next_is_called(
    seat: CommitteeSeat, world: experts.World, run_jobs: RunJobs, how: str
) -> None:
    visitor, token = experts.visitor(world), experts.token_of(seat)
    if how == "link":
        answer_call(visitor, token, accept=False, reason="illness")
    elif how == "key":
        dial_until(3, seat)
        pressed(seat, "2")
    elif how == "silence":
        close_lapsed(system_ctx("测试").at(after(121, seat)))
    else:
        answer_call(visitor, token, accept=True)
        ask_leave(visitor, token, reason="illness")
    assert world.seat(LABEL).state == "vacant"
    before = happened(seat)
    assert before[-1] == "seat.vacated"
    run_jobs()
    story = happened(seat)
    assert story[len(before) :] == ["seat.assigned", "seat.called", "call.sent"]
    assert [call.attempt for call in CallOut.objects.filter(seat=seat).order_by("attempt")] == [1, 2]


def test_late_report_of_the_first_says_nothing_of_the_second(
    seat: CommitteeSeat, world: experts.World, run_jobs: RunJobs
) -> None:
    dial_until(3, seat)
    first = ring(seat)
    answer_call(experts.visitor(world), experts.token_of(seat), accept=False, reason="illness")
    run_jobs()
    ctx = system_ctx("测试")
    heard = record_reports(ctx, hang_up(ctx, first.pk, digit="1"))
    assert [refused.code for refused in heard.refusals] == ["call-answered"]
    calls = CallOut.objects.filter(seat=seat).order_by("attempt")
    assert ([call.answer for call in calls], world.seat(LABEL).state) == (["declined", ""], "called")


@pytest.mark.parametrize(
    ("minutes", "code"), [(31, ""), (30, "leave-too-late"), (0, "leave-too-late"), (-1, "leave-too-late")]
)
def test_leave_by_link_until_half_an_hour_before(
    seat: CommitteeSeat, world: experts.World, minutes: int, code: str
) -> None:
    token = experts.token_of(seat)
    answer_call(experts.visitor(world), token, accept=True)
    at = STARTS - minutes * MINUTE
    if not code:
        ask_leave(experts.visitor(world, now=at), token, reason="traffic")
        call = CallOut.objects.get(seat=seat)
        assert (call.answer, call.answered_via, call.reason) == ("leave", "link", "traffic")
        assert world.seat(LABEL).state == "vacant"
        return
    with pytest.raises(Refused) as caught:
        ask_leave(experts.visitor(world, now=at), token, reason="traffic")
    assert (caught.value.code, world.seat(LABEL).state) == (code, "accepted")
    assert world.near.telephone in caught.value.remedy
    request_leave(world.staff_of(seat, now=at), seat.pk, reason="traffic")
    assert CallOut.objects.get(seat=seat).answered_via == "venue"


def test_leave_before_the_answer_and_twice_is_refused(seat: CommitteeSeat, world: experts.World) -> None:
    visitor, token = experts.visitor(world), experts.token_of(seat)
    codes = []
    for reason in ("illness", "by-key"):
        with pytest.raises(Refused) as caught:
            ask_leave(visitor, token, reason=reason)
        codes.append(caught.value.code)
    answer_call(visitor, token, accept=True)
    ask_leave(visitor, token, reason="illness")
    with pytest.raises(Refused) as again:
        ask_leave(visitor, token, reason="illness")
    assert [*codes, again.value.code] == ["leave-not-open", "reason-missing", "leave-not-open"]


def test_old_link_cannot_ask_leave_for_the_next_person(
    seat: CommitteeSeat, world: experts.World, run_jobs: RunJobs
) -> None:
    visitor, old = experts.visitor(world), experts.token_of(seat)
    answer_call(visitor, old, accept=True)
    # As after a recusal at the door: the seat goes to somebody else, the old answer stays what it was.
    CommitteeSeat.objects.filter(pk=seat.pk).update(state="called")
    second = CallOut.objects.create(
        seat=seat, attempt=2, token_hash="x", sent_at=NOW, answer_by=after(120, seat), answer="accepted"
    )
    CommitteeSeat.objects.filter(pk=seat.pk).update(state="accepted")
    with pytest.raises(Refused) as caught:
        ask_leave(visitor, old, reason="illness")
    assert (caught.value.code, calling.is_latest(second)) == ("leave-not-open", True)


def test_receipts_are_only_added(seat: CommitteeSeat) -> None:
    rows = CallReceipt.objects.filter(call__seat=seat)
    for change in (lambda: rows.update(outcome="delivered"), lambda: rows._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert outcomes(seat) == ["sms sent"]


def test_nothing_that_is_kept_of_a_call_holds_a_telephone_or_a_link(
    seat: CommitteeSeat, world: experts.World
) -> None:
    dial_until(30, seat)
    pressed_ring = Ring.objects.filter(key__startswith=f"call-{seat.pk}-").latest("pk")
    ctx = system_ctx("测试")
    record_reports(ctx, hang_up(ctx, pressed_ring.pk, digit="1"))
    kept = str(list(CallReceipt.objects.values())) + str(list(CallOut.objects.values()))
    kept += "".join(entry.content for entry in witness.entries(project_id=world.project.pk))
    kept += "".join(Ring.objects.values_list("text", flat=True))
    assert not any(entry.phone in kept or entry.name in kept for entry in world.entries)
    assert experts.token_of(seat) not in kept


def test_periodic_job_dials_what_is_due_by_the_nodes_clock(seat: CommitteeSeat) -> None:
    experts.set_clock(after(3.5, seat))
    dial_calls(0)
    assert Ring.objects.count() == 4
    assert outcomes(seat) == ["sms sent", "voice sent"]


def test_plan_is_the_nodes_setting(seat: CommitteeSeat, settings: Settings) -> None:
    settings.EXPERT_CALL_PLAN = "sms@0,voice@1"
    assert (dial_until(1, seat), dial_until(119, seat)) == (1, 0)
