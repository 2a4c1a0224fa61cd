"""Who may move an evaluation and its sheets, and when: every role, every transition, every state.

One set-up serves a whole table: every attempt is undone, and an evaluation takes long to prepare.
"""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.factories import evaluating as do
from tests.factories import people, places, projects
from tests.factories.evaluation import AT_WORK, World, started, world
from tests.matrix.runner import DONE, Act, Matrix, moves
from yuanping.base.change import change
from yuanping.base.context import Ctx, system_ctx
from yuanping.core.errors import Refused
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.actions.correction import correct_score
from yuanping.domain.evaluation.actions.recusal import declare_conflict, declare_no_conflict
from yuanping.domain.evaluation.actions.scoring import Mark, save_scores, submit_scores
from yuanping.domain.evaluation.actions.start import start_evaluation
from yuanping.domain.evaluation.actions.summary import confirm_summary
from yuanping.domain.evaluation.events import SummaryOpened
from yuanping.domain.evaluation.models import Session, Sheet
from yuanping.domain.evaluation.permissions import Evaluation
from yuanping.domain.evaluation.states import SESSION_MACHINE, SHEET_MACHINE, SessionState, SheetState, Stage
from yuanping.domain.people.states import Role

EXPERTS = frozenset({"member", "other-member", "foreign-member"})
BY_MEMBERS = {"declare", "recuse", "correct", "confirm"}
SIGNED = {SessionState.REPORT, SessionState.CLOSED}


@pytest.fixture
def ready(db: None) -> World:
    return world()


def actors(of: World) -> dict[str, Ctx]:
    """Everybody around the project, and strangers."""
    other = world()
    started(other)
    visitor = replace(of.admin, roles=frozenset(), actor_id=None, organisation_id=None, centre_id=None)
    return {
        "agency": people.ctx(projects.agent(of.project), now=AT_WORK),
        "tenderer": people.ctx(projects.tenderer(of.project), now=AT_WORK),
        "supervisor": people.ctx(projects.supervisor(of.project), now=AT_WORK),
        "main-admin": of.admin,
        "main-staff": people.ctx(places.staff(of.main, Role.VENUE_STAFF), now=AT_WORK),
        "main-leader": people.ctx(places.staff(of.main, Role.VENUE_LEADER), now=AT_WORK),
        "sub-admin": people.ctx(places.admin(of.sub), now=AT_WORK),
        "foreign-admin": other.admin,
        "member": of.at(of.seats[0]),
        "other-member": of.at(of.seats[1]),
        "foreign-member": other.at(other.seats[0]),
        "visitor": visitor,
        "system": system_ctx("测试").at(AT_WORK),
    }


def by_platform(model: type[Session] | type[Sheet], name: str) -> Act:
    """A transition that only the platform makes, when what is due allows it."""

    def act(ctx: Ctx, pk: int) -> None:
        with change(ctx, model, pk, name, permission=Evaluation.ADVANCE) as tx:
            tx.record(SummaryOpened(session_id=0))

    return act


def tried(
    matrix: Matrix, row: Session | Sheet, transitions: set[str], states: list[SessionState] | list[SheetState]
) -> None:
    """Every cell of the table."""
    for transition in sorted(transitions):
        for state in states:
            found = matrix.outcomes(row, transition, state)
            expected = matrix.expected(transition, state)
            if transition == "correct" and state in SIGNED:
                # the members are told what remains possible instead of the bare state
                expected = {
                    who: "report-signed" if said == "wrong-state" else said for who, said in expected.items()
                }
            assert (transition, state, found) == (transition, state, expected)


def session_matrix(of: World, acts: Mapping[str, Act]) -> Matrix:
    names = moves(SESSION_MACHINE)
    members = frozenset({"member", "other-member"})
    return Matrix(
        machine=SESSION_MACHINE,
        actors=actors(of),
        acts=acts,
        allowed={name: members if name in BY_MEMBERS else frozenset({"system"}) for name in names},
        roles={name: EXPERTS if name in BY_MEMBERS else frozenset({"system"}) for name in names},
        sees=members | {"system"},
    )


def test_session_begins_with_recusal_declared_by_members(ready: World) -> None:
    session = started(ready)
    acts: dict[str, Act] = {
        "declare": declare_no_conflict,
        "recuse": lambda ctx, pk: declare_conflict(ctx, pk, reason="利害关系", recuse=lambda *_, **__: None),
    }
    tried(session_matrix(ready, acts), session, set(acts), list(SessionState))


def test_session_is_moved_by_the_platform_and_confirmed_by_members(ready: World) -> None:
    session = started(ready)
    do.declare_all(ready, session)
    do.elect(ready, session)
    do.judge_all(ready, session)
    for ctx in ready.everybody():
        sheet = do.open_sheet(ctx, Stage.DETAILED)
        # the two who try corrections gave an objective item otherwise than the rest
        record = "20" if ctx.committee_seat_id in {ready.seats[0].pk, ready.seats[1].pk} else "25"
        submit_scores(ctx, session.pk, sheet.pk, do.marks(sheet, {"plan": "30", "record": record}))
    seen = queries.summary_digest(ready.everybody()[0], session)
    acts: dict[str, Act] = {name: by_platform(Session, name) for name in moves(SESSION_MACHINE)}
    acts["confirm"] = lambda ctx, pk: confirm_summary(ctx, pk, seen=seen)
    acts["correct"] = lambda ctx, pk: correct_score(
        ctx,
        pk,
        bid_id=ready.bids[0].pk,
        criterion_id="record",
        points="25",
        ground="objective-inconsistent",
        reason="看错业绩数量",
    )
    tried(session_matrix(ready, acts), session, set(acts) - {"declare", "recuse"}, list(SessionState))


def test_sheet_is_its_members_alone(ready: World) -> None:
    session = started(ready)
    do.declare_all(ready, session)
    do.elect(ready, session)
    do.judge_all(ready, session)
    sheet = do.open_sheet(ready.at(ready.seats[0]), Stage.DETAILED)
    everything = do.marks(sheet, {"plan": "30", "record": "25"})
    acts: dict[str, Act] = {
        "save": lambda ctx, pk: save_scores(ctx, session.pk, pk, {(ready.bids[0].pk, "plan"): Mark("30")}),
        "submit": lambda ctx, pk: submit_scores(ctx, session.pk, pk, everything),
        "reopen": by_platform(Sheet, "reopen"),
    }
    owner = {"save": frozenset({"member"}), "submit": frozenset({"member"}), "reopen": frozenset({"system"})}
    matrix = Matrix(
        machine=SHEET_MACHINE,
        actors=actors(ready),
        acts=acts,
        allowed=owner,
        roles={"save": EXPERTS, "submit": EXPERTS, "reopen": frozenset({"system"})},
        sees=frozenset({"member", "system"}),
    )
    assert set(moves(SHEET_MACHINE)) == set(acts)
    tried(matrix, sheet, set(acts), list(SheetState))


def test_start_is_the_main_venues_administrators_alone(ready: World) -> None:
    outcomes = {}
    for who, ctx in actors(ready).items():
        if who == "main-admin":
            continue
        try:
            start_evaluation(ctx, ready.project.pk)
            outcomes[who] = DONE
        except Refused as refused:
            outcomes[who] = refused.code
    strangers = {"sub-admin", "foreign-admin"}
    assert outcomes == {who: "not-found" if who in strangers else "not-your-role" for who in outcomes}
    assert start_evaluation(ready.admin, ready.project.pk).state == "recusal"
