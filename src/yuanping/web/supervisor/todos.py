"""What a supervisor must do now."""

from django.urls import reverse

from yuanping.base.context import Ctx
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.experts import queries as experts
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.quorum import queries as quorum
from yuanping.web.appraising import appraisal_todos
from yuanping.web.committee_todos import todos as committee_todos
from yuanping.web.manual import manual_todos
from yuanping.web.supervisor.appraising import objection_todos
from yuanping.web.todo import Todo

BEFORE_EVALUATION = (ProjectState.REGISTERED, ProjectState.ARRANGING)


def todos(ctx: Ctx) -> list[Todo]:
    """Answers that a project waits for, the earliest evaluation first."""
    open_projects = list(
        projects.projects(ctx).filter(state__in=BEFORE_EVALUATION).order_by("evaluation_starts_at")
    )
    return [
        *(todo for project in open_projects for todo in _of(project)),
        *_failed_draws(ctx),
        *_unwitnessed(ctx),
        *committee_todos(ctx),
        *manual_todos("supervisor:manual", experts.manual_to_decide(ctx)),
        *objection_todos(ctx),
        *appraisal_todos(ctx, "supervisor"),
    ]


def _failed_draws(ctx: Ctx) -> list[Todo]:
    """Random choices of sub-venues that failed and wait for the supervisor's word (S2-16)."""
    return [
        Todo(
            "确认是否可以直接协商确定副场",
            reverse("supervisor:venue-draws", args=[draw.project_id]),
            draw.project.evaluation_starts_at,
            draw.project.name,
        )
        for draw in dispatch.failed_draws(ctx)
    ]


def _unwitnessed(ctx: Ctx) -> list[Todo]:
    """Acts whose time is over without a quorum: the supervisor may let them pass."""
    return [
        Todo(
            f"{wait.label}未经足数见证，是否同意继续",
            reverse("supervisor:project", args=[wait.project_id]),
            None,
            wait.project.name,
        )
        for wait in quorum.waivable(ctx)
    ]


def _of(project: Project) -> list[Todo]:
    url = reverse("supervisor:project", args=[project.pk])
    found = []
    if projects.awaits_consent(project):
        found.append(Todo("答复是否同意不采用远程异地评标", f"{url}#exemption", None, project.name))
    return found
