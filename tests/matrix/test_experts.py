"""Who may move a committee and its seats, and when: every role, every transition, every state."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.factories import experts, people, places, projects
from tests.matrix.runner import Act, Matrix, moves
from yuanping.base.change import change
from yuanping.base.context import Ctx, system_ctx
from yuanping.base.models import Stateful
from yuanping.domain.experts.actions import attendance, call, committee, draw
from yuanping.domain.experts.actions.plan import replan, respecify_seat
from yuanping.domain.experts.actions.representative import name_representative
from yuanping.domain.experts.events import CommitteePresent
from yuanping.domain.experts.models import CallOut, Committee, CommitteeSeat, Expert
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import COMMITTEE_MACHINE, SEAT_MACHINE, CommitteeState, SeatState
from yuanping.domain.people.states import Role

MEMBERS = frozenset({"member", "other-member"})
AGENCIES = frozenset({"agency", "other-agency"})
TENDERERS = frozenset({"tenderer", "other-tenderer"})
SUPERVISORS = frozenset({"supervisor", "other-supervisor"})
ADMINS = frozenset({"main-admin", "near-admin"})
STAFF = ADMINS | {"main-staff", "near-staff", "far-staff"}
SYSTEM = frozenset({"system"})
HERE = frozenset({"near-admin", "near-staff"})
LABEL = "副场 1 · 专家 1"


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path, run_jobs: Callable[[], int]) -> experts.World:
    settings.FILES_ROOT = tmp_path / "files"
    world = experts.make(per_cell=3)
    experts.accepted(world, run_jobs)
    return world


def actors(world: experts.World, *, seat_id: int) -> dict[str, Ctx]:
    """Everybody: the world's people, strangers of each role, two members, a visitor, the platform."""
    other = projects.project(world.city)
    strangers = {
        "other-agency": projects.agent(other),
        "other-tenderer": projects.tenderer(other),
        "other-supervisor": projects.supervisor(other),
        "main-leader": places.staff(world.city, Role.VENUE_LEADER),
        "operator": people.account(Role.OPERATOR, world.city.organisation),
    }
    visitor = experts.visitor(world, now=experts.DOOR_OPEN)
    accounts = world.accounts | strangers
    return {who: people.ctx(account, now=experts.DOOR_OPEN) for who, account in accounts.items()} | {
        "visitor": visitor,
        "member": replace(visitor, roles=frozenset({Role.EXPERT}), committee_seat_id=seat_id),
        "other-member": replace(visitor, roles=frozenset({Role.EXPERT}), committee_seat_id=seat_id + 10_000),
        "system": system_ctx("测试").at(experts.DOOR_OPEN),
    }


MAIN_SIDE = frozenset(
    {"agency", "tenderer", "supervisor", "main-admin", "main-staff", "main-leader", "system"}
)


def consequence(model: type[Stateful], transition: str, permission: Experts) -> Act:
    """A step that happens only inside other actions, tried by itself."""

    def act(ctx: Ctx, pk: int) -> None:
        with change(ctx, model, pk, transition, permission=permission) as tx:
            tx.record(CommitteePresent(committee_id=pk))

    return act


def committee_acts(world: experts.World) -> Mapping[str, Act]:
    cells = experts.cells(world)
    steps = {
        "replace": Experts.RUN,
        "complete": Experts.RUN,
        "reopen": Experts.RUN,
        "conclude": Experts.CONFIRM,
    }
    return {
        "replan": lambda ctx, pk: replan(ctx, pk, size=5, representatives=1, cells=cells),
        "intend": draw.intend_draw,
        "draw": lambda ctx, pk: draw.make_draw(ctx, pk, attempt=2),
        "confirm": committee.confirm_list,
        "open_record": committee.open_record,
    } | {step: consequence(Committee, step, permission) for step, permission in steps.items()}


COMMITTEE_ROLES = {
    "replan": AGENCIES,
    "intend": AGENCIES | ADMINS | SYSTEM,
    "draw": AGENCIES | ADMINS | SYSTEM,
    "replace": SYSTEM,
    "complete": SYSTEM,
    "reopen": SYSTEM,
    "confirm": TENDERERS | SUPERVISORS,
    "conclude": TENDERERS | SUPERVISORS,
    "open_record": SUPERVISORS | SYSTEM,
}
COMMITTEE_ALLOWED = {
    "replan": frozenset({"agency"}),
    "intend": frozenset({"agency", "main-admin", "system"}),
    "draw": frozenset({"agency", "main-admin", "system"}),
    "replace": SYSTEM,
    "complete": SYSTEM,
    "reopen": SYSTEM,
    "confirm": frozenset({"tenderer", "supervisor"}),
    "conclude": frozenset({"tenderer", "supervisor"}),
    "open_record": frozenset({"supervisor", "system"}),
}


