"""Who may move a project, and when: every role, every transition, every state."""

from collections.abc import Mapping

import pytest

from tests.domain.projects.cast import NOW, Cast, bid, complete, make_cast, registered
from tests.matrix.everybody import ADMINS, AGENCIES, MAIN, PARTIES, SUPERVISORS, everybody
from tests.matrix.runner import SYSTEM, Act, Line, Matrix, Table
from yuanping.core.policy import Ground
from yuanping.domain.projects.actions.bids import add_bid
from yuanping.domain.projects.actions.progress import end_evaluation, start_evaluation
from yuanping.domain.projects.actions.registration import (
    amend_project,
    decide_exemption,
    register_project,
    submit_project,
    withdraw_project,
)
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.permissions import Projects

OWN_AGENCY = frozenset({"agency"})
RUN = Line(permission=Projects.RUN_EVALUATION, role=ADMINS | SYSTEM, may=frozenset({"main-admin"}) | SYSTEM)
PROJECT = Table(
    model=Project,
    moves={
        "amend": Line(permission=Projects.AMEND, role=AGENCIES, may=OWN_AGENCY),
        "list bids": Line(permission=Projects.LIST_BIDS, role=AGENCIES, may=OWN_AGENCY, transition="amend"),
        "consent": Line(
            permission=Projects.DECIDE_EXEMPTION, role=SUPERVISORS, may=frozenset({"supervisor"})
        ),
        "submit": Line(permission=Projects.SUBMIT, role=AGENCIES, may=OWN_AGENCY),
        "withdraw": Line(permission=Projects.WITHDRAW, role=AGENCIES, may=OWN_AGENCY),
        "start_evaluation": RUN,
        "end_evaluation": RUN,
    },
    creations={"register": Line(permission=Projects.REGISTER, role=AGENCIES, may=AGENCIES)},
)


@pytest.fixture(scope="module")
def cast(standing: None) -> Cast:
    return make_cast()


def acts(cast: Cast, row: Project) -> Mapping[str, Act]:
    changed = cast.entry(
        name="改名", grounds=(Ground.COMPLEX,), exemption_ground="技术要求复杂", notice_on=None
    )
    lot = row.lots.get()
    return {
        "amend": lambda ctx, pk: amend_project(ctx, pk, changed),
        "list bids": lambda ctx, pk: add_bid(ctx, pk, lot.pk, bid(9)),
        "consent": lambda ctx, pk: decide_exemption(ctx, pk, consent=False),
        "submit": submit_project,
        "withdraw": lambda ctx, pk: withdraw_project(ctx, pk, reason="招标文件有误"),
        "start_evaluation": start_evaluation,
        "end_evaluation": end_evaluation,
    }


@pytest.mark.parametrize("name", PROJECT.moves)
def test_project_by_every_role_in_every_state(cast: Cast, undone: None, name: str) -> None:
    grounds = (Ground.APPLICANT_REQUEST, Ground.COMPLEX)
    ground = {"grounds": grounds, "exemption_ground": "技术要求复杂"} if name == "consent" else {}
    row = complete(cast, registered(cast, **ground))
    matrix = Matrix(
        table=PROJECT,
        cast=everybody(row, cast.centres["411525"], now=NOW),
        sees=PARTIES | MAIN,
        row=row,
    )
    found, expected = matrix.cells(name, acts(cast, row)[name])
    assert found == expected


def test_project_is_registered_by_any_agency_alone(cast: Cast, undone: None) -> None:
    row = registered(cast, code="E4115000001000001002")
    everyone = everybody(row, cast.centres["411525"], now=NOW)
    found, expected = everyone.creates(
        PROJECT.creations["register"], lambda ctx: register_project(ctx, cast.entry())
    )
    assert found == expected
