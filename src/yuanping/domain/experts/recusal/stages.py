"""The second stage: who was drawn and must withdraw, when bidders or ties become known later (standards 6)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yuanping.core.local_time import local_date
from yuanping.domain.experts import sealed
from yuanping.domain.experts.models import CommitteeSeat, Participation
from yuanping.domain.experts.recusal import facts
from yuanping.domain.experts.recusal.exclusions import conflict_facts
from yuanping.domain.experts.recusal.judging import Exclusions, Reason, judge
from yuanping.domain.experts.recusal.terms import terms_of
from yuanping.domain.experts.states import SeatKind, SeatState
from yuanping.domain.projects import queries as projects

if TYPE_CHECKING:
    from yuanping.base.context import Ctx
    from yuanping.domain.projects.models import Project

HELD = (SeatState.CALLED, SeatState.ACCEPTED, SeatState.CHECKED_IN)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A seat whose holder must withdraw, and why. The reason tells about the person: it stays sealed."""

    seat: CommitteeSeat
    reason: Reason


def second_stage(ctx: "Ctx", project: "Project") -> list[Withdrawal]:
    """The seats whose holder may not sit by what is known now; each opening of a seat is on record."""
    seats = CommitteeSeat.objects.filter(
        committee__project=project, kind=SeatKind.EXPERT, state__in=HELD, assignment__isnull=False
    ).select_related("venue", "assignment", "committee__project")
    held = list(seats.order_by("venue__ordinal", "ordinal"))
    if not held:
        return []
    known = _conflicts(project)
    found = ((seat, _reason(ctx, seat, known)) for seat in held)
    return [Withdrawal(seat, reason) for seat, reason in found if reason is not None]


def withdrawal_of(ctx: "Ctx", seat: CommitteeSeat) -> Reason | None:
    """Why the holder of one seat must withdraw; None when nothing is known against the person."""
    if seat.kind != SeatKind.EXPERT or seat.assignment is None:
        return None
    return _reason(ctx, seat, _conflicts(seat.committee.project))


def note_participation(ctx: "Ctx", seat: CommitteeSeat) -> None:
    """Count an evaluation for the project's tenderer when its member leaves; within the caller's change."""
    if seat.kind != SeatKind.EXPERT or seat.assignment is None:
        return
    project = seat.committee.project
    expert = sealed.expert_of(ctx, seat, reason="记录履职次数")
    Participation.objects.create(
        tenderer_id=project.tenderer_id,
        person=facts.participant(project.tenderer_id, expert.pk),
        on=local_date(project.evaluation_starts_at),
    )


def _conflicts(project: "Project") -> Exclusions:
    on = local_date(project.evaluation_starts_at)
    return judge(conflict_facts(project, on=on), terms_of(projects.policy(project)), on=on)


def _reason(ctx: "Ctx", seat: CommitteeSeat, known: Exclusions) -> Reason | None:
    expert = sealed.expert_of(ctx, seat, reason="回避核查")
    return known.of(expert.pk, expert.employer_id)
