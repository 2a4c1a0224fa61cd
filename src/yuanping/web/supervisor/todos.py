"""What a supervisor must do now."""

from django.urls import reverse

from yuanping.base.context import Ctx
from yuanping.domain.evaluation.board import Board
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState
from yuanping.web.supervisor.story import boards
from yuanping.web.todo import Todo

BEFORE_EVALUATION = (ProjectState.REGISTERED, ProjectState.ARRANGING)


def todos(ctx: Ctx) -> list[Todo]:
    """Answers that a project waits for, the earliest evaluation first."""
    open_projects = list(
        projects.projects(ctx).filter(state__in=BEFORE_EVALUATION).order_by("evaluation_starts_at")
    )
    drawn = boards(open_projects)
    return [todo for project in open_projects for todo in _of(project, drawn[project.pk])]


def _of(project: Project, board: Board) -> list[Todo]:
    url = reverse("supervisor:project", args=[project.pk])
    found = []
    if project.exemption_ground and project.exemption_consent is None:
        found.append(Todo("答复是否同意不采用远程异地评标", f"{url}#exemption", None, project.name))
    reached = {label for label, is_reached in board.stages if is_reached}
    if "全部签到" in reached and "核验名单" not in reached:
        found.append(Todo("核验专家名单", f"{url}#gates", project.evaluation_starts_at, project.name))
    return found
