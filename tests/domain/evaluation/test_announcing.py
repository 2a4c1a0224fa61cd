"""The result's announcement: entered once, by agency or tenderer, when the evaluation is over."""

import pytest

from tests.factories import people, projects
from tests.factories.evaluation import AT_WORK, World, started, world
from yuanping.core.errors import Invalid, NotAllowed, Refused, WrongState
from yuanping.domain.evaluation.actions.announcing import announce_result
from yuanping.domain.evaluation.models import Session
from yuanping.domain.evaluation.states import SessionState

WHERE = "全国公共资源交易平台 https://example.invalid/notice/1"


@pytest.fixture(scope="module")
def built(standing: None) -> tuple[World, Session]:
    of = world()
    return of, started(of)


@pytest.fixture
def over(session: Session) -> Session:
    Session.objects.filter(pk=session.pk).update(state=SessionState.CLOSED, ended_at=AT_WORK)
    return session


def test_result_is_announced_once_and_by_a_party(ready: World, over: Session) -> None:
    agency, tenderer = (
        people.ctx(make(ready.project), now=AT_WORK) for make in (projects.agent, projects.tenderer)
    )
    with pytest.raises(Invalid):
        announce_result(agency, over.pk, announcement=" ")
    for stranger in (ready.admin, people.ctx(projects.supervisor(ready.project)), ready.everybody()[0]):
        with pytest.raises(NotAllowed):
            announce_result(stranger, over.pk, announcement=WHERE)
    found = announce_result(agency, over.pk, announcement=f" {WHERE} ")
    assert (found.state, found.announced_at, found.announcement) == (SessionState.CLOSED, AT_WORK, WHERE)
    with pytest.raises(Refused) as again:
        announce_result(tenderer, over.pk, announcement=WHERE)
    assert again.value.code == "already-announced"


def test_result_is_not_announced_before_the_evaluation_is_over(ready: World, session: Session) -> None:
    with pytest.raises(WrongState):
        announce_result(people.ctx(projects.agent(ready.project)), session.pk, announcement=WHERE)
