"""Projects of other jurisdictions than Xinyang, with centres, people and experts, before any venue is held."""

from dataclasses import dataclass
from decimal import Decimal

from tests.factories import evaluation, experts, people, places, projects
from tests.factories.clock import NOW
from tests.factories.experts import COST, World
from yuanping.base.context import Ctx
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.dispatch.actions.offer import accept_offer, send_offer
from yuanping.domain.dispatch.actions.selection import draw_sub_venues
from yuanping.domain.dispatch.actions.venue import hold_main_venue
from yuanping.domain.dispatch.models import Offer
from yuanping.domain.experts.actions.plan import Cell, plan_committee
from yuanping.domain.experts.models import Committee
from yuanping.domain.people.states import OrganisationKind, Role
from yuanping.domain.places.models import Centre
from yuanping.domain.projects.models import Lot
from yuanping.domain.projects.states import Domain, Kind


@dataclass(frozen=True, kw_only=True)
class Jurisdiction:
    """A region with its main venue and two centres that may become sub-venues; (name, region code)."""

    region: str
    domain: Domain
    kind: Kind
    estimate: Decimal
    main: tuple[str, str]
    near: tuple[str, str]
    far: tuple[str, str]


HEILONGJIANG = Jurisdiction(
    region="230000",
    domain=Domain.TENDER,
    kind=Kind.WORKS,
    estimate=Decimal(12_000_000),
    main=("哈尔滨市", "230100"),
    near=("齐齐哈尔市", "230200"),
    far=("牡丹江市", "231000"),
)
LINZI = Jurisdiction(
    region="370305",
    domain=Domain.PROCUREMENT,
    kind=Kind.SERVICES,
    estimate=Decimal(3_000_000),
    main=("淄博市", "370300"),
    near=("济南市", "370100"),
    far=("烟台市", "370600"),
)
LIUZHOU = Jurisdiction(
    region="450200",
    domain=Domain.PROCUREMENT,
    kind=Kind.SERVICES,
    estimate=Decimal(3_000_000),
    main=("柳州市", "450200"),
    near=("柳城县", "450222"),
    far=("鹿寨县", "450223"),
)


def make(of: Jurisdiction, *, per_region: int = 6) -> World:
    """The project is being arranged and its bids are listed; ``per_region`` experts live at each centre."""
    experts.set_clock(NOW)
    city, near, far = (
        places.city_centre(name, region_code=code) for name, code in (of.main, of.near, of.far)
    )
    project = projects.project(city, region=of.region, domain=of.domain, kind=of.kind, estimate=of.estimate)
    project.notice_on = NOW.date()
    project.save()
    lot = Lot.objects.get(project=project)
    lot.scheme = evaluation.SCHEME
    lot.save()
    for ordinal, price in enumerate((900_000, 950_000, 1_000_000, 1_100_000), 1):
        evaluation.bid(lot, ordinal, price)
    accounts = {
        "agency": projects.agent(project),
        "tenderer": projects.tenderer(project),
        "supervisor": projects.supervisor(project),
    }
    for who, centre in (("main", city), ("near", near), ("far", far)):
        accounts[f"{who}-admin"] = places.admin(centre)
        accounts[f"{who}-staff"] = places.staff(centre, Role.VENUE_STAFF)
    world = World(city, near, far, project, {}, accounts)
    numbers = iter(range(1, 1000))
    for _, region in (of.main, of.near, of.far):
        for _ in range(per_region):
            employer = people.organisation(OrganisationKind.EMPLOYER)
            world.entries.append(experts.person(next(numbers), employer=employer, region_code=region))
    experts.enrol(world.entries)
    return world


def hold_main(world: World, seats: int = 4) -> None:
    venue = hold_main_venue(world.ctx("main-admin"), world.project.pk, places.seat_ids(world.city, seats))
    world.venues["main"] = venue


def offer_to(world: World, *who: str, seats: int = 4) -> None:
    """The main venue asks these centres, and they accept."""
    for each in who:
        send_offer(world.ctx("main-admin"), world.project.pk, centre(world, each).pk, seats_wanted=seats)
    accept_all(world)


def draw_venues(world: World, *, seats: int = 4) -> None:
    """Two sub-venues are drawn at random, and accept."""
    draw_sub_venues(world.ctx("main-admin"), world.project.pk, centres=2, seats_each=seats)
    accept_all(world)


def accept_all(world: World) -> None:
    for offer in Offer.objects.filter(project=world.project, state="sent").select_related("centre"):
        who = next(each for each in ("near", "far") if centre(world, each) == offer.centre)
        seat_ids = places.seat_ids(offer.centre, offer.seats_wanted)
        accept_offer(world.ctx(f"{who}-admin"), offer.pk, seat_ids=seat_ids)
    for venue in dispatch.venues(world.project.pk):
        who = next(each for each in ("main", "near", "far") if centre(world, each) == venue.centre)
        world.venues[who] = venue


def centre(world: World, who: str) -> Centre:
    return {"main": world.city, "near": world.near, "far": world.far}[who]


def plan(
    world: World,
    counts: dict[str, int],
    *,
    representatives: int = 1,
    departure: str = "",
    by: Ctx | None = None,
) -> Committee:
    """A plan with so many experts at each venue."""
    return plan_committee(
        by or world.ctx("agency"),
        world.project.pk,
        size=sum(counts.values()) + representatives,
        representatives=representatives,
        cells=[Cell(specialty=COST, venue_id=world.venues[who].pk, count=n) for who, n in counts.items()],
        departure=departure,
    )
