"""Who may move an offer or a venue, and when: every role, every transition, every state."""

from collections.abc import Mapping

import pytest

from tests.factories import dispatch, harbin, places
from tests.factories.clock import NOW
from tests.factories.world import World, make
from tests.matrix.everybody import ADMINS, MAIN, PARTIES, SUB, SUPERVISORS, everybody
from tests.matrix.runner import SYSTEM, Act, Cast, Line, Matrix, Table, by_platform
from yuanping.domain.dispatch.actions.offer import (
    accept_offer,
    expire_offer,
    refuse_offer,
    send_offer,
    withdraw_offer,
)
from yuanping.domain.dispatch.actions.selection import (
    confirm_direct_choice,
    intend_venue_draw,
    make_venue_draw,
)
from yuanping.domain.dispatch.actions.venue import (
    flag_risk,
    hold_main_venue,
    release_venue,
    reseat_venue,
)
from yuanping.domain.dispatch.models import Booking, Offer, Venue, VenueDraw
from yuanping.domain.dispatch.permissions import Dispatch
from yuanping.domain.dispatch.states import OfferState

MAIN_ADMIN = frozenset({"main-admin"})
ANSWER = Line(permission=Dispatch.ANSWER_OFFER, role=ADMINS, may=frozenset({"sub-admin"}))
OFFER = Table(
    model=Offer,
    moves={
        "accept": ANSWER,
        "refuse": ANSWER,
        "withdraw": Line(permission=Dispatch.WITHDRAW_OFFER, role=ADMINS | SYSTEM, may=MAIN_ADMIN | SYSTEM),
        "expire": by_platform(Dispatch.EXPIRE_OFFER),
    },
    creations={"send": Line(permission=Dispatch.SEND_OFFER, role=ADMINS | SYSTEM, may=MAIN_ADMIN | SYSTEM)},
)

DRAW = Line(permission=Dispatch.DRAW_VENUES, role=ADMINS | SYSTEM, may=MAIN_ADMIN | SYSTEM)
VENUE_DRAW = Table(
    model=VenueDraw,
    moves={
        "draw": DRAW,
        "fail": DRAW,
        "confirm": Line(permission=Dispatch.CONFIRM_DIRECT, role=SUPERVISORS, may=frozenset({"supervisor"})),
    },
    creations={"intend": DRAW},
)


def venue_table(host: str, releasers: frozenset[str]) -> Table:
    return Table(
        model=Venue,
        moves={
            "reseat": Line(permission=Dispatch.RESEAT_VENUE, role=ADMINS, may=frozenset({host})),
            "flag_risk": by_platform(Dispatch.FLAG_RISK),
            "release": Line(permission=Dispatch.RELEASE_VENUE, role=ADMINS | SYSTEM, may=releasers),
        },
        creations={"hold": Line(permission=Dispatch.HOLD_VENUE, role=ADMINS, may=MAIN_ADMIN)},
    )


MAIN_VENUE = venue_table("main-admin", SYSTEM)
SUB_VENUE = venue_table("sub-admin", MAIN_ADMIN | SYSTEM)


@pytest.fixture(scope="module")
def world(standing: None) -> World:
    return make()


@pytest.fixture
def cast(world: World, undone: None) -> Cast:
    return everybody(world.project, world.county, now=NOW)


def offer_acts(world: World) -> Mapping[str, Act]:
    seats = places.seat_ids(world.county, 2)
    return {
        "accept": lambda ctx, pk: accept_offer(ctx, pk, seat_ids=seats),
        "refuse": lambda ctx, pk: refuse_offer(ctx, pk, reason="设备检修"),
        "withdraw": lambda ctx, pk: withdraw_offer(ctx, pk, reason="评标改期"),
        "expire": lambda ctx, pk: expire_offer(ctx.at(NOW.replace(month=7)), pk),
    }


