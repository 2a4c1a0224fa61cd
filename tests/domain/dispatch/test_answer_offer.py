"""Answering, withdrawing and outliving an offer."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories import dispatch, people, places, projects
from tests.factories.clock import ENDS, NOW, STARTS
from tests.factories.world import World
from yuanping.base.context import system_ctx
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.domain.dispatch.actions.offer import (
    accept_offer,
    expire_offer,
    refuse_offer,
    withdraw_offer,
)
from yuanping.domain.dispatch.jobs import close_lapsed
from yuanping.domain.dispatch.models import Booking, Offer, Venue
from yuanping.domain.places.models import SeatCertificate
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState


@pytest.fixture
def offer(world: World) -> Offer:
    return dispatch.offer(world.project, world.county, seats_wanted=2)


def kinds() -> list[str]:
    return [entry.kind for entry in witness.entries()]


def test_accept_offer_holds_the_chosen_seats(world: World, offer: Offer) -> None:
    dispatch.venue(world.project, world.city, ordinal=0)
    third, fourth = (seat.pk for seat in places.seats(world.county)[2:4])
    accept_offer(world.sub, offer.pk, seat_ids=[fourth, third])
    offer.refresh_from_db()
    assert offer.venue is not None
    assert (offer.state, offer.answered_at) == ("accepted", NOW)
    assert (offer.venue.label, offer.venue.centre_id, offer.venue.state) == (
        "副场 1",
        world.county.pk,
        "held",
    )
    held = Booking.objects.filter(venue=offer.venue).order_by("seat_id")
    assert [(b.seat_id, b.during.lower, b.during.upper, b.cancelled) for b in held] == [
        (third, STARTS, ENDS, False),
        (fourth, STARTS, ENDS, False),
    ]
    assert kinds() == ["dispatch.venue.held", "dispatch.offer.accepted"]


def test_accept_offer_gives_the_next_ordinal_even_after_a_release(world: World, offer: Offer) -> None:
    dispatch.venue(world.project, world.city, ordinal=0)
    dispatch.venue(world.project, places.centre("潢川县"), ordinal=1, state=dispatch.VenueState.RELEASED)
    accepted = accept_offer(world.sub, offer.pk, seat_ids=places.seat_ids(world.county, 2))
    assert accepted.venue is not None
    assert accepted.venue.ordinal == 2


Choice = list[int]


def one_seat(world: World) -> Choice:
    return places.seat_ids(world.county, 1)


def three_seats(world: World) -> Choice:
    return places.seat_ids(world.county, 3)


def the_same_twice(world: World) -> Choice:
    first = places.seat_ids(world.county, 1)
    return [*first, *places.seat_ids(world.county, 2)]


def another_centres(world: World) -> Choice:
    return places.seat_ids(world.city, 2)


def a_taken_seat(world: World) -> Choice:
    rival = projects.project(world.city)
    chosen = places.seat_ids(world.county, 2)
    dispatch.venue(rival, world.county, ordinal=1, seat_ids=chosen[:1])
    return chosen


def a_broken_seat(world: World) -> Choice:
    places.extra_room(world.county, "远程评标三室", seats=3)
    seat = places.seats(world.county)[-1]
    seat.state = "broken"
    seat.save()
    return [places.seat_ids(world.county, 1)[0], seat.pk]


def a_seat_without_headset(world: World) -> Choice:
    places.extra_room(world.county, "远程评标三室", seats=3)
    seat = places.seats(world.county)[-1]
    seat.devices.remove("headset")
    seat.save()
    return [places.seat_ids(world.county, 1)[0], seat.pk]


def posts_left_vacant_since(world: World) -> Choice:
    world.county.leader = None
    world.county.save()
    return places.seat_ids(world.county, 2)


def the_certificate_was_shortened(world: World) -> Choice:
    SeatCertificate.objects.filter(centre=world.county).update(valid_to=STARTS)
    return places.seat_ids(world.county, 2)


def the_project_was_withdrawn(world: World) -> Choice:
    Project.objects.update(state=ProjectState.WITHDRAWN)
    return places.seat_ids(world.county, 2)


def the_reply_period_is_over(world: World) -> Choice:
    Offer.objects.update(expires_at=NOW)
    return places.seat_ids(world.county, 2)


ACCEPT_REFUSALS = [
    (one_seat, "seat-count", None, "主场需要 2 个工位，现选择了 1 个。"),
    (three_seats, "seat-count", None, "主场需要 2 个工位，现选择了 3 个。"),
    (the_same_twice, "seat-twice", None, "同一工位选择了两次。"),
    (another_centres, "seat-not-own", None, "所选工位不属于本中心。"),
    (a_taken_seat, "seat-taken", None, "工位“远程评标一室 01”在该时段已被占用。"),
    (a_broken_seat, "seat-broken", None, "工位“远程评标三室 03”有故障，不能预约。"),
    (a_seat_without_headset, "seat-devices", "通知四", "工位“远程评标三室 03”缺少耳麦。"),
    (posts_left_vacant_since, "posts-vacant", "规程一（三）", None),
    (the_certificate_was_shortened, "certificate-invalid", None, None),
    (the_project_was_withdrawn, "project-not-arranging", None, None),
    (the_reply_period_is_over, "offer-expired", None, "该要约已过答复期限。"),
]


@pytest.mark.parametrize(
    ("choose", "code", "article", "message"), ACCEPT_REFUSALS, ids=[r[0].__name__ for r in ACCEPT_REFUSALS]
)
def test_accept_offer_is_refused(
    world: World,
    offer: Offer,
    choose: Callable[[World], Choice],
    code: str,
    article: str | None,
    message: str | None,
) -> None:
    seat_ids = choose(world)
    before = (Booking.objects.count(), Venue.objects.count())
    with pytest.raises(Refused) as caught:
        accept_offer(world.sub, offer.pk, seat_ids=seat_ids)
    assert caught.value.code == code
    assert (caught.value.citation and caught.value.citation.article) == article
    if message is not None:
        assert caught.value.message == message
    offer.refresh_from_db()
    assert (offer.state, offer.venue_id) == ("sent", None)
    assert (Booking.objects.count(), Venue.objects.count()) == before
    assert kinds() == []


def test_accept_offer_within_the_lead_time_is_in_time(world: World, offer: Offer) -> None:
    # The week of S4-23 counts from the request; the answer may come later, before the period ends.
    Offer.objects.update(expires_at=STARTS)
    late = world.sub.at(STARTS - timedelta(minutes=1))
    accepted = accept_offer(late, offer.pk, seat_ids=places.seat_ids(world.county, 2))
    assert accepted.state == "accepted"


def test_accept_offer_of_another_centre_finds_nothing(world: World, offer: Offer) -> None:
    stranger = people.ctx(places.admin(places.centre("潢川县")))
    with pytest.raises(Refused) as caught:
        accept_offer(stranger, offer.pk, seat_ids=places.seat_ids(world.county, 2))
    assert caught.value.code == "not-found"


def test_refuse_offer_tells_the_reason(world: World, offer: Offer) -> None:
    refuse_offer(world.sub, offer.pk, reason=" 当日设备检修 ")
    offer.refresh_from_db()
    assert (offer.state, offer.reason, offer.answered_at) == ("refused", "当日设备检修", NOW)
    assert kinds() == ["dispatch.offer.refused"]


@pytest.mark.parametrize(("reason", "code"), [("  ", "reason-missing"), ("无" * 501, "text-too-long")])
def test_refuse_offer_without_a_fit_reason_is_refused(
    world: World, offer: Offer, reason: str, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        refuse_offer(world.sub, offer.pk, reason=reason)
    assert (caught.value.code, caught.value.field) == (code, "reason")


def test_withdraw_offer_before_the_answer_closes_it(world: World, offer: Offer) -> None:
    withdraw_offer(world.main, offer.pk, reason="改由其他中心承担")
    offer.refresh_from_db()
    assert (offer.state, offer.reason) == ("withdrawn", "改由其他中心承担")
    assert kinds() == ["dispatch.offer.withdrawn"]


def test_withdraw_offer_after_acceptance_frees_the_seats(world: World, offer: Offer) -> None:
    seats = places.seat_ids(world.county, 2)
    accept_offer(world.sub, offer.pk, seat_ids=seats)
    withdraw_offer(world.main, offer.pk, reason="评标改期")
    offer.refresh_from_db()
    assert offer.venue is not None
    assert (offer.state, offer.venue.state) == ("withdrawn", "released")
    assert list(Booking.objects.values_list("cancelled", flat=True)) == [True, True]
    assert kinds()[2:] == ["dispatch.venue.released", "dispatch.offer.withdrawn"]
    again = dispatch.offer(world.project, world.county)
    assert accept_offer(world.sub, again.pk, seat_ids=seats).state == "accepted"


@pytest.mark.parametrize("state", [ProjectState.EVALUATING, ProjectState.EVALUATED])
def test_withdraw_offer_after_the_evaluation_began_is_refused(
    world: World, offer: Offer, state: ProjectState
) -> None:
    accept_offer(world.sub, offer.pk, seat_ids=places.seat_ids(world.county, 2))
    Project.objects.update(state=state)
    with pytest.raises(Refused) as caught:
        withdraw_offer(world.main, offer.pk, reason="评标改期")
    assert caught.value.code == "evaluation-begun"
    assert Booking.objects.filter(cancelled=False).count() == 2


def test_withdraw_offer_without_a_reason_is_refused(world: World, offer: Offer) -> None:
    with pytest.raises(Refused) as caught:
        withdraw_offer(world.main, offer.pk, reason="")
    assert caught.value.code == "reason-missing"


def test_expire_offer_waits_for_the_reply_period(world: World, offer: Offer) -> None:
    system = system_ctx("test").at(offer.expires_at - timedelta(seconds=1))
    with pytest.raises(Refused) as caught:
        expire_offer(system, offer.pk)
    assert caught.value.code == "offer-not-expired"
    close_lapsed(system)
    offer.refresh_from_db()
    assert offer.state == "sent"
    close_lapsed(system.at(offer.expires_at))
    offer.refresh_from_db()
    assert (offer.state, kinds()) == ("expired", ["dispatch.offer.expired"])
