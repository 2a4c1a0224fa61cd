"""Confirming the summary (汇总确认), and closing the evaluation."""

from django.db import transaction

from yuanping.base.change import change
from yuanping.base.context import Ctx, platform
from yuanping.core.errors import Refused
from yuanping.core.policy import Act
from yuanping.domain.evaluation.actions.advance import advance
from yuanping.domain.evaluation.actions.seated import PLATFORM, seated
from yuanping.domain.evaluation.committee import reviews_of
from yuanping.domain.evaluation.events import EvaluationClosed, SummaryConfirmed
from yuanping.domain.evaluation.models import Session
from yuanping.domain.evaluation.permissions import Evaluation
from yuanping.domain.evaluation.results import digest, session_results
from yuanping.domain.evaluation.states import SessionState
from yuanping.domain.projects.actions.progress import end_evaluation as mark_project
from yuanping.domain.quorum.actions.waiting import await_witnesses


def confirm_summary(ctx: Ctx, session_id: int, *, seen: str) -> None:
    """A member confirms scores, corrections, totals and ranking. Confirming the same twice changes nothing.

    ``seen`` is the digest of what the page showed: a correction made meanwhile is refused as
    ``summary-changed``, so that nobody confirms what they have not read.
    """
    with seated(ctx, session_id, permission=Evaluation.CONFIRM) as member:
        if member.confirmed_at is not None:
            return
        with change(ctx, Session, session_id, "confirm", permission=Evaluation.CONFIRM) as tx:
            current = digest(session_results(tx.row, reviews_of(tx.row)))
            if seen != current:
                raise Refused(
                    "summary-changed",
                    "汇总结果在您打开页面后有更正。",
                    remedy="请重新核对更新后的得分、排序和更正记录，再予确认。",
                )
            member.confirmed_at = ctx.now
            member.save(update_fields=["confirmed_at"])
            tx.record(
                SummaryConfirmed(
                    project_id=tx.row.project_id,
                    session_id=session_id,
                    seat_id=member.seat_id,
                    digest=current,
                )
            )
        advance(ctx, session_id)


def conclude_evaluation(ctx: Ctx, session_id: int, *, number: int) -> None:
    """Close the evaluation whose complete report was entered under ``number``, or wait for its witnesses."""
    with transaction.atomic():
        session = Session.objects.select_for_update(of=("self",)).select_related("project").get(pk=session_id)
        wait = await_witnesses(ctx, session.project, Act.RESULT, number=number, label="评标结果")
        if wait is None and session.state == SessionState.REPORT:
            close_evaluation(ctx, session_id)


def close_evaluation(ctx: Ctx, session_id: int) -> None:
    """The report is signed, or deemed agreed to, by all: the evaluation and the project's evaluation end.

    Called by the report's actions, in their transaction, when the last member has signed.
    """
    own = platform(ctx, PLATFORM)
    with change(own, Session, session_id, "close", permission=Evaluation.ADVANCE) as tx:
        tx.row.ended_at = ctx.now
        mark_project(own, tx.row.project_id)
        tx.record(EvaluationClosed(project_id=tx.row.project_id, session_id=session_id))
