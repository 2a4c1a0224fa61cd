"""The last members hand in at the same moment, on connections of their own."""

from collections.abc import Callable
from functools import partial

from tests.factories import evaluating as do
from tests.factories.evaluation import started, world
from tests.racing import DONE, race
from yuanping.base.context import Ctx
from yuanping.base.witness import queries as witness
from yuanping.domain.evaluation.actions.recusal import declare_no_conflict
from yuanping.domain.evaluation.actions.scoring import submit_scores
from yuanping.domain.evaluation.models import Session
from yuanping.domain.evaluation.states import Stage


def scoring_act(session: Session, ctx: Ctx) -> Callable[[], object]:
    sheet = do.open_sheet(ctx, Stage.DETAILED)
    marks = do.marks(sheet, {"plan": "30", "record": "25"})
    return lambda: submit_scores(ctx, session.pk, sheet.pk, marks)


def test_members_acting_at_once_move_the_evaluation_once(committed_db: None) -> None:
    of = world()
    session = started(of)
    assert race(*[partial(declare_no_conflict, ctx, session.pk) for ctx in of.everybody()]) == [DONE] * 5
    do.elect(of, session)
    do.judge_all(of, session)
    assert race(*[scoring_act(session, ctx) for ctx in of.everybody()]) == [DONE] * 5
    session.refresh_from_db()
    assert session.state == "summary"
    kinds = [entry.kind for entry in witness.entries()]
    for once in ("evaluation.chair.round-opened", "evaluation.scores.released", "evaluation.summary.opened"):
        assert kinds.count(once) == 1
    assert kinds.count("evaluation.sheet.submitted") == 15
