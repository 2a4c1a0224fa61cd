"""One seat, one holder: what the database itself refuses, and who wins a race."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from psycopg.types.range import TimestamptzRange

from tests.factories import dispatch, places, projects
from tests.factories.clock import STARTS
from tests.factories.world import World, make
from tests.racing import DONE, race
from yuanping.base.witness import queries as witness
from yuanping.core.intervals import Interval
from yuanping.domain.dispatch.actions.offer import accept_offer
from yuanping.domain.dispatch.actions.venue import hold_main_venue
from yuanping.domain.dispatch.models import Booking, Offer, Venue

HOURS = st.integers(0, 6)


def interval(start: int, length: int) -> Interval:
    return Interval(STARTS + timedelta(hours=start), STARTS + timedelta(hours=start + length))


def as_range(of: Interval) -> TimestamptzRange:
    return TimestamptzRange(of.start, of.end)


@given(
    first=st.builds(interval, HOURS, st.integers(1, 4)), second=st.builds(interval, HOURS, st.integers(1, 4))
)
@example(first=interval(0, 2), second=interval(2, 2))  # they touch
@example(first=interval(0, 4), second=interval(1, 1))  # one within the other
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_double_booking_is_refused_exactly_when_intervals_overlap(
    world: World, first: Interval, second: Interval
) -> None:
    (seat_id,) = places.seat_ids(world.county, 1)
    with transaction.atomic():
        venue = dispatch.venue(world.project, world.county, ordinal=1)
        Booking.objects.create(venue=venue, seat_id=seat_id, during=as_range(first))
        try:
            with transaction.atomic():
                Booking.objects.create(venue=venue, seat_id=seat_id, during=as_range(second))
            refused = False
        except IntegrityError as error:
            refused = "dispatch_no_double_booking" in str(error)
        transaction.set_rollback(True)
    assert refused == first.overlaps(second)


def test_double_booking_of_another_seat_or_after_a_cancellation_is_possible(world: World) -> None:
    first, second = places.seat_ids(world.county, 2)
    venue = dispatch.venue(world.project, world.county, ordinal=1)
    during = as_range(interval(0, 4))
    for seat_id, cancelled in ((first, True), (first, False), (second, False)):
        Booking.objects.create(venue=venue, seat_id=seat_id, during=during, cancelled=cancelled)
    assert Booking.objects.count() == 3


@pytest.fixture
def rivals(committed_db: None) -> tuple[World, Offer, Offer]:
    """Two main venues of two projects that want all seats of one county centre at the same time."""
    world = make()
    other_city = places.centre(
        "南阳市", region_code="411500", level=places.Level.CITY, rooms=places.CITY_ROOMS
    )
    rival = projects.project(other_city)
    return (
        world,
        dispatch.offer(world.project, world.county, seats_wanted=6),
        dispatch.offer(rival, world.county, seats_wanted=6),
    )


# Twelve starts: together, and each of the two some milliseconds ahead of the other.
STARTS_OF_RIVALS = (
    [(0.0, 0.0)] * 4
    + [(d, 0.0) for d in (0.002, 0.005, 0.01, 0.02)]
    + [(0.0, d) for d in (0.002, 0.005, 0.01, 0.02)]
)


@pytest.mark.parametrize("delays", STARTS_OF_RIVALS)
def test_two_projects_that_want_the_last_seats_exactly_one_gets_them(
    rivals: tuple[World, Offer, Offer], delays: tuple[float, float]
) -> None:
    world, one, other = rivals
    seats = places.seat_ids(world.county, 6)
    outcomes = race(
        lambda: accept_offer(world.sub, one.pk, seat_ids=seats),
        lambda: accept_offer(world.sub, other.pk, seat_ids=seats[::-1]),
        delays=delays,
    )
    assert outcomes == [DONE, "seat-taken"]
    (winner,) = Venue.objects.all()
    assert sorted(Booking.objects.values_list("venue_id", "seat_id")) == [(winner.pk, s) for s in seats]
    assert sorted(Offer.objects.values_list("state", flat=True)) == ["accepted", "sent"]
    assert [e.kind for e in witness.entries()] == ["dispatch.venue.held", "dispatch.offer.accepted"]


def test_two_projects_that_share_one_seat_exactly_one_gets_all_its_seats(
    rivals: tuple[World, Offer, Offer],
) -> None:
    world, one, other = rivals
    Offer.objects.update(seats_wanted=3)
    seats = places.seat_ids(world.county, 5)
    outcomes = race(
        lambda: accept_offer(world.sub, one.pk, seat_ids=seats[:3]),
        lambda: accept_offer(world.sub, other.pk, seat_ids=seats[2:]),
    )
    assert outcomes == [DONE, "seat-taken"]
    assert Booking.objects.count() == 3


def test_one_project_held_twice_at_once_gets_one_main_venue(rivals: tuple[World, Offer, Offer]) -> None:
    world, one, _ = rivals
    seats = places.seat_ids(world.city, 4)
    outcomes = race(
        lambda: hold_main_venue(world.main, one.project_id, seats[:2]),
        lambda: hold_main_venue(world.main, one.project_id, seats[2:]),
    )
    assert outcomes == [DONE, "main-venue-held"]
    assert Booking.objects.count() == 2


def test_two_sub_venues_of_one_project_get_different_ordinals(rivals: tuple[World, Offer, Offer]) -> None:
    world, one, _ = rivals
    Offer.objects.update(seats_wanted=3)
    second = places.centre("潢川县")
    another = dispatch.offer(world.project, second, seats_wanted=3)
    own, others = places.seat_ids(world.county, 3), places.seat_ids(second, 3)
    outcomes = race(
        lambda: accept_offer(world.sub, one.pk, seat_ids=own),
        lambda: accept_offer(dispatch.answerer(another), another.pk, seat_ids=others),
    )
    assert outcomes == [DONE, DONE]
    assert sorted(Venue.objects.values_list("ordinal", flat=True)) == [1, 2]


def test_seats_taken_at_another_time_are_free(world: World) -> None:
    seats = places.seat_ids(world.county, 2)
    later = datetime(2026, 6, 18, 17, 0, tzinfo=STARTS.tzinfo)
    next_one = projects.project(world.city, starts_at=later, ends_at=later + timedelta(hours=3))
    dispatch.venue(world.project, world.county, ordinal=1, seat_ids=seats)
    offer = dispatch.offer(next_one, world.county, seats_wanted=2)
    assert accept_offer(world.sub, offer.pk, seat_ids=seats).state == "accepted"
