"""What must be done now about a committee, and by when, for each role: part of every entry page's list."""

from django.urls import reverse

from yuanping.base.context import Ctx
from yuanping.core.local_time import local_date
from yuanping.domain.experts import queries
from yuanping.domain.experts.events import DrawIntended
from yuanping.domain.experts.models import Committee, CommitteeSeat
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import CommitteeState, SeatKind, SeatState
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.quorum import queries as quorum
from yuanping.web.todo import Todo


def todos(ctx: Ctx) -> list[Todo]:
    """Everything that waits for the actor, the earliest evaluation first."""
    found = []
    waiting = projects.projects(ctx).filter(state=ProjectState.ARRANGING).order_by("evaluation_starts_at")
    for project in waiting:
        committee = queries.committee_of(project.pk)
        seats = [] if committee is None else list(queries.seats(committee))
        found += _of_project(ctx, project, committee, seats)
    return [*found, *_empty_seats(ctx), *_door(ctx)]


def _of_project(
    ctx: Ctx, project: Project, committee: Committee | None, seats: list[CommitteeSeat]
) -> list[Todo]:
    page = reverse("desk:committee", args=[project.pk])
    if committee is None:
        own = ctx.has(Role.AGENCY) and project.agency_id == ctx.organisation_id
        return [_todo("编制评标委员会组建方案", page, project)] if own else []
    found = []
    is_planned = committee.state == CommitteeState.PLANNED and ctx.may(Experts.DRAW, committee)
    # an intent that waits for its witnesses goes on by itself
    if is_planned and not quorum.open_waits(project.pk, DrawIntended.KIND):
        found.append(_todo("抽取专家", page, project))
    for seat in seats:
        if seat.kind == SeatKind.REPRESENTATIVE:
            if seat.state == SeatState.VACANT and ctx.may(Experts.APPOINT, seat):
                url = reverse("desk:representative", args=[seat.pk])
                found.append(_todo("确定招标人代表", url, project))
        elif ctx.may(Experts.DRAW, seat) and queries.is_exhausted(seat):
            found.append(_todo(f"{seat.label}已无人可抽，请变更专业后补抽", page, project))
    if committee.state == CommitteeState.PRESENT and ctx.may(Experts.CONFIRM, committee):
        given = {each.role for each in queries.confirmations_of(committee)}
        waiting = queries.confirmers(project).roles - given
        if ctx.has(*waiting) and not ctx.has(*given):
            name = "supervisor:list" if ctx.has(Role.SUPERVISOR) else "desk:list"
            found.append(_todo("核验专家名单", reverse(name, args=[project.pk]), project))
    return found


def _empty_seats(ctx: Ctx) -> list[Todo]:
    """Seats at the own centre whose member does not come: the venue hears of it, and that somebody is drawn (S4-29)."""
    if ctx.centre_id is None or not ctx.may(Experts.CHECK_IN):
        return []
    seats = queries.seats_at_centre(ctx, ctx.centre_id)
    return [
        Todo(
            title=f"{seat.label}空出，正在补抽，请等候新抽取的专家",
            url=reverse("venue:attendance"),
            due=seat.committee.project.evaluation_starts_at,
            detail=seat.venue.label,
        )
        for seat in seats.filter(kind=SeatKind.EXPERT, state=SeatState.VACANT)
    ]


def _door(ctx: Ctx) -> list[Todo]:
    """Members to be checked in at the own centre today."""
    if ctx.centre_id is None or not ctx.may(Experts.CHECK_IN):
        return []
    expected: dict[int, list[CommitteeSeat]] = {}
    for seat in queries.seats_at_centre(ctx, ctx.centre_id).filter(state=SeatState.ACCEPTED):
        project = seat.committee.project
        if local_date(project.evaluation_starts_at) == local_date(ctx.now):
            expected.setdefault(seat.committee_id, []).append(seat)
    return [
        Todo(
            title=f"办理签到：{len(seats)} 人待到",
            url=reverse("venue:attendance"),
            due=seats[0].committee.project.evaluation_starts_at,
            detail=seats[0].venue.label,
        )
        for seats in expected.values()
    ]


def _todo(title: str, url: str, project: Project) -> Todo:
    return Todo(title=title, url=url, due=project.evaluation_starts_at, detail=project.name)
