"""The last members hand in at the same moment, on connections of their own."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection

from tests.factories import evaluating as do
from tests.factories.evaluation import World, started, world
from yuanping.base.context import Ctx
from yuanping.base.witness import queries as witness
from yuanping.domain.evaluation.actions.recusal import declare_no_conflict
from yuanping.domain.evaluation.actions.scoring import submit_scores
from yuanping.domain.evaluation.models import Session
from yuanping.domain.evaluation.states import Stage


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """Run all at the same moment, each on its own connection; returns what went wrong."""
    barrier, wrong = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            act()
        except Exception as error:  # noqa: BLE001 -- shown by the assertion
            wrong.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def scoring_act(of: World, session: Session, ctx: Ctx) -> Callable[[], object]:
    sheet = do.open_sheet(ctx, Stage.DETAILED)
    marks = do.marks(sheet, {"plan": "30", "record": "25"})
    return lambda: submit_scores(ctx, session.pk, sheet.pk, marks)


def test_members_acting_at_once_move_the_evaluation_once(committed_db: None) -> None:
    of = world()
    session = started(of)
    assert at_once([lambda c=ctx: declare_no_conflict(c, session.pk) for ctx in of.everybody()]) == []
    do.elect(of, session)
    do.judge_all(of, session)
    assert at_once([scoring_act(of, session, ctx) for ctx in of.everybody()]) == []
    session.refresh_from_db()
    assert session.state == "summary"
    kinds = [entry.kind for entry in witness.entries()]
    for once in ("evaluation.chair.round-opened", "evaluation.scores.released", "evaluation.summary.opened"):
        assert kinds.count(once) == 1
    assert kinds.count("evaluation.sheet.submitted") == 15
