"""What pages read of dispatch: who sees what, and from when."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import dispatch, people, places, projects
from tests.factories.clock import CHINA, ENDS, NOW
from tests.factories.world import World
from yuanping.core.errors import Refused
from yuanping.core.intervals import Interval
from yuanping.domain.dispatch import queries
from yuanping.domain.dispatch.states import OfferState
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as project_queries
from yuanping.domain.rules import queries as rules


@pytest.mark.parametrize(
    ("starts_at", "released_at"),
    [
        # S4-24: on a Monday, from the Friday before; on a Thursday, from Wednesday.
        (datetime(2026, 6, 15, 9, 0, tzinfo=CHINA), "2026-06-12T00:00:00+08:00"),
        (datetime(2026, 6, 18, 9, 0, tzinfo=CHINA), "2026-06-17T00:00:00+08:00"),
        # After the Dragon Boat holiday (19 to 21 June 2026): from the last day worked.
        (datetime(2026, 6, 22, 9, 0, tzinfo=CHINA), "2026-06-18T00:00:00+08:00"),
    ],
)
def test_release_details_at_opens_on_the_working_day_before(
    world: World, starts_at: datetime, released_at: str
) -> None:
    world.project.evaluation_starts_at = starts_at
    opens = queries.release_details_at(world.project, project_queries.policy(world.project), rules.calendar())
    assert opens is not None
    assert opens.isoformat() == released_at


BEFORE = datetime(2026, 6, 16, 23, 59, tzinfo=CHINA)
RELEASED = datetime(2026, 6, 17, 0, 0, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("state", "now", "sub_sees"),
    [
        (OfferState.SENT, BEFORE, False),
        (OfferState.SENT, RELEASED, False),
        (OfferState.ACCEPTED, BEFORE, False),
        (OfferState.ACCEPTED, RELEASED, True),
        (OfferState.REFUSED, RELEASED, False),
        (OfferState.WITHDRAWN, RELEASED, False),
        (OfferState.EXPIRED, RELEASED, False),
    ],
)
def test_details_visible_to_the_sub_venue_in_time_and_to_the_main_side_always(
    world: World, state: OfferState, now: datetime, sub_sees: bool
) -> None:
    offer = dispatch.offer(world.project, world.county, state=state)
    supervisor = people.ctx(projects.supervisor(world.project))
    assert queries.details_visible(world.sub, offer, now) == sub_sees
    assert queries.details_visible(world.main, offer, now)
    assert queries.details_visible(supervisor, offer, now)


@pytest.mark.parametrize("now", [BEFORE, RELEASED])
def test_venue_details_visible_follows_the_same_release(world: World, now: datetime) -> None:
    venue = dispatch.venue(world.project, world.county, ordinal=1)
    assert queries.venue_details_visible(world.sub, venue, now) == (now == RELEASED)
    assert queries.venue_details_visible(world.main, venue, now)


def test_offers_are_seen_by_both_ends_and_the_supervisor_only(world: World) -> None:
    offer = dispatch.offer(world.project, world.county)
    seeing = {
        "main": world.main,
        "sub": world.sub,
        "sub staff": people.ctx(places.staff(world.county, Role.VENUE_STAFF)),
        "supervisor": people.ctx(projects.supervisor(world.project)),
    }
    blind = {
        "another centre": people.ctx(places.admin(places.centre("潢川县"))),
        "agency": people.ctx(projects.agent(world.project)),
        "tenderer": people.ctx(projects.tenderer(world.project)),
    }
    assert {who: queries.offer(ctx, offer.pk).pk for who, ctx in seeing.items()} == dict.fromkeys(
        seeing, offer.pk
    )
    for ctx in blind.values():
        with pytest.raises(Refused) as caught:
            queries.offer(ctx, offer.pk)
        assert caught.value.code == "not-found"
    assert list(queries.offers_for(world.sub)) == [offer]
    assert list(queries.offers_for(world.main)) == []
    assert list(queries.offers_of(world.main, world.project.pk)) == [offer]


def test_venue_of_another_centre_is_not_found(world: World) -> None:
    venue = dispatch.venue(world.project, world.county, ordinal=1)
    assert queries.venue(world.main, venue.pk) == venue
    with pytest.raises(Refused) as caught:
        queries.venue(people.ctx(places.admin(places.centre("潢川县"))), venue.pk)
    assert caught.value.code == "not-found"


def test_seats_in_use_tell_free_booked_broken_and_own(world: World) -> None:
    first, second, third, fourth = places.seats(world.county)[:4]
    mine = dispatch.venue(world.project, world.county, ordinal=1, seat_ids=[first.pk])
    dispatch.venue(projects.project(world.city), world.county, ordinal=1, seat_ids=[second.pk])
    third.state = "broken"
    third.save()
    during = queries.evaluation_interval(world.project)
    uses = {s.seat.pk: s.use for s in queries.seats_in_use(world.county.pk, during, venue_id=mine.pk)}
    assert [uses[seat.pk] for seat in (first, second, third, fourth)] == [
        "mine",
        "booked",
        "fault",
        "free",
    ]
    assert [seat.pk for seat in queries.free_seats(world.county.pk, during)] == places.seat_ids(
        world.county, 6
    )[3:]
    afterwards = Interval(ENDS, datetime(2026, 6, 19, 9, 0, tzinfo=CHINA))
    assert len(queries.free_seats(world.county.pk, afterwards)) == 5


def test_candidate_centres_tell_why_one_cannot_be_asked(world: World) -> None:
    no_posts = places.centre("潢川县", region_code="411526", posts=False)
    far = places.centre("南召县", region_code="411321")
    asked = places.centre("息县", region_code="411528")
    offer = dispatch.offer(world.project, asked)
    dispatch.venue(
        projects.project(world.city), world.county, ordinal=1, seat_ids=places.seat_ids(world.county, 4)
    )
    found = {c.facts.centre_id: c for c in queries.candidate_centres(world.main, world.project)}
    assert list(found) == [world.county.pk, far.pk, no_posts.pk, asked.pk]
    assert {pk: c.may_be_asked for pk, c in found.items()} == {
        far.pk: True,  # for a stated reason
        world.county.pk: True,
        no_posts.pk: False,
        asked.pk: False,
    }
    assert [gap.code for gap in found[no_posts.pk].gaps] == ["posts-vacant"]
    outside = found[far.pk].outside
    assert outside is not None
    assert (outside.code, outside.departable) == ("reach-excluded", True)
    assert (found[world.county.pk].free, found[asked.pk].free) == (2, 6)
    assert found[asked.pk].offer == offer


def test_candidate_centres_take_few_queries_however_many_centres(
    world: World,
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.candidate_centres(world.main, world.project)
        return len(captured)

    few = count()
    for name in ("潢川县", "息县", "淮滨县"):
        places.centre(name)
    assert count() == few


def gates_of(world: World) -> dict[str, tuple[bool, str]]:
    return {gate.code: (gate.is_open, gate.detail) for gate in queries.gates(world.project, NOW)}


def test_gates_open_as_venues_are_held(world: World) -> None:
    assert gates_of(world) == {
        "main-venue-held": (False, "尚未预约主场工位"),
        "sub-venues-held": (False, "尚无副场接受要约"),
        "seats-in-order": (False, ""),
    }
    dispatch.venue(world.project, world.city, ordinal=0, seat_ids=places.seat_ids(world.city, 3))
    waiting = dispatch.offer(world.project, world.county)
    assert gates_of(world)["main-venue-held"] == (True, "已预约 3 个工位")
    assert gates_of(world)["sub-venues-held"] == (False, "尚无副场接受要约，1 份要约待答复")
    sub = dispatch.venue(world.project, world.county, ordinal=1, seat_ids=places.seat_ids(world.county, 2))
    waiting.state, waiting.venue = OfferState.ACCEPTED, sub
    waiting.save()
    assert gates_of(world)["sub-venues-held"] == (True, "1 个副场已接受要约")
    assert gates_of(world)["seats-in-order"] == (True, "")
    seat = places.seats(world.county)[0]
    seat.state = "broken"
    seat.save()
    assert gates_of(world)["seats-in-order"] == (False, "有故障工位：副场 1")
    (gate,) = [g for g in queries.gates(world.project, NOW) if g.code == "sub-venues-held"]
    assert gate.citation is not None
    assert gate.citation.article == "规程二（一）"
