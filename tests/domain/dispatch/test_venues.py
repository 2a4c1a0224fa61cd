"""Holding the main venue, changing seats, and what faults and withdrawals do to venues."""

from collections.abc import Callable

import pytest

from tests.factories import dispatch, people, places, projects
from tests.factories.clock import ENDS, STARTS
from tests.factories.world import World
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.domain.dispatch import jobs, queries
from yuanping.domain.dispatch.actions.venue import hold_main_venue, reseat_venue
from yuanping.domain.dispatch.models import Booking, Offer, Venue
from yuanping.domain.places.actions.seat import report_fault
from yuanping.domain.projects.actions.registration import withdraw_project
from yuanping.domain.projects.models import Project


def held_seats(venue: Venue) -> list[int]:
    return sorted(Booking.objects.filter(venue=venue, cancelled=False).values_list("seat_id", flat=True))


def test_hold_main_venue_books_own_seats_for_the_interval(world: World) -> None:
    seats = places.seat_ids(world.city, 3)
    venue = hold_main_venue(world.main, world.project.pk, seats)
    assert (venue.label, venue.state, venue.centre_id) == ("主场", "held", world.city.pk)
    assert held_seats(venue) == seats
    assert {(b.during.lower, b.during.upper) for b in Booking.objects.all()} == {(STARTS, ENDS)}
    (entry,) = witness.entries(project_id=world.project.pk)
    assert entry.kind == "dispatch.venue.held"


def nothing(world: World) -> list[int]:
    return []


def foreign_seats(world: World) -> list[int]:
    return places.seat_ids(world.county, 2)


def broken_seats(world: World) -> list[int]:
    first, second = places.seats(world.city)[:2]
    first.state = "broken"
    first.save()
    return [first.pk, second.pk]


def taken_seats(world: World) -> list[int]:
    rival = projects.project(world.city)
    chosen = places.seat_ids(world.city, 2)
    dispatch.venue(rival, world.city, ordinal=0, seat_ids=chosen[1:])
    return chosen


def held_already(world: World) -> list[int]:
    dispatch.venue(world.project, world.city, ordinal=0)
    return places.seat_ids(world.city, 2)


def not_arranging(world: World) -> list[int]:
    Project.objects.update(state="registered")
    return places.seat_ids(world.city, 2)


HOLD_REFUSALS = [
    (nothing, "seats-missing", "请选择工位。"),
    (foreign_seats, "seat-not-own", "所选工位不属于本中心。"),
    (broken_seats, "seat-broken", "工位“远程评标一室 01”有故障，不能预约。"),
    (taken_seats, "seat-taken", "工位“远程评标一室 02”在该时段已被占用。"),
    (held_already, "main-venue-held", "主场工位已经预约。"),
    (not_arranging, "project-not-arranging", "项目当前为“已登记”，不能安排场地。"),
]


@pytest.mark.parametrize(
    ("choose", "code", "message"), HOLD_REFUSALS, ids=[r[0].__name__ for r in HOLD_REFUSALS]
)
def test_hold_main_venue_is_refused(
    world: World, choose: Callable[[World], list[int]], code: str, message: str
) -> None:
    seat_ids = choose(world)
    before = (Venue.objects.count(), Booking.objects.count())
    with pytest.raises(Refused) as caught:
        hold_main_venue(world.main, world.project.pk, seat_ids)
    assert (caught.value.code, caught.value.message) == (code, message)
    assert (Venue.objects.count(), Booking.objects.count(), witness.head()[0]) == (*before, 0)


def test_hold_main_venue_of_another_centres_project_finds_nothing(world: World) -> None:
    with pytest.raises(Refused) as caught:
        hold_main_venue(world.sub, world.project.pk, places.seat_ids(world.county, 2))
    assert caught.value.code == "not-found"


def test_reseat_venue_moves_a_booking_to_another_seat(world: World) -> None:
    first, second, third = places.seat_ids(world.county, 3)
    venue = dispatch.venue(world.project, world.county, ordinal=1, seat_ids=[first, second])
    moved = Booking.objects.get(seat_id=first)
    reseat_venue(world.sub, venue.pk, [second, third])
    moved.refresh_from_db()
    assert (moved.seat_id, held_seats(venue)) == (third, [second, third])
    (entry,) = witness.entries()
    assert witness.parsed(entry)["data"] == {
        "venue_id": venue.pk,
        "given_up": [first],
        "taken": [third],
    }


def test_reseat_venue_of_the_main_venue_may_add_seats(world: World) -> None:
    seats = places.seat_ids(world.city, 4)
    venue = dispatch.venue(world.project, world.city, ordinal=0, seat_ids=seats[:2])
    reseat_venue(world.main, venue.pk, seats)
    assert held_seats(venue) == seats


