"""A draw that was set for a time: made then, by itself, once; what cannot be made is put on record."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories import experts
from tests.factories.clock import NOW
from yuanping.base.context import system_ctx
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.domain.experts.actions.scheduling import draw_due, schedule_draw, unschedule_draw
from yuanping.domain.experts.models import Expert

RunJobs = Callable[[], int]
LATER = timedelta(hours=3)


def kinds(prefix: str) -> list[str]:
    return [entry.kind for entry in witness.entries().filter(kind__startswith=prefix)]


def test_draw_is_made_when_its_time_has_come_and_once(world: experts.World, run_jobs: RunJobs) -> None:
    committee = experts.planned(world)
    schedule_draw(world.ctx("agency"), committee.pk, at=NOW + LATER)
    platform = system_ctx("预约抽取")
    draw_due(platform.at(NOW + LATER - timedelta(minutes=1)))
    assert kinds("experts.draw.intended") == []
    draw_due(platform.at(NOW + LATER))
    draw_due(platform.at(NOW + LATER + timedelta(minutes=1)))
    committee.refresh_from_db()
    assert (committee.state, committee.draw_at) == ("drawn", None)
    assert kinds("experts.draw.made") == ["experts.draw.made"]


def test_time_is_refused_unless_it_lies_before_the_evaluation(world: experts.World) -> None:
    committee = experts.planned(world)
    found = []
    for at in (NOW, world.project.evaluation_starts_at):
        with pytest.raises(Refused) as refused:
            schedule_draw(world.ctx("agency"), committee.pk, at=at)
        found.append(refused.value.code)
    assert found == ["draw-time-past", "draw-time-late"]


def test_time_is_taken_back(world: experts.World) -> None:
    committee = experts.planned(world)
    schedule_draw(world.ctx("agency"), committee.pk, at=NOW + LATER)
    unschedule_draw(world.ctx("agency"), committee.pk)
    draw_due(system_ctx("预约抽取").at(NOW + 2 * LATER))
    assert kinds("experts.draw.intended") == []
    with pytest.raises(Refused) as refused:
        unschedule_draw(world.ctx("agency"), committee.pk)
    assert refused.value.code == "draw-not-scheduled"


def test_draw_that_cannot_be_made_is_put_on_record_once(world: experts.World) -> None:
    committee = experts.planned(world)
    schedule_draw(world.ctx("agency"), committee.pk, at=NOW + LATER)
    Expert.objects.update(is_available=False)
    for _ in range(2):
        draw_due(system_ctx("预约抽取").at(NOW + LATER))
    committee.refresh_from_db()
    assert (committee.state, committee.draw_at) == ("planned", None)
    assert kinds("experts.draw.scheduled-failed") == ["experts.draw.scheduled-failed"]
