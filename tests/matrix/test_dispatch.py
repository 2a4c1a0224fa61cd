"""Who may move an offer or a venue, and when: every role, every transition, every state."""

from collections.abc import Mapping
from itertools import product

import pytest

from tests.factories import dispatch, people, places, projects
from tests.factories.clock import NOW
from tests.factories.world import World, make
from tests.matrix.runner import DONE, Act, Matrix, moves
from yuanping.base.context import Ctx, system_ctx
from yuanping.core.errors import Refused
from yuanping.domain.dispatch.actions.offer import (
    accept_offer,
    expire_offer,
    refuse_offer,
    send_offer,
    withdraw_offer,
)
from yuanping.domain.dispatch.actions.venue import (
    flag_risk,
    hold_main_venue,
    release_venue,
    reseat_venue,
)
from yuanping.domain.dispatch.models import Booking
from yuanping.domain.dispatch.states import OFFER_MACHINE, VENUE_MACHINE, OfferState, VenueState
from yuanping.domain.people.states import Role

ADMINS = frozenset({"main-admin", "sub-admin", "other-admin"})
SYSTEM = frozenset({"system"})
HOUSE = frozenset({"main-admin", "main-staff", "main-leader", "sub-admin", "sub-staff", "sub-leader"})


@pytest.fixture
def world(db: None) -> World:
    return make()


def actors(world: World) -> dict[str, Ctx]:
    """Everybody who has a role, at the main venue, at the sub-venue and elsewhere."""
    other = places.centre("潢川县")
    accounts = {
        "main-admin": places.admin(world.city),
        "main-staff": places.staff(world.city, Role.VENUE_STAFF),
        "main-leader": places.staff(world.city, Role.VENUE_LEADER),
        "sub-admin": places.admin(world.county),
        "sub-staff": places.staff(world.county, Role.VENUE_STAFF),
        "sub-leader": places.staff(world.county, Role.VENUE_LEADER),
        "other-admin": places.admin(other),
        "agency": projects.agent(world.project),
        "tenderer": projects.tenderer(world.project),
        "supervisor": projects.supervisor(world.project),
        "operator": people.account(Role.OPERATOR, world.city.organisation),
        "expert": people.account(Role.EXPERT, world.city.organisation),
    }
    found = {who: people.ctx(account) for who, account in accounts.items()}
    visitor = Ctx(now=NOW, actor_name="访客", roles=frozenset(), channel="test", request_id="r")
    return found | {"visitor": visitor, "system": system_ctx("测试").at(NOW)}


def offer_matrix(world: World) -> Matrix:
    seats = places.seat_ids(world.county, 2)
    acts: Mapping[str, Act] = {
        "accept": lambda ctx, pk: accept_offer(ctx, pk, seat_ids=seats),
        "refuse": lambda ctx, pk: refuse_offer(ctx, pk, reason="设备检修"),
        "withdraw": lambda ctx, pk: withdraw_offer(ctx, pk, reason="评标改期"),
        "expire": lambda ctx, pk: expire_offer(ctx.at(NOW.replace(month=7)), pk),
    }
    return Matrix(
        machine=OFFER_MACHINE,
        actors=actors(world),
        acts=acts,
        allowed={
            "accept": frozenset({"sub-admin"}),
            "refuse": frozenset({"sub-admin"}),
            "withdraw": frozenset({"main-admin", "system"}),
            "expire": SYSTEM,
        },
        roles={"accept": ADMINS, "refuse": ADMINS, "withdraw": ADMINS | SYSTEM, "expire": SYSTEM},
        sees=HOUSE | {"supervisor", "system"},
    )


def venue_matrix(world: World, booking: Booking, *, main: bool) -> Matrix:
    host = world.city if main else world.county
    seats = [seat_id for seat_id in places.seat_ids(host, 3) if seat_id != booking.seat_id]
    acts: Mapping[str, Act] = {
        "reseat": lambda ctx, pk: reseat_venue(ctx, pk, seats[1:]),
        "flag_risk": lambda ctx, pk: flag_risk(ctx, pk, booking_id=booking.pk, fault_entry=0),
        "release": lambda ctx, pk: release_venue(ctx, pk, reason="评标改期"),
    }
    house = {"main-admin", "main-staff", "main-leader"} if main else HOUSE
    return Matrix(
        machine=VENUE_MACHINE,
        actors=actors(world),
        acts=acts,
        allowed={
            "reseat": frozenset({"main-admin" if main else "sub-admin"}),
            "flag_risk": SYSTEM,
            "release": SYSTEM if main else SYSTEM | {"main-admin"},
        },
        roles={"reseat": ADMINS, "flag_risk": SYSTEM, "release": ADMINS | SYSTEM},
        sees=frozenset(house) | {"agency", "tenderer", "supervisor", "system"},
    )


@pytest.mark.parametrize(("transition", "state"), list(product(moves(OFFER_MACHINE), OfferState)))
def test_offer_matrix(world: World, transition: str, state: OfferState) -> None:
    venue = None
    if state is OfferState.ACCEPTED:
        venue = dispatch.venue(world.project, world.county, ordinal=1)
    offer = dispatch.offer(world.project, world.county, venue=venue)
    matrix = offer_matrix(world)
    assert matrix.outcomes(offer, transition, state) == matrix.expected(transition, state)


@pytest.mark.parametrize(
    ("main", "transition", "state"), list(product([True, False], moves(VENUE_MACHINE), VenueState))
)
def test_venue_matrix(world: World, main: bool, transition: str, state: VenueState) -> None:
    host = world.city if main else world.county
    (seat_id,) = places.seat_ids(host, 1)
    venue = dispatch.venue(world.project, host, ordinal=0 if main else 1, seat_ids=[seat_id])
    matrix = venue_matrix(world, Booking.objects.get(), main=main)
    assert matrix.outcomes(venue, transition, state) == matrix.expected(transition, state)


def outcome(act: object, ctx: Ctx) -> str:
    try:
        act(ctx)  # type: ignore[operator]
    except Refused as refused:
        return refused.code
    return DONE


def test_creations_belong_to_the_main_venues_administrator(world: World) -> None:
    """Everybody else is refused by role, or finds no such project; the administrator comes last."""
    everybody = actors(world)
    everybody = {**everybody, "main-admin": everybody.pop("main-admin")}
    expected = dict.fromkeys(everybody, "not-your-role") | {
        "sub-admin": "not-found",
        "other-admin": "not-found",
        "main-admin": DONE,
    }
    holding = {
        who: outcome(lambda ctx: hold_main_venue(ctx, world.project.pk, places.seat_ids(world.city, 2)), ctx)
        for who, ctx in everybody.items()
    }
    sending = {
        who: outcome(lambda ctx: send_offer(ctx, world.project.pk, world.county.pk, seats_wanted=2), ctx)
        for who, ctx in everybody.items()
    }
    assert (holding, sending) == (expected, expected)
