"""From the confirmed summary to the empty seats: the report's jobs, signatures, check-out."""

from collections.abc import Callable

import pytest

from tests.factories import evaluating as do
from tests.factories import people, places
from tests.factories.evaluation import AT_WORK, World, started, world
from yuanping.base.context import Ctx, system_ctx
from yuanping.core.errors import NotAllowed, NotFound, Refused
from yuanping.domain.evaluation.actions.attendance import check_out
from yuanping.domain.evaluation.models import Session
from yuanping.domain.evaluation.reporting import report_data
from yuanping.domain.experts.models import CommitteeSeat
from yuanping.domain.people.states import Role
from yuanping.domain.signing import queries as signing
from yuanping.domain.signing.actions.certificate import issue_certificate
from yuanping.domain.signing.actions.document import declare_opinion
from yuanping.domain.signing.actions.signature import sign_document
from yuanping.domain.signing.models import Document
from yuanping.domain.signing.states import DocumentKind, Opinion

RunJobs = Callable[[], int]


@pytest.fixture(scope="module")
def built(standing: None, run_jobs: RunJobs) -> tuple[World, Session]:
    """All members hold certificates and have confirmed the summary; the draft lies before them."""
    of = world()
    platform = system_ctx("测试").at(AT_WORK)
    for seat in of.seats:
        issue_certificate(platform, seat.pk)
    session = started(of)
    do.declare_all(of, session)
    do.elect(of, session)
    do.judge_all(of, session, reject=[3], votes_against=3)
    do.score_all(of, session)
    do.confirm_all(of, session)
    run_jobs()
    session.refresh_from_db()
    return of, session


def report(of: World) -> Document:
    found = signing.current_document(of.project.pk, DocumentKind.EVALUATION_REPORT)
    assert found is not None
    return found


def staff(of: World, seat: CommitteeSeat) -> Ctx:
    """A venue's staff at the seat's own centre."""
    centre = of.main if seat.venue.ordinal == 0 else of.sub
    return people.ctx(places.staff(centre, Role.VENUE_STAFF), now=AT_WORK)


def test_report_is_drafted_fixed_signed_and_closes_the_evaluation(
    ready: World, session: Session, run_jobs: RunJobs
) -> None:
    assert (session.state, report(ready).state) == ("report", "draft")
    for number, ctx in enumerate(ready.everybody()):
        opinion = Opinion.DISSENT if number == 4 else Opinion.AGREE
        declare_opinion(ctx, report(ready).pk, opinion=opinion, reason="第三名报价偏低，未要求说明")
    run_jobs()
    assert report(ready).state == "signing"
    for ctx in ready.everybody():
        sign_document(ctx, report(ready).pk, text_sha256=report(ready).fixed_sha256)
    run_jobs()
    session.refresh_from_db()
    ready.project.refresh_from_db()
    assert (report(ready).state, session.state, ready.project.state) == ("complete", "closed", "evaluated")
    for seat in ready.seats:
        check_out(staff(ready, seat), seat.pk)
        seat.refresh_from_db()
        assert (seat.state, signing.held_certificate(seat.pk)) == ("checked-out", None)


def test_member_who_has_not_signed_may_not_leave(ready: World, session: Session, run_jobs: RunJobs) -> None:
    seat, other = ready.seats[0], ready.seats[3]
    with pytest.raises(Refused) as caught:
        check_out(staff(ready, seat), seat.pk)
    assert caught.value.code == "report-not-signed"
    for ctx in ready.everybody():
        declare_opinion(ctx, report(ready).pk, opinion=Opinion.AGREE)
    run_jobs()
    sign_document(ready.at(seat), report(ready).pk, text_sha256=report(ready).fixed_sha256)
    with pytest.raises(NotFound):
        check_out(staff(ready, other), seat.pk)
    with pytest.raises(NotAllowed):
        check_out(ready.at(seat), seat.pk)
    with pytest.raises(Refused):
        check_out(staff(ready, other), other.pk)
    check_out(staff(ready, seat), seat.pk)
    seat.refresh_from_db()
    assert seat.state == "checked-out"


def test_report_tells_votes_scores_and_ranking(ready: World, session: Session) -> None:
    data = report_data(system_ctx("测试").at(AT_WORK), ready.project.pk)
    (lot,) = data.lots
    assert [(row.rank, row.bidder, str(row.total)) for row in lot.ranking] == [
        (1, "合成投标人1", "87.00"),
        (2, "合成投标人2", "85.42"),
        (3, "合成投标人3", "84.00"),
    ]
    assert [(r.bidder, r.items) for r in lot.rejections] == [("合成投标人4", ("营业执照有效",))]
    plan = next(line for line in lot.scores if line.criterion == "施工组织设计")
    assert ([int(p) for p in plan.points], str(plan.mean)) == ([30, 31, 32, 33, 34], "32.00")
    assert (data.members[0].label, data.members[0].is_chair) == ("主场 · 专家 1", True)
