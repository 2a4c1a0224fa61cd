"""Starting: who may, and every condition that must be met first."""

from datetime import timedelta

import pytest

from tests.factories import people, places, projects
from tests.factories.clock import STARTS
from tests.factories.evaluation import World, started, world
from yuanping.base.witness import queries as witness
from yuanping.core.errors import NotAllowed, NotFound, Refused
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.actions.start import start_evaluation
from yuanping.domain.evaluation.models import Session


@pytest.fixture
def ready(db: None) -> World:
    return world()


def test_start_by_the_main_venue_seats_every_member(ready: World) -> None:
    session = started(ready)
    ready.project.refresh_from_db()
    assert (session.state, ready.project.state) == ("recusal", "evaluating")
    assert [(m.label, m.is_representative) for m in queries.members(session)] == [
        ("主场 · 专家 1", False),
        ("主场 · 专家 2", False),
        ("主场 · 招标人代表 1", True),
        ("副场 1 · 专家 1", False),
        ("副场 1 · 专家 2", False),
    ]


@pytest.mark.parametrize(
    ("who", "refusal", "code"),
    [("agency", NotAllowed, "not-your-role"), ("sub-venue", NotFound, "not-found")],
)
def test_start_by_somebody_else_is_refused(ready: World, who: str, refusal: type[Refused], code: str) -> None:
    account = projects.agent(ready.project) if who == "agency" else places.admin(ready.sub)
    with pytest.raises(refusal) as caught:
        start_evaluation(people.ctx(account, now=STARTS), ready.project.pk)
    assert caught.value.code == code
    assert nothing_happened(ready)


def test_start_names_every_condition_that_is_not_met(ready: World) -> None:
    ready.committee.state = "present"
    ready.committee.save()
    with pytest.raises(Refused) as caught:
        start_evaluation(ready.admin.at(STARTS - timedelta(minutes=1)), ready.project.pk)
    assert caught.value.code == "gates-closed"
    assert "抽取名单已共同核验" in caught.value.message
    assert "已到评标开始时间" in caught.value.message
    assert nothing_happened(ready)


def test_start_at_the_minute_itself_is_accepted(ready: World) -> None:
    assert start_evaluation(ready.admin.at(STARTS), ready.project.pk).started_at == STARTS


def test_start_twice_is_refused(ready: World) -> None:
    started(ready)
    with pytest.raises(Refused) as caught:
        started(ready)
    assert caught.value.code == "already-started"


def nothing_happened(of: World) -> bool:
    of.project.refresh_from_db()
    return of.project.state == "arranging" and not Session.objects.exists() and witness.acknowledged() == 0
