"""The evaluation's beginning and end, as the project's state; the evaluation app says when."""

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.domain.projects.events import EvaluationEnded, EvaluationStarted
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.permissions import Projects


def start_evaluation(ctx: Ctx, project_id: int) -> Project:
    """ARRANGING → EVALUATING. The caller has seen to it that every gate is open."""
    with change(ctx, Project, project_id, "start_evaluation", permission=Projects.RUN_EVALUATION) as tx:
        tx.record(EvaluationStarted(project_id=project_id))
    return tx.row


def end_evaluation(ctx: Ctx, project_id: int) -> Project:
    """EVALUATING → EVALUATED."""
    with change(ctx, Project, project_id, "end_evaluation", permission=Projects.RUN_EVALUATION) as tx:
        tx.record(EvaluationEnded(project_id=project_id))
    return tx.row
