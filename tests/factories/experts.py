"""A committee at every stage of its formation: one small world with a pool of synthetic experts."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from django.db import connection

from tests.factories import dispatch, people, places, projects
from tests.factories.clock import NOW, STARTS
from yuanping.base.clock.models import ClockShift
from yuanping.base.context import Ctx, system_ctx
from yuanping.base.ports.identity import register_demo_cards
from yuanping.base.ports.models import OutboxMessage
from yuanping.core.identifiers import compose_id_number
from yuanping.domain.dispatch.models import Venue
from yuanping.domain.experts import sealed
from yuanping.domain.experts.actions.attendance import CheckedIn, check_in
from yuanping.domain.experts.actions.call import answer_call
from yuanping.domain.experts.actions.committee import confirm_list
from yuanping.domain.experts.actions.draw import draw_committee
from yuanping.domain.experts.actions.own import expert_ctx, index_telephones
from yuanping.domain.experts.actions.plan import Cell, plan_committee
from yuanping.domain.experts.actions.pool import ExpertEntry, enrol_experts
from yuanping.domain.experts.actions.representative import name_representative
from yuanping.domain.experts.digests import id_index
from yuanping.domain.experts.models import CallOut, Committee, CommitteeSeat, Expert
from yuanping.domain.experts.states import CommitteeState, SeatKind, SeatState
from yuanping.domain.people.models import Account, Organisation
from yuanping.domain.people.states import OrganisationKind, Role
from yuanping.domain.places.models import Centre
from yuanping.domain.projects.models import Project

DOOR_OPEN = STARTS - timedelta(hours=1)
COST, STRUCTURE = "A060101", "A040103"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
RunJobs = Callable[[], int]


def set_clock(at: datetime) -> None:
    """Let the node's clock, by which jobs act, stand at ``at``."""
    ClockShift.objects.create(ahead=at - datetime.now(UTC), at=at)  # noqa: TID251 -- what the shift is from


def person(number: int, *, employer: Organisation, region_code: str, specialty: str = COST) -> ExpertEntry:
    """The number-th synthetic expert; everybody has a name and a number that nobody else has."""
    given = "".join(chr(0x4E00 + 997 * (number + 3) % 19000 + step) for step in (0, 311))
    return ExpertEntry(
        name=f"{SURNAMES[number % len(SURNAMES)]}{given}",
        id_number=compose_id_number("411525", date(1970, 1, 1) + timedelta(days=number), number % 1000),
        phone=f"139{number * 73_687_879 % 10**8:08d}",
        employer_id=employer.pk,
        region_code=region_code,
        specialties=(specialty,),
        title="高级工程师",
        in_field_since=date(1998, 7, 1),
        synthetic=True,
    )


@dataclass
class World:
    """Main venue in the city, two county sub-venues, a project, its people, a pool."""

    city: Centre
    near: Centre
    far: Centre
    project: Project
    venues: dict[str, Venue]
    accounts: dict[str, Account]
    entries: list[ExpertEntry] = field(default_factory=list)

    def ctx(self, who: str, *, now: datetime = NOW) -> Ctx:
        return people.ctx(self.accounts[who], now=now)

    @property
    def committee(self) -> Committee:
        return Committee.objects.get(project=self.project)

    def seats(self, **having: object) -> list[CommitteeSeat]:
        rows = CommitteeSeat.objects.filter(committee__project=self.project, **having)
        return list(
            rows.select_related("venue", "assignment", "draw").order_by("venue__ordinal", "kind", "ordinal")
        )

    def seat(self, label: str) -> CommitteeSeat:
        return next(seat for seat in self.seats() if seat.label == label)

    def staff_of(self, seat: CommitteeSeat, *, now: datetime = DOOR_OPEN) -> Ctx:
        """The staff of the seat's own venue."""
        who = {self.city.pk: "main-staff", self.near.pk: "near-staff", self.far.pk: "far-staff"}
        return self.ctx(who[seat.venue.centre_id], now=now)


PLAN = (("main", COST, 1), ("near", COST, 2), ("far", STRUCTURE, 1))


def make(*, per_cell: int = 6) -> World:
    """The world with ``per_cell`` experts for each cell of the plan, each of another employer."""
    set_clock(NOW)
    city = places.city_centre()
    near = places.centre("固始县", region_code="411525")
    far = places.centre("淮滨县", region_code="411527")
    project = projects.project(city)
    venues = {
        "main": dispatch.venue(project, city, ordinal=0, seat_ids=places.seat_ids(city, 4)),
        "near": dispatch.venue(project, near, ordinal=1, seat_ids=places.seat_ids(near, 3)),
        "far": dispatch.venue(project, far, ordinal=2, seat_ids=places.seat_ids(far, 2)),
    }
    accounts = {
        "agency": projects.agent(project),
        "tenderer": projects.tenderer(project),
        "supervisor": projects.supervisor(project),
        "main-admin": places.admin(city),
        "main-staff": places.staff(city, Role.VENUE_STAFF),
        "near-admin": places.admin(near),
        "near-staff": places.staff(near, Role.VENUE_STAFF),
        "far-staff": places.staff(far, Role.VENUE_STAFF),
    }
    world = World(city, near, far, project, venues, accounts)
    regions = {"main": "411500", "near": "411525", "far": "411527"}
    numbers = iter(range(1, 1000))
    for venue, specialty, _ in PLAN:
        for _ in range(per_cell):
            employer = people.organisation(OrganisationKind.EMPLOYER)
            entry = person(next(numbers), employer=employer, region_code=regions[venue], specialty=specialty)
            world.entries.append(entry)
    enrol(world.entries)
    return world