@pytest.mark.parametrize("transition", moves(COMMITTEE_MACHINE))
def test_committee_by_every_role_in_every_state(world: experts.World, transition: str) -> None:
    matrix = Matrix(
        machine=COMMITTEE_MACHINE,
        actors=actors(world, seat_id=0),
        acts=committee_acts(world),
        allowed=COMMITTEE_ALLOWED,
        roles=COMMITTEE_ROLES,
        sees=MAIN_SIDE,
    )
    row = world.committee
    if transition == "replan":
        CallOut.objects.all().delete()
    if transition in {"intend", "draw"}:
        empty(world.seat(LABEL))
    if transition == "draw":
        draw.intend_draw(world.ctx("agency"), row.pk)
    for state in CommitteeState:
        assert matrix.outcomes(row, transition, state) == matrix.expected(transition, state), state


def empty(seat: CommitteeSeat) -> None:
    seat.state, seat.assignment = SeatState.VACANT, None
    seat.save()


def seat_acts(world: experts.World, seat: CommitteeSeat) -> Mapping[str, Act]:
    slip = f"SMS-{experts.message_of(seat).pk}"
    made = world.committee.draws.get()
    expert = Expert.objects.earliest("pk")
    steps = {
        "exhaust": Experts.RUN,
        "call": Experts.RUN,
        "notify": Experts.RUN,
        "accept": Experts.ANSWER,
        "mismatch": Experts.CHECK_IN,
        "enter": Experts.ENTER,
    }
    return {
        "respecify": lambda ctx, pk: respecify_seat(ctx, pk, specialty="A06"),
        "assign": lambda ctx, pk: draw.assign(ctx, pk, expert_id=expert.pk, made=made),
        "appoint": lambda ctx, pk: name_representative(ctx, pk, **experts.REPRESENTATIVE),
        "vacate": call.cancel_seat,
        "check_in": lambda ctx, pk: attendance.check_in(ctx, pk, slip=slip, face="same"),
        "renew_code": attendance.renew_code,
        "check_out": attendance.check_out,
    } | {step: consequence(CommitteeSeat, step, permission) for step, permission in steps.items()}


SEAT_ROLES = {
    "respecify": AGENCIES,
    "exhaust": SYSTEM,
    "assign": AGENCIES | ADMINS | SYSTEM,
    "call": SYSTEM,
    "appoint": TENDERERS,
    "accept": MEMBERS,
    "vacate": SYSTEM,
    "notify": SYSTEM,
    "mismatch": STAFF,
    "check_in": STAFF,
    "enter": MEMBERS,
    "renew_code": STAFF,
    "check_out": STAFF | SYSTEM,
}
SEAT_ALLOWED = {
    "respecify": frozenset({"agency"}),
    "exhaust": SYSTEM,
    "assign": frozenset({"agency", "main-admin", "system"}),
    "call": SYSTEM,
    "appoint": frozenset({"tenderer"}),
    "accept": frozenset({"member"}),
    "vacate": SYSTEM,
    "notify": SYSTEM,
    "mismatch": HERE,
    "check_in": HERE,
    "enter": frozenset({"member"}),
    "renew_code": HERE,
    "check_out": HERE | SYSTEM,
}


@pytest.mark.parametrize("transition", moves(SEAT_MACHINE))
def test_seat_by_every_role_in_every_state(world: experts.World, transition: str) -> None:
    named = transition == "appoint"
    seat = world.seat("主场 · 招标人代表 1" if named else LABEL)
    matrix = Matrix(
        machine=SEAT_MACHINE,
        actors=actors(world, seat_id=seat.pk),
        acts=seat_acts(world, seat),
        allowed=SEAT_ALLOWED,
        roles=SEAT_ROLES,
        sees=MAIN_SIDE | {"member"} | (frozenset() if named else HERE),
    )
    for state in SeatState:
        assert matrix.outcomes(seat, transition, state) == matrix.expected(transition, state), state
