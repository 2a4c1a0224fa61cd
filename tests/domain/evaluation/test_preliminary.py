"""Preliminary review: majority, repeated votes, rejections, and what remains of competition."""

import pytest

from tests.factories import evaluating as do
from tests.factories.evaluation import World, started, world
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Invalid, NotFound, Refused, WrongState
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.actions.preliminary import Verdict, save_opinions, submit_opinions
from yuanping.domain.evaluation.actions.voting import vote_competition
from yuanping.domain.evaluation.models import LotReview, Session, Sheet
from yuanping.domain.evaluation.states import Stage
from yuanping.domain.projects.states import Domain


def reviewing(of: World) -> Session:
    session = started(of)
    do.declare_all(of, session)
    do.elect(of, session)
    return session


@pytest.fixture(scope="module")
def built(standing: None) -> tuple[World, Session]:
    of = world()
    return of, reviewing(of)


def test_three_of_five_reject_two_do_not(ready: World, session: Session) -> None:
    bids = ready.bids
    both = {(bids[0].pk, "q1"): "缺页", (bids[1].pk, "q1"): "缺页"}
    for position, ctx in enumerate(ready.everybody()):
        failing = {
            pair: why
            for pair, why in both.items()
            if position < 2 or (pair[0] == bids[0].pk and position < 3)
        }
        do.judge(ctx, session, failing=failing)
    review = LotReview.objects.get()
    assert (review.stage, review.valid_bids) == ("detailed", [bid.pk for bid in bids[1:]])
    assert witness.entries().filter(kind="evaluation.preliminary.decided").count() == 1


def test_majority_without_common_ground_is_voted_on_again(ready: World, session: Session) -> None:
    bid = ready.bids[0].pk
    for position, ctx in enumerate(ready.everybody()):
        failing = {(bid, "q1"): "缺页"} if position < 2 else {(bid, "r1"): "工期不符"} if position < 4 else {}
        do.judge(ctx, session, failing=failing)
    review = LotReview.objects.get()
    assert (review.stage, review.round) == ("preliminary", 2)
    sheet = do.open_sheet(ready.everybody()[0], Stage.PRELIMINARY)
    assert sheet.pairs == [[bid, "q1"], [bid, "r1"]]
    for ctx in ready.everybody():
        do.judge(ctx, session, failing={(bid, "q1"): "缺页"})
    review.refresh_from_db()
    assert (review.stage, review.valid_bids) == ("detailed", [b.pk for b in ready.bids[1:]])


def test_saved_opinions_are_kept_and_same_values_leave_no_event(ready: World, session: Session) -> None:
    ctx = ready.everybody()[0]
    sheet = do.open_sheet(ctx, Stage.PRELIMINARY)
    part = {(ready.bids[0].pk, "q1"): Verdict(passed=False, reason="缺页")}
    save_opinions(ctx, session.pk, sheet.pk, part)
    save_opinions(ctx, session.pk, sheet.pk, part)
    sheet.refresh_from_db()
    assert (sheet.filled, sheet.wanted, sheet.state) == (1, 8, "draft")
    (entry,) = witness.entries().filter(kind="evaluation.sheet.saved")
    assert "缺页" not in str(witness.parsed(entry))
    assert queries.progress(ready.project.pk)[0].done == 1


def test_failing_without_a_reason_cannot_be_handed_in(ready: World, session: Session) -> None:
    ctx = ready.everybody()[0]
    sheet = do.open_sheet(ctx, Stage.PRELIMINARY)
    given = do.verdicts(sheet)
    with pytest.raises(Invalid) as caught:
        submit_opinions(ctx, session.pk, sheet.pk, {**given, (ready.bids[1].pk, "r1"): Verdict(passed=False)})
    assert (caught.value.code, caught.value.field) == ("reason-missing", f"{ready.bids[1].pk}:r1")
    with pytest.raises(Invalid) as caught:
        submit_opinions(ctx, session.pk, sheet.pk, dict(list(given.items())[1:]))
    assert caught.value.code == "sheet-incomplete"
    sheet.refresh_from_db()
    assert (sheet.state, sheet.filled) == ("draft", 0)


def test_foreign_sheet_and_foreign_items_are_refused(ready: World, session: Session) -> None:
    mine, other = ready.everybody()[:2]
    sheet = do.open_sheet(mine, Stage.PRELIMINARY)
    with pytest.raises(NotFound):
        save_opinions(other, session.pk, sheet.pk, {})
    with pytest.raises(Invalid) as caught:
        save_opinions(mine, session.pk, sheet.pk, {(ready.bids[0].pk, "zz"): Verdict(passed=True)})
    assert caught.value.code == "not-wanted"


def test_submitted_sheet_takes_no_more(ready: World, session: Session) -> None:
    ctx = ready.everybody()[0]
    sheet = do.open_sheet(ctx, Stage.PRELIMINARY)
    submit_opinions(ctx, session.pk, sheet.pk, do.verdicts(sheet))
    with pytest.raises(WrongState):
        save_opinions(ctx, session.pk, sheet.pk, {(ready.bids[0].pk, "q1"): Verdict(None)})
    with pytest.raises(WrongState):
        submit_opinions(ctx, session.pk, sheet.pk, do.verdicts(sheet))


def test_fewer_than_three_valid_bids_end_a_procurement(ready: World, session: Session) -> None:
    do.judge_all(ready, session, reject=[0, 1])
    review, session = LotReview.objects.get(), Session.objects.get()
    assert (review.stage, session.state) == ("failed", "summary")
    assert "第四十四条" in review.findings[-1]
    do.confirm_all(ready, session)
    (result,) = queries.results(ready.everybody()[0], Session.objects.get())
    assert (result.failed, result.ranking) == (True, ())


@pytest.mark.parametrize(
    ("answers", "stage", "state"),
    [
        (["lacking"] * 3 + ["continue"] * 2, "failed", "summary"),
        (["continue"] * 3 + ["lacking"] * 2, "detailed", "detailed"),
    ],
)
def test_committee_of_a_tender_judges_competition(
    undone: None, answers: list[str], stage: str, state: str
) -> None:
    tender = world(domain=Domain.TENDER)
    session = reviewing(tender)
    do.judge_all(tender, session, reject=[0, 1])
    review = LotReview.objects.get(session=session)
    assert review.stage == "competition"
    for ctx, answer in zip(tender.everybody(), answers, strict=True):
        vote_competition(ctx, session.pk, review_id=review.pk, answer=answer)
    review.refresh_from_db()
    session.refresh_from_db()
    assert (review.stage, session.state) == (stage, state)


def test_no_valid_bid_needs_no_vote(undone: None) -> None:
    tender = world(domain=Domain.TENDER)
    session = reviewing(tender)
    do.judge_all(tender, session, reject=[0, 1, 2, 3])
    assert LotReview.objects.get(session=session).stage == "failed"


def test_competition_is_not_voted_on_unasked(ready: World, session: Session) -> None:
    with pytest.raises(Refused) as caught:
        vote_competition(
            ready.everybody()[0], session.pk, review_id=LotReview.objects.get().pk, answer="lacking"
        )
    assert caught.value.code == "no-vote-open"
    assert Sheet.objects.filter(stage=Stage.COMPETITION).count() == 0
