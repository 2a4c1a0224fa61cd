"""What the people of a project must do now, and by when."""

from django.urls import reverse

from yuanping.base.context import Ctx
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState
from yuanping.web.appraising import appraisal_todos
from yuanping.web.committee_todos import todos as committee_todos
from yuanping.web.desk.showing import next_step
from yuanping.web.todo import Todo


def todos(ctx: Ctx) -> list[Todo]:
    """The agency's unfinished registrations, the supervisor's answers that are waited for, the committee."""
    found: list[Todo] = []
    waiting = queries.projects(ctx).filter(state=ProjectState.REGISTERED).order_by("evaluation_starts_at")
    for project in waiting:
        if ctx.has(Role.AGENCY) and project.agency_id == ctx.organisation_id:
            found.append(_agency(ctx, project))
        if ctx.has(Role.SUPERVISOR) and queries.awaits_consent(project):
            found.append(
                Todo(
                    title="答复不采用远程异地评标的申请",
                    url=reverse("desk:exemption", args=[project.pk]),
                    due=project.evaluation_starts_at,
                    detail=project.name,
                )
            )
    return [*found, *committee_todos(ctx), *appraisal_todos(ctx, "desk")]


def _agency(ctx: Ctx, project: Project) -> Todo:
    return Todo(
        title=next_step(project, ctx.now),
        url=reverse("desk:project", args=[project.pk]),
        due=queries.submit_by(project),
        detail=project.name,
    )