@pytest.mark.parametrize("accepted", [False, True])
@pytest.mark.parametrize("name", OFFER.moves)
def test_offer_by_every_role_in_every_state(world: World, cast: Cast, name: str, accepted: bool) -> None:
    states = [state for state in OfferState if (state is OfferState.ACCEPTED) is accepted]
    venue = dispatch.venue(world.project, world.county, ordinal=1) if accepted else None
    matrix = Matrix(
        table=OFFER,
        cast=cast,
        sees=MAIN | SUB | {"supervisor"} | SYSTEM,
        row=dispatch.offer(world.project, world.county, venue=venue),
    )
    found, expected = matrix.cells(name, offer_acts(world)[name], states)
    assert found == expected


@pytest.mark.parametrize("main", [True, False])
@pytest.mark.parametrize("name", MAIN_VENUE.moves)
def test_venue_by_every_role_in_every_state(world: World, cast: Cast, name: str, main: bool) -> None:
    host = world.city if main else world.county
    seats = places.seat_ids(host, 3)
    venue = dispatch.venue(world.project, host, ordinal=0 if main else 1, seat_ids=seats[:1])
    booking = Booking.objects.get(venue=venue)
    acts: Mapping[str, Act] = {
        "reseat": lambda ctx, pk: reseat_venue(ctx, pk, seats[2:]),
        "flag_risk": lambda ctx, pk: flag_risk(ctx, pk, booking_id=booking.pk, fault_entry=0),
        "release": lambda ctx, pk: release_venue(ctx, pk, reason="评标改期"),
    }
    matrix = Matrix(
        table=MAIN_VENUE if main else SUB_VENUE,
        cast=cast,
        sees=PARTIES | MAIN | (frozenset() if main else SUB),
        row=venue,
    )
    found, expected = matrix.cells(name, acts[name])
    assert found == expected


def test_venues_and_offers_are_made_by_the_main_venues_administrator_alone(world: World, cast: Cast) -> None:
    seats = places.seat_ids(world.city, 2)
    holding, expected = cast.creates(
        MAIN_VENUE.creations["hold"], lambda ctx: hold_main_venue(ctx, world.project.pk, seats)
    )
    assert holding == expected
    sending, expected = cast.creates(
        OFFER.creations["send"],
        lambda ctx: send_offer(ctx, world.project.pk, world.county.pk, seats_wanted=2),
    )
    assert sending == expected


@pytest.fixture(scope="module")
def random_world(standing: None) -> harbin.Harbin:
    """Where sub-venues are drawn at random: two centres are fit."""
    return harbin.make()


@pytest.fixture
def random_cast(random_world: harbin.Harbin, undone: None) -> Cast:
    return everybody(random_world.project, random_world.qiqihar, now=NOW)


@pytest.mark.parametrize("name", VENUE_DRAW.moves)
def test_venue_draw_by_every_role_in_every_state(
    random_world: harbin.Harbin, random_cast: Cast, name: str
) -> None:
    """With three centres wanted of two the choice can only fail."""
    project = random_world.project
    wanted = 2 if name == "draw" else 3
    row = intend_venue_draw(
        random_world.admin, project.pk, centres=wanted, seats_each=2, requirements="", reply_workdays=2
    )
    acts: Mapping[str, Act] = {
        "draw": make_venue_draw,
        "fail": make_venue_draw,
        "confirm": lambda ctx, pk: confirm_direct_choice(ctx, pk, opinion="同意直接协商"),
    }
    matrix = Matrix(table=VENUE_DRAW, cast=random_cast, sees=MAIN | {"supervisor"} | SYSTEM, row=row)
    found, expected = matrix.cells(name, acts[name])
    assert found == expected


def test_sub_venues_are_drawn_by_the_main_venues_administrator_alone(
    random_world: harbin.Harbin, random_cast: Cast
) -> None:
    drawing, expected = random_cast.creates(
        VENUE_DRAW.creations["intend"],
        lambda ctx: intend_venue_draw(
            ctx, random_world.project.pk, centres=2, seats_each=2, requirements="", reply_workdays=2
        ),
    )
    assert drawing == expected