@pytest.mark.parametrize(
    ("ordinal", "count", "code"),
    [(1, 1, "seat-count"), (1, 3, "seat-count"), (0, 1, "seats-fewer"), (1, 2, "seats-unchanged")],
)
def test_reseat_venue_with_another_number_of_seats_is_refused(
    world: World, ordinal: int, count: int, code: str
) -> None:
    seats = places.seat_ids(world.county, 3)
    venue = dispatch.venue(world.project, world.county, ordinal=ordinal, seat_ids=seats[:2])
    with pytest.raises(Refused) as caught:
        reseat_venue(world.sub, venue.pk, seats[:count])
    assert (caught.value.code, held_seats(venue)) == (code, seats[:2])


def test_reseat_venue_to_a_taken_seat_is_refused(world: World) -> None:
    first, second, third = places.seat_ids(world.county, 3)
    venue = dispatch.venue(world.project, world.county, ordinal=1, seat_ids=[first, second])
    dispatch.venue(projects.project(world.city), world.county, ordinal=1, seat_ids=[third])
    with pytest.raises(Refused) as caught:
        reseat_venue(world.sub, venue.pk, [second, third])
    assert (caught.value.code, held_seats(venue)) == ("seat-taken", [first, second])


def test_reseat_venue_by_the_main_venue_is_refused(world: World) -> None:
    seats = places.seat_ids(world.county, 3)
    venue = dispatch.venue(world.project, world.county, ordinal=1, seat_ids=seats[:2])
    with pytest.raises(Refused) as caught:
        reseat_venue(world.main, venue.pk, seats[1:])
    assert caught.value.code == "not-yours"


def test_a_fault_of_a_booked_seat_puts_its_bookings_at_risk(
    world: World, run_jobs: Callable[[], int]
) -> None:
    first, second = places.seat_ids(world.county, 2)
    venue = dispatch.venue(world.project, world.county, ordinal=1, seat_ids=[first, second])
    report_fault(world.sub, first, fault="摄像头黑屏")
    run_jobs()
    (alert,) = witness.entries(project_id=world.project.pk)
    booking = Booking.objects.get(seat_id=first)
    assert alert.kind == "dispatch.booking.at-risk"
    assert witness.parsed(alert)["data"] == {
        "venue_id": venue.pk,
        "booking_id": booking.pk,
        "seat_id": first,
        "fault_entry": witness.entries().get(kind="places.seat.fault-reported").number,
    }
    assert list(queries.at_risk(world.sub)) == [booking]
    assert list(queries.at_risk(world.main)) == [booking]
    stranger = people.ctx(places.admin(places.centre("潢川县")))
    assert list(queries.at_risk(stranger)) == []


def test_a_fault_is_flagged_once_however_often_its_job_runs(
    world: World, run_jobs: Callable[[], int]
) -> None:
    (first,) = places.seat_ids(world.county, 1)
    dispatch.venue(world.project, world.county, ordinal=1, seat_ids=[first])
    report_fault(world.sub, first, fault="摄像头黑屏")
    run_jobs()
    jobs.flag_bookings_at_risk(witness.entries().get(kind="places.seat.fault-reported").number)
    assert [e.kind for e in witness.entries(project_id=world.project.pk)] == ["dispatch.booking.at-risk"]


def test_a_fault_of_a_free_seat_alerts_nobody(world: World, run_jobs: Callable[[], int]) -> None:
    (first,) = places.seat_ids(world.county, 1)
    report_fault(world.sub, first, fault="摄像头黑屏")
    run_jobs()
    assert [e.kind for e in witness.entries()] == ["places.seat.fault-reported"]


def test_a_withdrawn_project_lets_go_of_its_venues_and_offers(
    world: World, run_jobs: Callable[[], int]
) -> None:
    main = dispatch.venue(world.project, world.city, ordinal=0, seat_ids=places.seat_ids(world.city, 2))
    sub = dispatch.venue(world.project, world.county, ordinal=1, seat_ids=places.seat_ids(world.county, 2))
    accepted = dispatch.offer(world.project, world.county, state=dispatch.OfferState.ACCEPTED, venue=sub)
    waiting = dispatch.offer(world.project, places.centre("潢川县"))
    withdraw_project(people.ctx(projects.agent(world.project)), world.project.pk, reason="招标文件重大修改")
    run_jobs()
    assert {o.pk: o.state for o in Offer.objects.all()} == {
        accepted.pk: "withdrawn",
        waiting.pk: "withdrawn",
    }
    assert {v.pk: v.state for v in Venue.objects.all()} == {main.pk: "released", sub.pk: "released"}
    assert Booking.objects.filter(cancelled=False).count() == 0


def test_venues_of_a_project_are_told_main_first(world: World) -> None:
    sub = dispatch.venue(world.project, world.county, ordinal=1)
    main = dispatch.venue(world.project, world.city, ordinal=0)
    dispatch.venue(world.project, places.centre("潢川县"), ordinal=2, state=dispatch.VenueState.RELEASED)
    assert list(queries.venues(world.project.pk)) == [main, sub]
