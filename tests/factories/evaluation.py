"""A committee at its seats, everybody present and confirmed, with bids to evaluate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from tests.factories import dispatch, people, places, projects
from tests.factories.clock import NOW, STARTS
from yuanping.base.context import Ctx
from yuanping.core.identifiers import compose_uscc
from yuanping.domain.evaluation.actions.start import start_evaluation
from yuanping.domain.evaluation.models import Member, Session
from yuanping.domain.experts.models import Committee, CommitteeSeat
from yuanping.domain.experts.states import CommitteeState, SeatKind, SeatState
from yuanping.domain.people.states import Role
from yuanping.domain.places.models import Centre
from yuanping.domain.projects.models import Bid, Lot, Project
from yuanping.domain.projects.states import Domain

_numbers = count(1)
AT_WORK = STARTS + timedelta(minutes=30)

SCHEME: dict[str, Any] = {
    "name": "综合评分法",
    "kind": "comprehensive-scoring",
    "preliminary": [
        {"id": "q1", "name": "营业执照有效", "stage": "qualification"},
        {"id": "r1", "name": "工期响应", "stage": "responsiveness"},
    ],
    "criteria": [
        {"id": "plan", "name": "施工组织设计", "max_points": 40, "objective": False, "section": "技术"},
        {
            "id": "record",
            "name": "类似业绩",
            "max_points": 30,
            "objective": True,
            "step": 5,
            "section": "商务",
        },
    ],
    "price": {"points": 30, "formula": "low-price-first"},
}
LOWEST_PRICE: dict[str, Any] = {
    "name": "经评审的最低投标价法",
    "kind": "lowest-evaluated-price",
    "preliminary": SCHEME["preliminary"],
    "criteria": [],
}


@dataclass(frozen=True, kw_only=True)
class World:
    """One project ready for its evaluation: main venue with two experts and a representative, sub-venue with two."""

    project: Project
    committee: Committee
    main: Centre
    sub: Centre
    lot: Lot
    bids: list[Bid]
    seats: list[CommitteeSeat]
    domain: Domain

    @property
    def admin(self) -> Ctx:
        return people.ctx(places.admin(self.main), now=AT_WORK)

    def at(self, seat: CommitteeSeat, *, now: datetime = AT_WORK) -> Ctx:
        return at_seat(seat, now=now)

    def everybody(self) -> list[Ctx]:
        """The members at their seats."""
        return [at_seat(seat) for seat in self.seats]


def at_seat(seat: CommitteeSeat, *, now: datetime = AT_WORK) -> Ctx:
    """The person at a committee seat."""
    return Ctx(
        now=now,
        actor_name=seat.label,
        roles=frozenset({Role.EXPERT}),
        channel="test",
        request_id="r",
        committee_seat_id=seat.pk,
    )


def world(
    *,
    domain: Domain = Domain.PROCUREMENT,
    prices: Sequence[int] = (900_000, 950_000, 1_000_000, 1_100_000),
    scheme: dict[str, Any] = SCHEME,
) -> World:
    """Five members: four experts and the purchaser's representative, who sits last in the main venue."""
    number = next(_numbers)
    main, sub = places.city_centre(f"信阳市{number}"), places.centre(f"固始县{number}")
    project = projects.project(main, domain=domain)
    project.notice_on = NOW.date()
    project.save()
    lot = Lot.objects.get(project=project)
    lot.scheme = scheme
    lot.save()
    bids = [bid(lot, ordinal, price) for ordinal, price in enumerate(prices, 1)]
    held = [
        dispatch.venue(project, main, ordinal=0, seat_ids=places.seat_ids(main, 3)),
        dispatch.venue(project, sub, ordinal=1, seat_ids=places.seat_ids(sub, 2)),
    ]
    committee = Committee.objects.create(
        project=project, size=5, representatives=1, cells=[], state=CommitteeState.CONFIRMED
    )
    plan = [
        (0, SeatKind.EXPERT, 1),
        (0, SeatKind.EXPERT, 2),
        (0, SeatKind.REPRESENTATIVE, 1),
        (1, SeatKind.EXPERT, 1),
        (1, SeatKind.EXPERT, 2),
    ]
    workstations = {venue: list(venue.bookings.order_by("pk")) for venue in held}
    seats = [
        CommitteeSeat.objects.create(
            committee=committee,
            venue=held[ordinal],
            kind=kind,
            ordinal=number,
            state=SeatState.CHECKED_IN,
            checked_in_at=STARTS - timedelta(minutes=30),
            workstation=workstations[held[ordinal]].pop(0),
        )
        for ordinal, kind, number in plan
    ]
    return World(
        project=project,
        committee=committee,
        main=main,
        sub=sub,
        lot=lot,
        bids=bids,
        seats=seats,
        domain=domain,
    )


def bid(lot: Lot, ordinal: int, price: int, *, name: str = "") -> Bid:
    """A bid of a synthetic bidder."""
    return Bid.objects.create(
        lot=lot,
        ordinal=ordinal,
        bidder_name=name or f"合成投标人{ordinal}",
        bidder_uscc=compose_uscc(people.XINYANG, f"9{ordinal:07d}"),
        price=Decimal(price),
        file_name=f"投标文件{ordinal}.pdf",
        file_sha256=f"{ordinal:064x}",
        file_size=1000,
    )


def started(of: World) -> Session:
    """The evaluation, just started."""
    session = start_evaluation(of.admin, of.project.pk)
    of.project.refresh_from_db()
    return session


def member(session: Session, seat: CommitteeSeat) -> Member:
    """Who holds the seat now."""
    return Member.objects.get(session=session, seat=seat, replaced_at=None)
