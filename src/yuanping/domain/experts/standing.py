"""Who is kept out of draws for a time, and what the pool knows of employers."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from yuanping.core.intervals import Interval
from yuanping.core.local_time import local_date
from yuanping.domain.experts.models import Employment, Expert, Leave, Sanction
from yuanping.domain.experts.own_matters import on_leave
from yuanping.domain.experts.pool_states import EXCLUDING, SanctionKind
from yuanping.domain.experts.states import LeaveState


def away_during(during: Interval) -> set[int]:
    """The experts (keys) who are on leave on some day of an evaluation."""
    rows = Leave.objects.filter(
        state=LeaveState.DECLARED,
        first_on__lte=local_date(during.end),
        last_on__gte=local_date(during.start),
    )
    return set(rows.values_list("expert_id", flat=True))


def sanctions_on(on: date) -> "QuerySet[Sanction]":
    """Measures in force on a day: begun, neither over nor lifted. Warnings among them."""
    begun = Sanction.objects.filter(from_on__lte=on)
    return begun.filter(
        Q(to_on__isnull=True) | Q(to_on__gte=on), Q(lifted_on__isnull=True) | Q(lifted_on__gt=on)
    )


def sanctioned(on: date) -> dict[int, str]:
    """Experts (keys) whom a measure keeps out on a day, and by which: ``blacklist`` before ``suspension``."""
    found: dict[int, str] = {}
    for expert, kind in sanctions_on(on).filter(kind__in=EXCLUDING).values_list("expert_id", "kind"):
        if kind == SanctionKind.BLACKLIST or expert not in found:
            found[expert] = kind
    return found


@dataclass(frozen=True, slots=True)
class PoolFigures:
    """The pool in numbers: how many are in it, and how many of them are kept out today."""

    experts: int
    on_leave: int
    sanctioned: int


def pool_figures(now: datetime) -> PoolFigures:
    """Counts as of an instant."""
    return PoolFigures(
        Expert.objects.count(),
        on_leave(local_date(now)).values("expert_id").distinct().count(),
        len(sanctioned(local_date(now))),
    )


def leaves_of(expert_id: int) -> "QuerySet[Leave]":
    """All leave of one expert, the latest first."""
    return Leave.objects.filter(expert_id=expert_id).order_by("-first_on", "-id")


def sanctions_of(expert_id: int) -> "QuerySet[Sanction]":
    """All measures against one expert, the latest first."""
    return Sanction.objects.filter(expert_id=expert_id).order_by("-from_on", "-id")


def employments_of(expert_id: int) -> "QuerySet[Employment]":
    """Employers of one expert: the present one first, then backwards."""
    return Employment.objects.filter(expert_id=expert_id).order_by(F("to_on").desc(nulls_first=True), "id")
