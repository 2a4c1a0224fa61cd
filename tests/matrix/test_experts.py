"""Who may move a committee and its seats, and when: every role, every transition, every state."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import experts
from tests.matrix.everybody import (
    ADMINS,
    AGENCIES,
    MAIN,
    PARTIES,
    STAFF,
    SUB,
    SUPERVISORS,
    TENDERERS,
    everybody,
)
from tests.matrix.runner import SYSTEM, Act, Cast, Line, Matrix, Table, by_platform, consequence
from yuanping.domain.experts.actions import attendance, call, committee, draw, scheduling
from yuanping.domain.experts.actions.needs import state_needs
from yuanping.domain.experts.actions.plan import plan_committee, replan, respecify_seat
from yuanping.domain.experts.actions.representative import name_representative
from yuanping.domain.experts.actions.wording import word_calls
from yuanping.domain.experts.events import CommitteePresent
from yuanping.domain.experts.models import Committee, CommitteeSeat, DrawOrigin, DrawRecord, Expert
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import Channel, SeatState
from yuanping.domain.experts.wording import STANDARD
from yuanping.domain.people.states import Role

MEMBERS = frozenset({"member", "foreign-member"})
MEMBER = frozenset({"member"})
AT_THE_DOOR = frozenset({"sub-admin", "sub-staff"})
LABEL = "副场 1 · 专家 1"
REPRESENTATIVE = "主场 · 招标人代表 1"

PLAN = Line(permission=Experts.PLAN, role=AGENCIES, may=frozenset({"agency"}))
DRAW = Line(
    permission=Experts.DRAW,
    role=AGENCIES | ADMINS | SYSTEM,
    may=frozenset({"agency", "main-admin"}) | SYSTEM,
)
CONFIRM = Line(
    permission=Experts.CONFIRM, role=TENDERERS | SUPERVISORS, may=frozenset({"tenderer", "supervisor"})
)
COMMITTEE = Table(
    model=Committee,
    moves={
        "replan": PLAN,
        "schedule": DRAW,
        "unschedule": DRAW,
        "miss_draw": by_platform(Experts.RUN),
        "intend": DRAW,
        "reveal": by_platform(Experts.RUN),
        "close_beacon": by_platform(Experts.RUN),
        "draw": DRAW,
        "replace": by_platform(Experts.RUN),
        "complete": by_platform(Experts.RUN),
        "reopen": by_platform(Experts.RUN),
        "check_conflicts": by_platform(Experts.RUN),
        "confirm": CONFIRM,
        "conclude": CONFIRM,
        "open_record": Line(
            permission=Experts.OPEN_RECORD,
            role=SUPERVISORS | SYSTEM,
            may=frozenset({"supervisor"}) | SYSTEM,
        ),
        "publish_record": by_platform(Experts.PUBLISH_RECORD),
    },
    creations={"plan": PLAN},
)
DOOR = Line(permission=Experts.CHECK_IN, role=ADMINS | STAFF, may=AT_THE_DOOR)
LETTING_GO = Line(permission=Experts.CHECK_OUT, role=ADMINS | STAFF | SYSTEM, may=AT_THE_DOOR | SYSTEM)
ANSWER = Line(permission=Experts.ANSWER, role=MEMBERS, may=MEMBER)
SEAT = Table(
    model=CommitteeSeat,
    moves={
        "respecify": PLAN,
        "exhaust": by_platform(Experts.RUN),
        "assign": DRAW,
        "call": by_platform(Experts.RUN),
        "appoint": Line(permission=Experts.APPOINT, role=TENDERERS, may=frozenset({"tenderer"})),
        "accept": ANSWER,
        "decline": replace(ANSWER, transition="vacate"),
        "leave by link": replace(ANSWER, transition="vacate"),
        "cancel": by_platform(Experts.RUN, transition="vacate"),
        "leave": Line(
            permission=Experts.LEAVE,
            role=ADMINS | STAFF,
            may=AT_THE_DOOR,
            transition="vacate",
            instead=dict.fromkeys((SeatState.CALLED, SeatState.CHECKED_IN), "leave-not-open"),
        ),
        "recuse": Line(
            permission=Experts.RECUSE,
            role=MEMBERS | SYSTEM,
            may=MEMBER | SYSTEM,
            transition="vacate",
            instead=dict.fromkeys((SeatState.CALLED, SeatState.ACCEPTED), "not-present"),
        ),
        "notify": by_platform(Experts.RUN),
        "mismatch": DOOR,
        "turn_away": DOOR,
        "check_in": DOOR,
        "enter": Line(permission=Experts.ENTER, role=MEMBERS, may=MEMBER),
        "renew_code": DOOR,
        "check_in by hand": by_platform(Experts.RUN, transition="check_in"),
        "check_out": LETTING_GO,
        "leave early": replace(
            LETTING_GO,
            transition="vacate",
            instead=dict.fromkeys((SeatState.CALLED, SeatState.ACCEPTED), "not-present"),
        ),
        "leave early for good": replace(LETTING_GO, transition="check_out"),
    },
    creations={"lay": PLAN},
)
WORDING = Table(
    model=None, creations={"word calls": Line(permission=Experts.WORD_CALLS, role=ADMINS, may=ADMINS)}
)
NEEDS = Table(
    model=None,
    creations={"state needs": Line(permission=Experts.STATE_NEEDS, role=ADMINS | STAFF, may=AT_THE_DOOR)},
)


@pytest.fixture(scope="module")
def accepted(standing: None, run_jobs: Callable[[], int]) -> experts.World:
    """Everybody drawn has accepted."""
    world = experts.make(per_cell=3)
    experts.accepted(world, run_jobs)
    return world


def cast_of(world: experts.World, *, seat_id: int = 0) -> Cast:
    """``member`` holds the seat."""
    visitor = experts.visitor(world, now=experts.DOOR_OPEN)
    member = replace(visitor, roles=frozenset({Role.EXPERT}), committee_seat_id=seat_id)
    return everybody(world.project, world.near, now=experts.DOOR_OPEN, member=member)


INNER = (
    "miss_draw",
    "reveal",
    "close_beacon",
    "replace",
    "complete",
    "reopen",
    "check_conflicts",
    "conclude",
    "publish_record",
)


def committee_acts(world: experts.World) -> Mapping[str, Act]:
    cells = experts.cells(world)
    event = CommitteePresent(committee_id=world.committee.pk)
    inner = {name: COMMITTEE.moves[name].permission for name in INNER}
    return {
        "replan": lambda ctx, pk: replan(ctx, pk, size=5, representatives=1, cells=cells),
        "schedule": lambda ctx, pk: scheduling.schedule_draw(ctx, pk, at=ctx.now + timedelta(minutes=1)),
        "unschedule": scheduling.unschedule_draw,
        "intend": draw.intend_draw,
        "draw": lambda ctx, pk: draw.make_draw(ctx, pk, attempt=2),
        "confirm": committee.confirm_list,
        "open_record": committee.open_record,
    } | {name: consequence(Committee, name, permission, event) for name, permission in inner.items()}


@pytest.mark.parametrize("name", COMMITTEE.moves)
def test_committee_by_every_role_in_every_state(accepted: experts.World, undone: None, name: str) -> None:
    row = accepted.committee
    if name == "replan":
        experts.forget_calls()
    if name == "unschedule":
        Committee.objects.update(draw_at=experts.DOOR_OPEN)
    if name in {"intend", "draw"}:
        CommitteeSeat.objects.filter(pk=accepted.seat(LABEL).pk).update(
            state=SeatState.VACANT, assignment=None
        )
    if name == "draw":
        draw.intend_draw(accepted.ctx("agency"), row.pk)
    matrix = Matrix(table=COMMITTEE, cast=cast_of(accepted), sees=PARTIES | MAIN, row=row)
    found, expected = matrix.cells(name, committee_acts(accepted)[name])
    assert found == expected


def seat_acts(world: experts.World, seat: CommitteeSeat) -> Mapping[str, Act]:
    slip = f"SMS-{experts.message_of(seat).pk}"
    made = world.committee.draws.get()
    expert = Expert.objects.earliest("pk")
    event = CommitteePresent(committee_id=seat.committee_id)
    inner = {
        name: (SEAT.moves[name].transition or name, SEAT.moves[name].permission)
        for name in (
            "exhaust",
            "call",
            "notify",
            "accept",
            "decline",
            "leave by link",
            "mismatch",
            "turn_away",
            "enter",
            "check_in by hand",
        )
    }
    return {
        "respecify": lambda ctx, pk: respecify_seat(ctx, pk, specialty="A06"),
        "assign": lambda ctx, pk: draw.assign(ctx, pk, expert_id=expert.pk, made=made),
        "appoint": lambda ctx, pk: name_representative(ctx, pk, **experts.REPRESENTATIVE),
        "cancel": call.cancel_seat,
        "leave": lambda ctx, pk: call.request_leave(ctx, pk, reason="illness"),
        "recuse": lambda ctx, pk: attendance.recuse_seat(ctx, pk, reason="利害关系"),
        "check_in": lambda ctx, pk: attendance.check_in(ctx, pk, slip=slip, face="same"),
        "renew_code": attendance.renew_code,
        "check_out": attendance.check_out,
        "leave early": lambda ctx, pk: attendance.leave_early(ctx, pk, reason="illness"),
        "leave early for good": lambda ctx, pk: attendance.leave_early(
            ctx, pk, reason="illness", replaced=False
        ),
    } | {
        name: consequence(CommitteeSeat, transition, permission, event)
        for name, (transition, permission) in inner.items()
    }


@pytest.mark.parametrize("name", SEAT.moves)
def test_seat_by_every_role_in_every_state(accepted: experts.World, undone: None, name: str) -> None:
    appointing = name == "appoint"
    seat = accepted.seat(REPRESENTATIVE if appointing else LABEL)
    matrix = Matrix(
        table=SEAT,
        cast=cast_of(accepted, seat_id=seat.pk),
        sees=PARTIES | MAIN | {"member"} | (frozenset() if appointing else SUB),
        row=seat,
    )
    found, expected = matrix.cells(name, seat_acts(accepted, seat)[name])
    assert found == expected


def test_committee_and_seats_are_planned_by_the_agency_alone(accepted: experts.World, undone: None) -> None:
    experts.forget_calls()
    accepted.committee.seats.all().delete()
    DrawRecord.objects.all().delete()
    DrawOrigin.objects.all().delete()
    accepted.committee.delete()
    cells = experts.cells(accepted)
    found, expected = cast_of(accepted).creates(
        COMMITTEE.creations["plan"],
        lambda ctx: plan_committee(ctx, accepted.project.pk, size=5, representatives=1, cells=cells),
    )
    assert found == expected


def test_calls_are_worded_by_administrators_of_centres_alone(accepted: experts.World, undone: None) -> None:
    text = STANDARD[Channel.SMS]
    found, expected = cast_of(accepted).creates(
        WORDING.creations["word calls"], lambda ctx: word_calls(ctx, channel=Channel.SMS, text=text, bring=())
    )
    assert found == expected


def test_needs_are_stated_by_the_venues_own_staff_alone(accepted: experts.World, undone: None) -> None:
    venue = accepted.venues["near"].pk
    found, expected = cast_of(accepted).creates(
        NEEDS.creations["state needs"], lambda ctx: state_needs(ctx, venue, meals=4, nights=0)
    )
    assert found == expected
