"""Detailed review: ranges, 暂存 and 提交, the commitment, the release."""

import hashlib
from decimal import Decimal

import pytest

from tests.factories import evaluating as do
from tests.factories.evaluation import LOWEST_PRICE, World, started, world
from yuanping.base.context import bound
from yuanping.base.witness import queries as witness
from yuanping.core.canonical import canonical
from yuanping.core.errors import Invalid, NotFound, Refused, WrongState
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.actions.scoring import Mark, problems, save_scores, submit_scores
from yuanping.domain.evaluation.committee import method_of
from yuanping.domain.evaluation.models import LotReview, ScoreEntry, Session, Sheet, SheetSalt
from yuanping.domain.evaluation.states import Stage


def scoring(of: World) -> Session:
    session = started(of)
    do.declare_all(of, session)
    do.elect(of, session)
    do.judge_all(of, session)
    return session


@pytest.fixture(scope="module")
def built(standing: None) -> tuple[World, Session]:
    of = world()
    return of, scoring(of)


def test_saved_scores_are_kept_in_any_order_and_once(ready: World, session: Session) -> None:
    ctx, bid = ready.everybody()[0], ready.bids[0].pk
    sheet = do.open_sheet(ctx, Stage.DETAILED)
    for _ in range(2):
        save_scores(ctx, session.pk, sheet.pk, {(bid, "plan"): Mark("３１.５", "方案完整")})
    save_scores(
        ctx, session.pk, sheet.pk, {(bid, "record"): Mark("20"), (bid, "plan"): Mark("31.50", "方案完整")}
    )
    sheet.refresh_from_db()
    assert (sheet.state, sheet.filled, sheet.wanted) == ("draft", 2, 8)
    with bound(ctx):
        kept = {e.criterion_id: (e.points, e.note) for e in ScoreEntry.objects.filter(sheet=sheet)}
    assert kept == {"plan": (Decimal("31.5"), "方案完整"), "record": (Decimal(20), "")}
    assert witness.entries().filter(kind="evaluation.sheet.saved").count() == 2


def test_cleared_score_is_no_longer_kept(ready: World, session: Session) -> None:
    ctx, bid = ready.everybody()[0], ready.bids[0].pk
    sheet = do.open_sheet(ctx, Stage.DETAILED)
    save_scores(ctx, session.pk, sheet.pk, {(bid, "plan"): Mark("30")})
    save_scores(ctx, session.pk, sheet.pk, {(bid, "plan"): Mark(" ")})
    sheet.refresh_from_db()
    assert sheet.filled == 0


UNFIT = [
    ("plan", "40.01", "points-range"),
    ("plan", "-1", "points-range"),
    ("plan", "30.001", "points-step"),
    ("record", "12", "points-step"),
    ("plan", "三十", "points-number"),
    ("plan", "NaN", "points-number"),
    ("plan", "1e999", "points-number"),
]


def test_points_that_do_not_fit_are_refused_by_name(ready: World, session: Session) -> None:
    ctx, bid = ready.everybody()[0], ready.bids[0].pk
    sheet = do.open_sheet(ctx, Stage.DETAILED)
    good = {(ready.bids[1].pk, "plan"): Mark("30")}
    for criterion, points, code in UNFIT:
        with pytest.raises(Invalid) as caught:
            save_scores(ctx, session.pk, sheet.pk, {(bid, criterion): Mark(points), **good})
        assert (caught.value.code, caught.value.field) == (code, f"{bid}:{criterion}")
        assert {"plan": "施工组织设计", "record": "类似业绩"}[criterion] in caught.value.message
    with bound(ctx):
        assert ScoreEntry.objects.count() == 0
        save_scores(ctx, session.pk, sheet.pk, good)
        assert ScoreEntry.objects.count() == 1


def test_all_problems_of_a_form_are_found_at_once(ready: World, session: Session) -> None:
    bid = ready.bids[0].pk
    found = problems(
        method_of(ready.lot),
        {(bid, "plan"): Mark("99"), (bid, "record"): Mark("x"), (ready.bids[1].pk, "plan"): Mark("")},
    )
    assert {pair: refused.code for pair, refused in found.items()} == {
        (bid, "plan"): "points-range",
        (bid, "record"): "points-number",
    }


