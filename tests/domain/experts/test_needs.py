"""What a venue prepares: computed from the planned time, or as its staff state it."""

from datetime import datetime

import pytest

from tests.factories import experts
from tests.factories.clock import CHINA
from tests.factories.experts import World
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Invalid, NotAllowed, NotFound, Refused
from yuanping.domain.experts.actions.needs import state_needs
from yuanping.domain.experts.needs import Needs, meals_in, needs_of, nights_in
from yuanping.domain.projects.models import Project


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("starts", "ends", "meals", "nights"),
    [
        (at(18, 9), at(18, 11, 59), 0, 0),
        (at(18, 9), at(18, 12), 0, 0),
        (at(18, 9), at(18, 12, 1), 1, 0),
        (at(18, 12), at(18, 17), 1, 0),
        (at(18, 9), at(18, 18, 30), 2, 0),
        (at(18, 14), at(19, 11), 2, 1),
        (at(18, 9), at(20, 12, 30), 7, 2),
    ],
)
def test_meals_and_nights_of_a_planned_time(
    starts: datetime, ends: datetime, meals: int, nights: int
) -> None:
    assert (meals_in(starts, ends), nights_in(starts, ends)) == (meals, nights)


@pytest.fixture
def world(db: None) -> World:
    made = experts.make(per_cell=1)
    experts.planned(made)
    return made


def test_needs_count_people_before_anybody_is_drawn(world: World) -> None:
    Project.objects.update(evaluation_starts_at=at(18, 9), evaluation_ends_at=at(19, 11))
    world.venues["near"].project.refresh_from_db()
    assert needs_of(world.venues["near"]) == Needs(people=2, meals=2 * 3, nights=2)


def test_needs_as_stated_hold_and_are_on_record(world: World) -> None:
    venue, staff = world.venues["near"], world.ctx("near-staff")
    state_needs(staff, venue.pk, meals=9, nights=9)
    state_needs(staff, venue.pk, meals=5, nights=0)
    found = needs_of(venue)
    assert (found.people, found.meals, found.nights, found.stated_at) == (2, 5, 0, staff.now)
    told = witness.entries(project_id=world.project.pk).filter(kind="experts.venue.needs-stated")
    assert [witness.data(entry.number) for entry in told] == [
        {"venue_id": venue.pk, "meals": meals, "nights": nights} for meals, nights in ((9, 9), (5, 0))
    ]


@pytest.mark.parametrize(
    ("who", "venue", "meals", "refusal"),
    [
        ("near-staff", "near", -1, Invalid),
        ("near-staff", "near", 1000, Invalid),
        ("main-staff", "near", 5, NotFound),
        ("far-staff", "near", 5, NotFound),
        ("agency", "near", 5, NotAllowed),
    ],
)
def test_needs_are_refused(world: World, who: str, venue: str, meals: int, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        state_needs(world.ctx(who), world.venues[venue].pk, meals=meals, nights=0)
    assert needs_of(world.venues[venue]).stated_at is None
