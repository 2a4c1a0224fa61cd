"""Manual check-ins, appraisals, objections and experts' own leave: every role, every transition, every state."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest

from tests.factories import experts
from tests.matrix.everybody import ADMINS, AGENCIES, STAFF, SUB, SUPERVISORS, TENDERERS, everybody
from tests.matrix.runner import SYSTEM, Act, Cast, Line, Matrix, Table, by_platform
from yuanping.domain.experts.actions import appraisal, leave, manual
from yuanping.domain.experts.actions.attendance import check_out
from yuanping.domain.experts.models import Appraisal, Attendance, CommitteeSeat, Leave, ManualCheckIn
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import SeatState

LABEL = "副场 1 · 专家 1"
EXPERTS = frozenset({"foreign-member", "expert", "other-expert"})
AT_THE_DOOR = frozenset({"sub-admin", "sub-staff"})
PARTIES = ADMINS | STAFF | TENDERERS | AGENCIES | SUPERVISORS
SECOND = Line(
    permission=Experts.DECIDE_MANUAL, role=ADMINS | SUPERVISORS, may=frozenset({"sub-admin", "supervisor"})
)
MANUAL = Table(
    model=ManualCheckIn,
    moves={"confirm": SECOND, "refuse": SECOND, "lapse": by_platform(Experts.RUN)},
    creations={
        "request": Line(permission=Experts.REQUEST_MANUAL, role=ADMINS | STAFF, may=AT_THE_DOOR),
    },
)
DECIDE = Line(permission=Experts.DECIDE_OBJECTION, role=SUPERVISORS, may=frozenset({"supervisor"}))
APPRAISAL = Table(
    model=Appraisal,
    moves={
        "object": Line(permission=Experts.OBJECT, role=EXPERTS, may=frozenset({"expert"})),
        "uphold": DECIDE,
        "amend": DECIDE,
    },
    creations={
        "give": Line(
            permission=Experts.APPRAISE,
            role=PARTIES,
            may=frozenset({"sub-admin", "sub-staff", "tenderer", "supervisor"}),
        ),
    },
)
LEAVE = Table(
    model=Leave,
    moves={"cancel": Line(permission=Experts.TAKE_LEAVE, role=EXPERTS, may=frozenset({"expert"}))},
    creations={
        "declare": Line(
            permission=Experts.TAKE_LEAVE,
            role=EXPERTS,
            may=frozenset({"expert", "other-expert"}),
            elsewhere="not-yours",
        ),
    },
)
GRADES = {"discipline": "good", "ethics": "good", "competence": "fair"}
WORDS = "核对了证件和本人"


@pytest.fixture(scope="module")
def built(standing: None, run_jobs: Callable[[], int]) -> experts.World:
    """Everybody drawn has accepted."""
    world = experts.make(per_cell=3)
    experts.accepted(world, run_jobs)
    return world


@pytest.fixture
def seat(built: experts.World, undone: None) -> CommitteeSeat:
    return built.seat(LABEL)


def cast_of(world: experts.World, seat: CommitteeSeat) -> Cast:
    """``expert`` is the person of the seat, ``other-expert`` one of another."""
    now = experts.DOOR_OPEN
    other = world.seat("副场 1 · 专家 2")
    return everybody(
        world.project,
        world.near,
        now=now,
        expert=experts.own_ctx(experts.expert_at(seat), now=now),
        **{"other-expert": experts.own_ctx(experts.expert_at(other), now=now)},
    )


def asked(world: experts.World, seat: CommitteeSeat, *, minutes: int = 0) -> ManualCheckIn:
    at = experts.DOOR_OPEN - timedelta(minutes=minutes)
    number = experts.person_at(world, seat).id_number
    return manual.request_manual(
        world.staff_of(seat, now=at), seat.pk, id_number=number, reason="face-changed", words=WORDS
    )


@pytest.mark.parametrize("name", MANUAL.moves)
def test_manual_check_in_by_every_role(built: experts.World, seat: CommitteeSeat, name: str) -> None:
    cast = cast_of(built, seat)
    row = asked(built, seat, minutes=10 if name == "lapse" else 0)
    acts: Mapping[str, Act] = {
        "confirm": manual.confirm_manual,
        "refuse": manual.refuse_manual,
        "lapse": manual.lapse_manual,
    }
    sees = SUB | {"supervisor"} | SYSTEM
    found, expected = Matrix(table=MANUAL, cast=cast, sees=sees, row=row).cells(name, acts[name])
    assert found == expected


def test_manual_check_in_is_asked_for_at_the_door(built: experts.World, seat: CommitteeSeat) -> None:
    number = experts.person_at(built, seat).id_number
    found, expected = cast_of(built, seat).creates(
        MANUAL.creations["request"],
        lambda ctx: manual.request_manual(ctx, seat.pk, id_number=number, reason="card-fault", words=WORDS),
    )
    # the main venue knows of the seat, and is told that it is not theirs
    assert found == expected | dict.fromkeys(("main-admin", "main-staff"), "not-yours")


def left(world: experts.World, seat: CommitteeSeat) -> Attendance:
    """The member was there and has left."""
    CommitteeSeat.objects.filter(pk=seat.pk).update(
        state=SeatState.CHECKED_IN, checked_in_at=experts.DOOR_OPEN
    )
    check_out(world.staff_of(seat), seat.pk)
    return seat.attendances.get()


def test_parts_are_appraised_by_the_parties_of_the_rules(built: experts.World, seat: CommitteeSeat) -> None:
    cast, part = cast_of(built, seat), left(built, seat)
    found, expected = cast.creates(
        APPRAISAL.creations["give"],
        lambda ctx: appraisal.give_appraisal(ctx, part.pk, grades=GRADES, words=""),
    )
    assert found == expected | {"agency": "not-yours"}


@pytest.mark.parametrize("name", APPRAISAL.moves)
def test_appraisal_by_every_role_in_every_state(built: experts.World, seat: CommitteeSeat, name: str) -> None:
    cast, part = cast_of(built, seat), left(built, seat)
    row = appraisal.give_appraisal(
        built.ctx("tenderer", now=experts.DOOR_OPEN), part.pk, grades=GRADES, words=""
    )
    acts: Mapping[str, Act] = {
        "object": lambda ctx, pk: appraisal.object_to(ctx, pk, words="与事实不符，有记录"),
        "uphold": lambda ctx, pk: appraisal.uphold_appraisal(ctx, pk, words="与记录相符"),
        "amend": lambda ctx, pk: appraisal.amend_appraisal(
            ctx, pk, grades=GRADES | {"competence": "good"}, words="与记录不符"
        ),
    }
    sees = frozenset({"tenderer", "supervisor", "expert"}) | SYSTEM
    found, expected = Matrix(table=APPRAISAL, cast=cast, sees=sees, row=row).cells(name, acts[name])
    assert found == expected


@pytest.mark.parametrize("name", LEAVE.moves)
def test_leave_by_every_role_in_every_state(built: experts.World, seat: CommitteeSeat, name: str) -> None:
    cast = cast_of(built, seat)
    day = date(2026, 7, 1)
    row = leave.declare_leave(cast.actors["expert"], first_on=day, last_on=day, reason="work")
    matrix = Matrix(
        table=LEAVE, cast=cast, sees=frozenset({"expert", "operator", "pool-manager"}) | SYSTEM, row=row
    )
    found, expected = matrix.cells(name, leave.cancel_leave)
    assert found == expected


def test_leave_is_declared_by_experts_on_their_own_pages(built: experts.World, seat: CommitteeSeat) -> None:
    day = date(2026, 7, 1)
    found, expected = cast_of(built, seat).creates(
        LEAVE.creations["declare"],
        lambda ctx: leave.declare_leave(ctx, first_on=day, last_on=day, reason="work"),
    )
    assert found == expected