def test_incomplete_sheet_cannot_be_handed_in(ready: World, session: Session) -> None:
    ctx = ready.everybody()[0]
    sheet = do.open_sheet(ctx, Stage.DETAILED)
    with pytest.raises(Invalid) as caught:
        submit_scores(ctx, session.pk, sheet.pk, {(ready.bids[0].pk, "plan"): Mark("30")})
    assert caught.value.code == "sheet-incomplete"
    assert "还有 7 项" in caught.value.message
    sheet.refresh_from_db()
    assert sheet.state == "draft"


def test_handed_in_sheet_cannot_be_changed(ready: World, session: Session) -> None:
    do.score_all(ready, session, but_last=4)
    sheet = Sheet.objects.get(member__seat=ready.seats[0], stage=Stage.DETAILED)
    for act in (save_scores, submit_scores):
        with pytest.raises(WrongState):
            act(
                ready.everybody()[0],
                session.pk,
                sheet.pk,
                do.marks(sheet, {"plan": "1", "record": "0"}),
            )


def test_foreign_sheet_is_not_found(ready: World, session: Session) -> None:
    sheet = do.open_sheet(ready.everybody()[0], Stage.DETAILED)
    with pytest.raises(NotFound):
        save_scores(ready.everybody()[1], session.pk, sheet.pk, {})


def test_commitment_can_be_proved_by_its_owner(ready: World, session: Session) -> None:
    do.score_all(ready, session, but_last=4)
    ctx = ready.everybody()[0]
    sheet = Sheet.objects.get(member__seat=ready.seats[0], stage=Stage.DETAILED)
    with bound(ctx):
        salt = SheetSalt.objects.get(sheet=sheet).salt
        rows = ScoreEntry.objects.filter(sheet=sheet).order_by("bid_id", "criterion_id")
        content = [[r.bid_id, r.criterion_id, format(r.points, "f"), r.note] for r in rows]
    body = {
        "sheet": sheet.pk,
        "seat": ready.seats[0].pk,
        "lot": ready.lot.code,
        "stage": "detailed",
        "round": 1,
        "content": content,
        "salt": salt,
    }
    assert sheet.commitment == hashlib.sha256(canonical(body)).hexdigest()
    last = witness.entries().filter(kind="evaluation.sheet.submitted").last()
    assert last is not None
    assert sheet.commitment in str(witness.parsed(last))


def test_no_event_before_the_release_tells_a_score(ready: World, session: Session) -> None:
    before = witness.entries().last().number  # type: ignore[union-attr]
    ctx, bid = ready.everybody()[0], ready.bids[0].pk
    sheet = do.open_sheet(ctx, Stage.DETAILED)
    save_scores(ctx, session.pk, sheet.pk, {(bid, "plan"): Mark("37.77", "独特说法")})
    do.score_all(ready, session, but_last=1)
    bodies = [str(witness.parsed(entry)) for entry in witness.entries(after=before)]
    assert bodies
    assert not [body for body in bodies if "37.77" in body or "独特说法" in body or "points" in body]


def test_results_are_there_only_when_all_have_handed_in(ready: World, session: Session) -> None:
    do.score_all(ready, session, but_last=1)
    session.refresh_from_db()
    assert session.state == "detailed"
    assert queries.results(ready.everybody()[0], session) == ()
    last = ready.everybody()[-1]
    sheet = do.open_sheet(last, Stage.DETAILED)
    submit_scores(last, session.pk, sheet.pk, do.marks(sheet, {"plan": "34", "record": "25"}))
    session.refresh_from_db()
    assert session.state == "summary"
    (result,) = queries.results(ready.everybody()[0], session)
    assert [row.rank for row in result.ranking] == [1, 2, 3, 4]
    assert LotReview.objects.get().released_at is not None


def test_lowest_price_needs_no_sheets(undone: None) -> None:
    lowest = world(scheme=LOWEST_PRICE)
    session = scoring(lowest)
    session.refresh_from_db()
    (result,) = queries.results(lowest.everybody()[0], session)
    assert (session.state, result.ranking[0].bid_id) == ("summary", "1 合成投标人1")


def test_scoring_before_its_stage_is_refused(undone: None) -> None:
    early = world()
    session = started(early)
    with pytest.raises(Refused):
        save_scores(early.everybody()[0], session.pk, 1, {})
