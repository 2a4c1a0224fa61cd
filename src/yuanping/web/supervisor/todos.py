"""What a supervisor must do now."""

from django.urls import reverse

from yuanping.base.context import Ctx
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState
from yuanping.web.committee_todos import todos as committee_todos
from yuanping.web.todo import Todo

BEFORE_EVALUATION = (ProjectState.REGISTERED, ProjectState.ARRANGING)


def todos(ctx: Ctx) -> list[Todo]:
    """Answers that a project waits for, the earliest evaluation first."""
    open_projects = list(
        projects.projects(ctx).filter(state__in=BEFORE_EVALUATION).order_by("evaluation_starts_at")
    )
    return [*(todo for project in open_projects for todo in _of(project)), *committee_todos(ctx)]


def _of(project: Project) -> list[Todo]:
    url = reverse("supervisor:project", args=[project.pk])
    found = []
    if project.exemption_ground and project.exemption_consent is None:
        found.append(Todo("答复是否同意不采用远程异地评标", f"{url}#exemption", None, project.name))
    return found
