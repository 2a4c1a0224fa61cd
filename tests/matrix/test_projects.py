"""Who may move a project, and when: every role, every transition, every state."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.domain.projects.cast import Cast, complete, make_cast, registered
from tests.matrix.runner import DONE, Act, Matrix, moves
from yuanping.base.context import Ctx, system_ctx
from yuanping.core.errors import Refused
from yuanping.domain.people.states import Role
from yuanping.domain.projects.actions.progress import end_evaluation, start_evaluation
from yuanping.domain.projects.actions.registration import (
    amend_project,
    decide_exemption,
    register_project,
    submit_project,
    withdraw_project,
)
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import PROJECT_MACHINE, ProjectState

AGENCIES = frozenset({"agency", "other-agency"})
SUPERVISORS = frozenset({"supervisor", "other-supervisor"})
RUNNERS = frozenset({"main-admin", "other-admin", "system"})
ROLES = {
    "amend": AGENCIES,
    "consent": SUPERVISORS,
    "submit": AGENCIES,
    "withdraw": AGENCIES,
    "start_evaluation": RUNNERS,
    "end_evaluation": RUNNERS,
}
ALLOWED = {
    "amend": frozenset({"agency"}),
    "consent": frozenset({"supervisor"}),
    "submit": frozenset({"agency"}),
    "withdraw": frozenset({"agency"}),
    "start_evaluation": frozenset({"main-admin", "system"}),
    "end_evaluation": frozenset({"main-admin", "system"}),
}
SEES = frozenset({"agency", "tenderer", "supervisor", "main-admin", "main-staff", "main-leader", "system"})


@pytest.fixture
def cast(db: None, settings: Settings, tmp_path: Path) -> Cast:
    settings.FILES_ROOT = tmp_path / "files"
    return make_cast()


def actors(cast: Cast) -> dict[str, Ctx]:
    """Everybody: all accounts, an expert at a seat, a visitor, the platform itself."""
    visitor = replace(cast.ctx("agency"), roles=frozenset(), actor_id=None, organisation_id=None)
    return {who: cast.ctx(who) for who in cast.accounts} | {
        "expert": replace(visitor, roles=frozenset({Role.EXPERT}), committee_seat_id=1),
        "visitor": visitor,
        "system": system_ctx("测试").at(visitor.now),
    }


def acts(cast: Cast) -> Mapping[str, Act]:
    changed = cast.entry(name="改名", exemption_ground="技术要求复杂", notice_on=None)
    return {
        "amend": lambda ctx, pk: amend_project(ctx, pk, changed),
        "consent": lambda ctx, pk: decide_exemption(ctx, pk, consent=False),
        "submit": submit_project,
        "withdraw": lambda ctx, pk: withdraw_project(ctx, pk, reason="招标文件有误"),
        "start_evaluation": start_evaluation,
        "end_evaluation": end_evaluation,
    }


def project_for(cast: Cast, transition: str) -> Project:
    ground = {"exemption_ground": "技术要求复杂"} if transition == "consent" else {}
    return complete(cast, registered(cast, **ground))


def test_the_table_names_every_transition() -> None:
    assert set(moves(PROJECT_MACHINE)) == set(ROLES) == set(ALLOWED)


@pytest.mark.parametrize(("transition", "state"), list(product(ROLES, ProjectState)))
def test_project_transition(cast: Cast, transition: str, state: ProjectState) -> None:
    matrix = Matrix(
        machine=PROJECT_MACHINE,
        actors=actors(cast),
        acts=acts(cast),
        allowed=ALLOWED,
        roles=ROLES,
        sees=SEES,
    )
    row = project_for(cast, transition)
    assert matrix.outcomes(row, transition, state) == matrix.expected(transition, state)


def test_project_registration_is_the_agencies_alone(cast: Cast) -> None:
    outcomes = {}
    for n, (who, ctx) in enumerate(actors(cast).items()):
        try:
            register_project(ctx, cast.entry(code=f"E4115000001000001{n + 1:03d}"))
            outcomes[who] = DONE
        except Refused as refused:
            outcomes[who] = refused.code
    assert outcomes == {who: DONE if who in AGENCIES else "not-your-role" for who in outcomes}
