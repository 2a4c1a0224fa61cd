"""Who may read which entry of the witness log: one rule for the pages, the files and the API."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from yuanping.base.witness import queries as witness
from yuanping.core.errors import NotFound, WrongState
from yuanping.core.tlog.leaves import Opening
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.states import ProjectState

if TYPE_CHECKING:
    from yuanping.base.context import Ctx
    from yuanping.base.witness.models import Entry
    from yuanping.domain.projects.models import Project

NAMES_A_VENUE = (
    Q(kind__startswith="dispatch.")
    | Q(opening__facts__actor__1__roles__icontains="venue-")  # "contains" would ask for the very value
    | Q(opening__facts__actor__isnull=True)  # erased: nobody can tell any more
)
"""Entries by which one could learn a sub-venue: those about venues, and those that a centre's staff made."""
OF_THE_COMMITTEE = Q(kind__startswith="evaluation.") | Q(
    **{"kind__startswith": "quorum.", "opening__facts__data.kind__1__startswith": "evaluation."}
)
"""What the committee does, and that it waits for witnesses."""
PLACE = ("project", "chain")
"""What a project's file tells of every entry, so that nobody can leave one out: whose it is, and which one before."""


def visible_entries(ctx: "Ctx", *, project_id: int | None = None) -> "QuerySet[Entry]":
    """Entries that the actor may read, by number; of one project when given.

    What the committee decides is the supervisor's alone to follow until the evaluation is over (招标投标法 44), and
    where the sub-venues are secret (S2-17) nothing that tells them is shown to those from whom they are kept.
    Raises ``NotFound`` for a project that is not the actor's.
    """
    rows = witness.entries()
    visible = projects.projects(ctx)
    if project_id is not None:
        visible = visible.filter(pk=projects.project(ctx, project_id).pk)
    rows = rows.filter(project_id__in=visible.values("pk"))
    if not ctx.has(Role.SUPERVISOR):
        over = visible.filter(state=ProjectState.EVALUATED).values("pk")
        rows = rows.exclude(OF_THE_COMMITTEE & ~Q(project_id__in=over))
        secret = [each.pk for each in visible if dispatch.hides_sub_venues(ctx, each)]
        rows = rows.exclude(NAMES_A_VENUE & Q(project_id__in=secret))
    return rows


def visible_entry(ctx: "Ctx", number: int) -> "Entry":
    """The entry with this receipt number, if the actor may read it. Raises ``NotFound``."""
    found = visible_entries(ctx).filter(number=number).first() if number <= witness.LARGEST else None
    if found is None:
        raise NotFound("not-found", "没有找到该记录，或者您无权查看。", remedy="请核对回执号。")
    return found


def visible_openings(ctx: "Ctx", project: "Project") -> "witness.Shown":
    """What the actor's copy of a project's record tells of each entry: all that may be read, else its place alone.

    Raises ``WrongState`` (``evaluation-not-over``) for a party before the evaluation is over.
    """
    if not ctx.has(Role.SUPERVISOR) and project.state != ProjectState.EVALUATED:
        raise WrongState(
            "evaluation-not-over",
            "评标结束前，项目记录不提供下载。",
            remedy="评标结束后再来下载；在此之前可以逐条下载本单位能够查看的记录。",
        )
    readable = set(visible_entries(ctx, project_id=project.pk).values_list("number", flat=True))

    def shown(entry: "Entry") -> list[Opening]:
        openings = witness.openings(entry)
        return openings if entry.number in readable else [o for o in openings if o.name in PLACE]

    return shown
