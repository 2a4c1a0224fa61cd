"""Setting a lot's evaluation scheme."""

import copy
from typing import Any

import pytest

from tests.domain.projects.cast import Cast, complete, registered
from yuanping.base.witness import queries as witness
from yuanping.core.errors import NotAllowed, NotFound, Refused, WrongState
from yuanping.domain.projects import queries
from yuanping.domain.projects.actions.registration import submit_project
from yuanping.domain.projects.actions.schemes import set_scheme
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.templates import TEMPLATES

LOWEST = TEMPLATES["lowest-evaluated-price"]


@pytest.fixture
def project(cast: Cast) -> Project:
    return registered(cast)


def test_set_scheme_replaces_it_and_records_the_whole(cast: Cast, project: Project) -> None:
    row = project.lots.get()
    set_scheme(cast.ctx("agency"), project.pk, row.pk, LOWEST)
    assert queries.scheme(project.lots.get()).name == "经评审的最低投标价法"
    last = witness.entries().last()
    assert last is not None
    data: Any = witness.parsed(last)["data"]
    assert (last.kind, data["lot_code"], data["scheme"]) == ("projects.lot.scheme-set", row.code, LOWEST)


@pytest.mark.parametrize(
    ("who", "scheme", "refusal", "code"),
    [
        ("agency", {}, Refused, "scheme-malformed"),
        ("agency", TEMPLATES["procurement-comprehensive"], Refused, "nothing-amended"),
        ("tenderer", LOWEST, NotAllowed, "not-your-role"),
        ("other-agency", LOWEST, NotFound, "not-found"),
    ],
)
def test_set_scheme_refuses_and_changes_nothing(
    cast: Cast, project: Project, who: str, scheme: object, refusal: type[Refused], code: str
) -> None:
    row, head = project.lots.get(), witness.acknowledged()
    with pytest.raises(refusal) as caught:
        set_scheme(cast.ctx(who), project.pk, row.pk, copy.deepcopy(scheme))
    assert caught.value.code == code
    assert (project.lots.get().scheme, witness.acknowledged()) == (row.scheme, head)


def test_set_scheme_of_another_project_is_not_found(cast: Cast, project: Project) -> None:
    other = registered(cast, code="E4115000001000001002")
    with pytest.raises(NotFound) as caught:
        set_scheme(cast.ctx("agency"), project.pk, other.lots.get().pk, LOWEST)
    assert caught.value.code == "lot-not-found"


def test_set_scheme_after_submission_is_refused(cast: Cast, project: Project) -> None:
    complete(cast, project)
    submit_project(cast.ctx("agency"), project.pk)
    with pytest.raises(WrongState):
        set_scheme(cast.ctx("agency"), project.pk, project.lots.get().pk, LOWEST)
