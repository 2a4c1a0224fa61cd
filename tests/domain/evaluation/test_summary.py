"""After the release: corrections on lawful grounds, confirmation by all, the report's turn."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from tests.factories import evaluating as do
from tests.factories.evaluation import World, started, world
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Invalid, NotAllowed, Refused, WrongState
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.actions.correction import correct_score
from yuanping.domain.evaluation.actions.scoring import submit_scores
from yuanping.domain.evaluation.actions.summary import close_evaluation, confirm_summary
from yuanping.domain.evaluation.models import Member, ScoreCorrection, Session
from yuanping.domain.evaluation.states import Stage


@pytest.fixture(scope="module")
def built(standing: None) -> tuple[World, Session]:
    """Summed up; the first member gave 20 for the record where all others gave 25, and 2 for one plan."""
    of = world()
    session = started(of)
    do.declare_all(of, session)
    do.elect(of, session)
    do.judge_all(of, session)
    for number, ctx in enumerate(of.everybody()):
        sheet = do.open_sheet(ctx, Stage.DETAILED)
        marks = do.marks(sheet, {"plan": "30", "record": "25"})
        if number == 0:
            marks = do.marks(sheet, {"plan": "30", "record": "20"})
            marks[(of.bids[0].pk, "plan")] = do.Mark("2")
        submit_scores(ctx, session.pk, sheet.pk, marks)
    session.refresh_from_db()
    return of, session


def correct(of: World, session: Session, **changed: object) -> ScoreCorrection:
    """The first member corrects the plan of the first bid, unless told otherwise."""
    wish: dict[str, object] = {
        "bid_id": of.bids[0].pk,
        "criterion_id": "plan",
        "points": "29",
        "ground": "abnormal-high-low",
        "reason": "录入时漏写一位",
        **changed,
    }
    return correct_score(of.everybody()[0], session.pk, **wish)  # type: ignore[arg-type]


def test_flags_show_what_is_unusual(ready: World, session: Session) -> None:
    (result,) = queries.results(ready.everybody()[4], session)
    assert sorted({flag.code for flag in result.flags}) == ["objective-inconsistent", "score-outlier"]
    assert result.points("主场 · 专家 1", ready.bids[0].pk, "plan").points == 2  # type: ignore[union-attr]


def test_correction_recomputes_and_asks_for_new_confirmations(ready: World, session: Session) -> None:
    before = queries.results(ready.everybody()[0], session)[0].totals[0].total
    confirm_summary(
        ready.everybody()[1], session.pk, seen=queries.summary_digest(ready.everybody()[1], session)
    )
    made = correct(ready, session)
    (result,) = queries.results(ready.everybody()[0], session)
    assert (made.old, made.new) == (2, 29)
    assert result.totals[0].total - before == Decimal("5.4")
    assert [(c.member, c.old, c.new) for c in result.corrections] == [("主场 · 专家 1", 2, 29)]
    assert not Member.objects.exclude(confirmed_at=None).exists()
    (entry,) = witness.entries().filter(kind="evaluation.score.corrected")
    data = witness.parsed(entry)["data"]
    assert (data["old"], data["new"]) == ("2", "29")


def test_second_correction_starts_from_the_first(ready: World, session: Session) -> None:
    correct(ready, session, points="10")
    assert correct(ready, session, points="29").old == 10


UNGROUNDED: list[tuple[dict[str, object], str]] = [
    ({"ground": "arithmetic"}, "correction-not-grounded"),
    ({"ground": "out-of-range"}, "correction-not-grounded"),
    ({"ground": "objective-inconsistent"}, "correction-not-grounded"),
    ({"ground": "changed-my-mind"}, "ground-unknown"),
    ({"points": "41"}, "points-range"),
    ({"points": ""}, "points-number"),
    ({"points": "2"}, "points-same"),
    ({"reason": " "}, "reason-missing"),
    ({"criterion_id": "zz"}, "criterion-unknown"),
    ({"bid_id": 0}, "bid-unknown"),
]


def test_correction_without_ground_or_with_bad_values_is_refused(ready: World, session: Session) -> None:
    for changed, code in UNGROUNDED:
        with pytest.raises(Invalid) as caught:
            correct(ready, session, **changed)
        assert caught.value.code == code
        cites = caught.value.citation is not None
        assert cites is (code in {"correction-not-grounded", "ground-unknown"})
    assert not ScoreCorrection.objects.exists()
    assert correct(ready, session).new == 29


def test_objective_difference_may_be_corrected(ready: World, session: Session) -> None:
    made = correct(ready, session, criterion_id="record", ground="objective-inconsistent", points="25")
    assert made.new == 25


def test_correction_after_the_summary_names_the_re_evaluation(ready: World, session: Session) -> None:
    do.confirm_all(ready, session)
    with pytest.raises(WrongState) as caught:
        correct(ready, session)
    assert caught.value.code == "report-signed"


def test_corrections_cannot_be_rewritten(ready: World, session: Session) -> None:
    made = correct(ready, session)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ScoreCorrection.objects.filter(pk=made.pk).update(new=1)


def test_confirming_what_was_not_seen_is_refused(ready: World, session: Session) -> None:
    seen = queries.summary_digest(ready.everybody()[1], session)
    correct(ready, session)
    with pytest.raises(Refused) as caught:
        confirm_summary(ready.everybody()[1], session.pk, seen=seen)
    assert caught.value.code == "summary-changed"


def test_confirmations_of_all_open_the_report(ready: World, session: Session) -> None:
    do.confirm_all(ready, session)
    session.refresh_from_db()
    assert session.state == "report"
    confirm_summary(ready.everybody()[0], session.pk, seen="")
    assert witness.entries().filter(kind="evaluation.summary.confirmed").count() == 5


def test_closing_ends_the_project_too_and_only_from_the_report(ready: World, session: Session) -> None:
    with pytest.raises(WrongState):
        close_evaluation(ready.admin, session.pk)
    do.confirm_all(ready, session)
    close_evaluation(ready.admin, session.pk)
    session.refresh_from_db()
    ready.project.refresh_from_db()
    assert (session.state, ready.project.state) == ("closed", "evaluated")


def test_outsider_confirms_nothing(ready: World, session: Session) -> None:
    with pytest.raises(NotAllowed):
        confirm_summary(ready.admin, session.pk, seen="")