def enrol(entries: list[ExpertEntry]) -> None:
    """Enter the experts, each with a card in the demonstration's reader."""
    ctx = system_ctx("测试")
    enrol_experts(ctx, entries)
    register_demo_cards(ctx, [(entry.phone, entry.name, entry.id_number) for entry in entries])


def cells(world: World) -> list[Cell]:
    return [Cell(specialty=s, venue_id=world.venues[v].pk, count=n) for v, s, n in PLAN]


def planned(world: World) -> Committee:
    """Five members: four experts at three venues, one representative at the main venue."""
    return plan_committee(
        world.ctx("agency"), world.project.pk, size=5, representatives=1, cells=cells(world)
    )


def drawn(world: World, run_jobs: RunJobs) -> Committee:
    """Planned, drawn and called; a committee that has come as far already stays as it is."""
    committee = Committee.objects.filter(project=world.project).first() or planned(world)
    if committee.state == CommitteeState.PLANNED:
        draw_committee(world.ctx("agency"), committee.pk)
        run_jobs()
        committee.refresh_from_db()
    return committee


def message_of(seat: CommitteeSeat) -> OutboxMessage:
    """The last message to the person of the seat."""
    keys = (f"call-{seat.pk}-", f"representative-{seat.pk}-")
    return next(m for m in OutboxMessage.objects.order_by("-pk") if m.key.startswith(keys))


def token_of(seat: CommitteeSeat) -> str:
    """The token of the link that the seat's person was sent last."""
    return message_of(seat).text.partition("/expert/call/")[2].partition("/")[0]


def visitor(world: World, *, now: datetime = NOW) -> Ctx:
    """Somebody who is not signed in."""
    return replace(
        world.ctx("agency", now=now),
        actor_name="访客",
        roles=frozenset(),
        actor_id=None,
        organisation_id=None,
        address="192.0.2.7",
    )


def forget_calls() -> None:
    """As if nobody had been called yet: what gateways told is append-only, and its guard is lifted for this alone."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE experts_callreceipt DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM experts_callreceipt")
        cursor.execute("ALTER TABLE experts_callreceipt ENABLE ALWAYS TRIGGER experts_callreceipt_no_change")
        cursor.execute(
            "ALTER TABLE experts_callreceipt ENABLE ALWAYS TRIGGER experts_callreceipt_no_truncate"
        )
    CallOut.objects.all().delete()


REPRESENTATIVE = {
    "name": "合成代表",
    "id_number": compose_id_number("411500", date(1980, 5, 6), 21),
    "phone": "13748261059",
}


def accepted(world: World, run_jobs: RunJobs) -> Committee:
    """Everybody drawn has accepted, and the tenderer has named its representative."""
    committee = drawn(world, run_jobs)
    accepted_from(world, run_jobs)
    return committee


def accepted_from(world: World, run_jobs: RunJobs) -> None:
    """Everybody who has been called accepts; the representative is named."""
    run_jobs()
    for seat in world.seats(kind=SeatKind.EXPERT, state=SeatState.CALLED):
        answer_call(visitor(world), token_of(seat), accept=True)
    for seat in world.seats(kind=SeatKind.REPRESENTATIVE, state=SeatState.VACANT):
        name_representative(world.ctx("tenderer"), seat.pk, **REPRESENTATIVE)
    run_jobs()


def arrive(world: World, seat: CommitteeSeat, *, face: str = "same") -> CheckedIn:
    """The seat's person comes to the door of the seat's venue."""
    return check_in(world.staff_of(seat), seat.pk, slip=f"SMS-{message_of(seat).pk}", face=face)


def present(world: World, run_jobs: RunJobs) -> dict[int, str]:
    """Everybody is checked in; the one-time codes by seat."""
    accepted(world, run_jobs)
    found = {seat.pk: arrive(world, seat).code for seat in world.seats(state=SeatState.ACCEPTED)}
    run_jobs()
    return found


def confirmed(world: World, run_jobs: RunJobs) -> dict[int, str]:
    """The list is confirmed by both."""
    codes = present(world, run_jobs)
    for who in ("tenderer", "supervisor"):
        confirm_list(world.ctx(who, now=DOOR_OPEN), world.committee.pk)
    run_jobs()
    return codes


def person_at(world: World, seat: CommitteeSeat) -> ExpertEntry:
    """Who sits or will sit at an expert's seat: a test knows what nobody may."""
    expert = sealed.expert_of(system_ctx("测试"), seat, reason="测试")
    number = sealed.identity_of(expert)["id_number"]
    return next(entry for entry in world.entries if entry.id_number == number)


def expert_at(seat: CommitteeSeat) -> Expert:
    """The same person as a row of the pool."""
    return sealed.expert_of(system_ctx("测试"), seat, reason="测试")


def own_ctx(expert: Expert, *, now: datetime) -> Ctx:
    """The expert on the own pages."""
    visitor = Ctx(now=now, actor_name="访客", roles=frozenset(), channel="test", request_id="r")
    return expert_ctx(visitor, expert.pk, "0a1b2c3d")


def platform_at(now: datetime) -> Ctx:
    """The platform itself at that hour."""
    return system_ctx("测试").at(now)


def pooled(number: int) -> Expert:
    """One more synthetic expert of the pool, who can sign in to the own pages."""
    employer = people.organisation(OrganisationKind.EMPLOYER)
    entry = person(5000 + number, employer=employer, region_code="411525")
    enrol([entry])
    index_telephones(system_ctx("测试"))
    return Expert.objects.get(id_index=id_index(entry.id_number))
