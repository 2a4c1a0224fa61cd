"""Calls and answers: what the message says, who may answer until when, what it leaves behind."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories import experts
from tests.factories.clock import NOW, STARTS
from yuanping.base.context import system_ctx
from yuanping.base.ports.models import OutboxMessage
from yuanping.core.errors import Refused
from yuanping.domain.dispatch.events import VenueReleased
from yuanping.domain.experts.actions.call import answer_call, call_member, request_leave
from yuanping.domain.experts.jobs import cancel_seats_of_venue
from yuanping.domain.experts.models import CallOut
from yuanping.domain.experts.periods import answer_by

RunJobs = Callable[[], int]
LABEL = "副场 1 · 专家 1"


@pytest.fixture(scope="module")
def built(standing: None, run_jobs: RunJobs) -> experts.World:
    """Everybody drawn has been called."""
    world = experts.make()
    experts.drawn(world, run_jobs)
    return world


def test_message_names_the_local_centre_and_neither_project_nor_people(world: experts.World) -> None:
    texts = {label: experts.message_of(world.seat(label)).text for label in (LABEL, "主场 · 专家 1")}
    assert world.near.address in texts[LABEL]
    assert world.near.telephone in texts[LABEL]
    assert world.city.address not in texts[LABEL]
    assert world.city.address in texts["主场 · 专家 1"]
    for word in ("2026-06-18 09:00", "身份证", "银行卡", "CA 证书", "/expert/call/"):
        assert word in texts[LABEL]
    forbidden = [world.project.name, world.project.code, *(entry.name for entry in world.entries)]
    assert not any(word in text for word in forbidden for text in texts.values())


def test_call_run_twice_sends_once(world: experts.World) -> None:
    assert call_member(system_ctx("测试"), world.seat(LABEL).pk, call=1) is None
    assert OutboxMessage.objects.count() == CallOut.objects.count() == 4


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        (NOW, NOW + timedelta(hours=2)),
        (STARTS - timedelta(minutes=30), STARTS),
        (STARTS + timedelta(hours=1), STARTS + timedelta(hours=3)),
    ],
)
def test_answer_period(sent: object, due: object) -> None:
    assert answer_by(sent, starts_at=STARTS) == due  # type: ignore[arg-type]


@pytest.fixture
def token(world: experts.World) -> str:
    return experts.token_of(world.seat(LABEL))


def test_answer_accept(world: experts.World, token: str) -> None:
    answer_call(experts.visitor(world), token, accept=True)
    assert world.seat(LABEL).state == "accepted"
    assert CallOut.objects.get(seat=world.seat(LABEL)).answer == "accepted"


@pytest.mark.parametrize(
    ("reason", "note", "code"),
    [
        ("", "", "reason-missing"),
        ("bored", "", "reason-missing"),
        ("other", " ", "reason-words-missing"),
        ("other", "长" * 201, "reason-words-long"),
    ],
)
def test_decline_without_a_reason_is_refused(
    world: experts.World, token: str, reason: str, note: str, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        answer_call(experts.visitor(world), token, accept=False, reason=reason, note=note)
    assert (caught.value.code, world.seat(LABEL).state) == (code, "called")


def test_decline_seals_the_words(world: experts.World, token: str) -> None:
    answer_call(experts.visitor(world), token, accept=False, reason="other", note="本人住院")
    call = CallOut.objects.get(seat=world.seat(LABEL))
    assert (call.answer, call.reason) == ("declined", "other")
    assert call.note is not None
    assert "本人住院".encode() not in bytes(call.note.box)


@pytest.mark.parametrize("accept", [True, False])
def test_answer_twice_is_refused(world: experts.World, token: str, accept: bool) -> None:
    answer_call(experts.visitor(world), token, accept=accept, reason="illness")
    with pytest.raises(Refused) as caught:
        answer_call(experts.visitor(world), token, accept=True)
    assert caught.value.code == "call-answered"


def test_answer_after_the_period_is_refused(world: experts.World, token: str) -> None:
    late = experts.visitor(world, now=NOW + timedelta(hours=2, minutes=1))
    with pytest.raises(Refused) as caught:
        answer_call(late, token, accept=True)
    assert (caught.value.code, world.seat(LABEL).state) == ("call-expired", "called")


def test_answer_with_an_unknown_link_is_refused(world: experts.World, token: str) -> None:
    with pytest.raises(Refused) as caught:
        answer_call(experts.visitor(world), token[:-1] + "~", accept=True)
    assert caught.value.code == "call-unknown"


def test_leave_before_the_answer_is_refused(world: experts.World, token: str) -> None:
    seat = world.seat(LABEL)
    with pytest.raises(Refused) as caught:
        request_leave(world.staff_of(seat), seat.pk, reason="illness")
    assert caught.value.code == "leave-not-open"


def test_leave_reported_by_another_venue_is_refused(world: experts.World, token: str) -> None:
    answer_call(experts.visitor(world), token, accept=True)
    with pytest.raises(Refused) as caught:
        request_leave(world.ctx("far-staff"), world.seat(LABEL).pk, reason="illness")
    assert caught.value.code == "not-found"
    with pytest.raises(Refused) as main:
        request_leave(world.ctx("main-staff"), world.seat(LABEL).pk, reason="illness")
    assert main.value.code == "not-yours"


def test_released_venue_tells_those_who_were_called(world: experts.World, run_jobs: RunJobs) -> None:
    event = VenueReleased(
        project_id=world.project.pk, venue_id=world.venues["near"].pk, ordinal=1, reason="项目已撤回"
    )
    from django.db import transaction

    from yuanping.base import witness

    with transaction.atomic():
        index = witness.append(system_ctx("测试"), event)
    cancel_seats_of_venue(index)
    cancel_seats_of_venue(index)
    run_jobs()
    assert {s.label: s.state for s in world.seats(venue=world.venues["near"])} == {
        LABEL: "vacant",
        "副场 1 · 专家 2": "vacant",
    }
    assert OutboxMessage.objects.filter(key__startswith="cancel-").count() == 2
