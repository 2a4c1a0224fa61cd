"""Opening the bids, locking the scores and the result wait for the witnesses; the committee is told, nobody is stuck."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta

import pytest

from tests.factories import evaluating as do
from tests.factories import people, projects, witnesses
from tests.factories.evaluation import AT_WORK, World, started, world
from tests.factories.witnesses import CITY, COUNTY, FOREIGN, seen_by
from yuanping.base.context import system_ctx
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.models import Session
from yuanping.domain.evaluation.own import readable_bids
from yuanping.domain.evaluation.record import visible_entries
from yuanping.domain.quorum.actions.waiting import look, waive
from yuanping.domain.quorum.models import Wait
from yuanping.domain.signing import queries as signing
from yuanping.domain.signing.actions.certificate import issue_certificate
from yuanping.domain.signing.actions.document import declare_opinion
from yuanping.domain.signing.actions.signature import sign_document
from yuanping.domain.signing.models import Document
from yuanping.domain.signing.states import DocumentKind, Opinion

RunJobs = Callable[[], int]
LATE = AT_WORK + timedelta(seconds=600)


@pytest.fixture(scope="module")
def built(standing: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Session]:
    """Started, all declared, on a node whose witnesses have seen nothing yet."""
    of = world()
    for seat in of.seats:
        issue_certificate(system_ctx("测试").at(AT_WORK), seat.pk)
    with witnesses.witnessed(tmp_path_factory.mktemp("policy")):
        session = started(of)
        do.declare_all(of, session)
    return of, session


@pytest.fixture
def stage(built: tuple[World, Session], undone: None, three_witnesses: None) -> tuple[World, Session]:
    return deepcopy(built)


@pytest.fixture
def ready(stage: tuple[World, Session]) -> World:
    return stage[0]


@pytest.fixture
def session(stage: tuple[World, Session]) -> Session:
    return stage[1]


def waits() -> list[tuple[str, str]]:
    return list(Wait.objects.values_list("act", "state"))


def scored(of: World, session: Session) -> None:
    """The witnesses have seen the opening; everybody has handed in the scores."""
    do.elect(of, session)
    do.judge_all(of, session)
    do.score_all(of, session)


def now_at(session: Session) -> str:
    return Session.objects.get(pk=session.pk).state


def test_bids_are_not_read_before_the_opening_is_witnessed(
    ready: World, session: Session, run_jobs: RunJobs
) -> None:
    member = ready.everybody()[0]
    with pytest.raises(Refused) as caught:
        readable_bids(member, session)
    assert (caught.value.code, caught.value.message) == (
        "awaiting-witness",
        "开启投标文件已入账，已见证 0/3，须有 2 家见证。",
    )
    seen_by(CITY, COUNTY, now=AT_WORK)
    run_jobs()
    assert len(readable_bids(member, session)) == 4
    assert waits() == [("bid-opening", "met")]


def test_scores_are_not_released_before_their_lock_is_witnessed(
    ready: World, session: Session, run_jobs: RunJobs
) -> None:
    scored(ready, session)
    assert (now_at(session), waits()[1:]) == ("detailed", [("score-lock", "waiting")])
    assert queries.results(ready.everybody()[0], session) == ()
    locked = Wait.objects.get(act="score-lock")
    last = witness.entries(project_id=ready.project.pk).filter(kind="evaluation.sheet.submitted").last()
    assert last is not None
    assert (locked.number, locked.label) == (last.number, f"“{session.reviews.get().lot.name}”评分锁定")
    seen_by(CITY, now=AT_WORK)
    run_jobs()
    assert now_at(session) == "detailed"
    seen_by(CITY, FOREIGN, now=AT_WORK)
    run_jobs()
    assert (now_at(session), {state for _, state in waits()}) == ("summary", {"met"})
    run_jobs()
    assert now_at(session) == "summary"


def test_waits_of_the_committee_are_the_supervisors_to_read(ready: World, session: Session) -> None:
    scored(ready, session)
    look(system_ctx("测试").at(LATE), Wait.objects.get(act="score-lock").pk)
    accounts = (projects.supervisor(ready.project), projects.agent(ready.project))
    told = [
        {entry.kind for entry in visible_entries(people.ctx(each), project_id=ready.project.pk)}
        for each in accounts
    ]
    waits = {"quorum.wait.opened", "quorum.wait.overran"}
    assert [kinds & waits for kinds in told] == [waits, set()]


def test_lock_that_is_overdue_goes_on_with_the_witnesses(
    ready: World, session: Session, run_jobs: RunJobs
) -> None:
    scored(ready, session)
    wait = Wait.objects.get(act="score-lock")
    assert look(system_ctx("测试").at(LATE), wait.pk).state == "overdue"
    seen_by(CITY, COUNTY, now=AT_WORK)
    run_jobs()
    assert (now_at(session), Wait.objects.get(pk=wait.pk).state) == ("summary", "met")


def test_supervisor_lets_an_overdue_lock_pass(ready: World, session: Session, run_jobs: RunJobs) -> None:
    scored(ready, session)
    wait = Wait.objects.get(act="score-lock")
    supervisor = people.ctx(projects.supervisor(ready.project), now=AT_WORK)
    with pytest.raises(Refused) as caught:
        waive(supervisor, wait.pk, reason="同意")
    assert caught.value.code == "wrong-state"
    look(system_ctx("测试").at(LATE), wait.pk)
    waive(supervisor, wait.pk, reason="见证方网络中断，评标不宜久停")
    run_jobs()
    assert (now_at(session), Wait.objects.get(pk=wait.pk).state) == ("summary", "waived")


def report(of: World) -> Document:
    found = signing.current_document(of.project.pk, DocumentKind.EVALUATION_REPORT)
    assert found is not None
    return found


def test_evaluation_does_not_end_before_the_complete_report_is_witnessed(
    ready: World, session: Session, run_jobs: RunJobs
) -> None:
    scored(ready, session)
    seen_by(CITY, COUNTY, now=AT_WORK)
    run_jobs()
    do.confirm_all(ready, Session.objects.get(pk=session.pk))
    run_jobs()
    for ctx in ready.everybody():
        declare_opinion(ctx, report(ready).pk, opinion=Opinion.AGREE)
    run_jobs()
    for ctx in ready.everybody():
        sign_document(ctx, report(ready).pk, text_sha256=report(ready).fixed_sha256)
    run_jobs()
    assert (report(ready).state, now_at(session), waits()[-1]) == (
        "complete",
        "report",
        ("result", "waiting"),
    )
    seen_by(COUNTY, FOREIGN, now=AT_WORK)
    run_jobs()
    ready.project.refresh_from_db()
    assert (now_at(session), ready.project.state) == ("closed", "evaluated")
