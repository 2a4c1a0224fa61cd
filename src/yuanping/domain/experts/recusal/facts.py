"""What recusal asks of the rows: small questions, each with one place that answers it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from yuanping.base.vault.sealing import blind_index
from yuanping.core.intervals import Interval
from yuanping.core.local_time import local_date
from yuanping.domain.experts.models import EmployerDeclaration, Expert, Leave, Participation, Relation
from yuanping.domain.experts.recusal.judging import Employment, Tie
from yuanping.domain.experts.states import LeaveState, Recusal, RelationKind
from yuanping.domain.projects import queries as projects

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project


def parties(project: "Project") -> dict[str, Recusal]:
    """The organisations whose people stay out, by 统一社会信用代码; the first reason of the list where several hold.

    Bidders are those listed by now: the list may be known only after the opening (second stage).
    """
    found = dict.fromkeys(declared(project), Recusal.DECLARED)
    found[project.agency.uscc] = Recusal.AGENCY
    found[project.supervision.uscc] = Recusal.SUPERVISION
    found[project.tenderer.uscc] = Recusal.TENDERER
    for lot in projects.lots(project):
        found |= {bid.bidder_uscc: Recusal.BIDDER for bid in projects.bids(lot)}
    return found


def declared(project: "Project") -> list[str]:
    """The employers declared for recusal and not withdrawn."""
    rows = EmployerDeclaration.objects.filter(project=project, withdrawn_at=None)
    return list(rows.values_list("uscc", flat=True))


def employers(codes: Collection[str]) -> dict[int, str]:
    """Those of these organisations that employ experts of the pool: id to code."""
    rows = Expert.objects.filter(employer__uscc__in=codes)
    return dict(rows.values_list("employer_id", "employer__uscc").distinct())


def employments(codes: Collection[str]) -> list[Employment]:
    """Employment with these organisations besides the present one; the pool holds no other yet."""
    _ = codes
    return []


def ties(codes: Collection[str]) -> list[Tie]:
    """Declared relations to these organisations."""
    rows = Relation.objects.filter(organisation_uscc__in=codes).order_by("pk")
    return [
        Tie(
            expert_id=row.expert_id,
            uscc=row.organisation_uscc,
            kind=RelationKind(row.kind),
            from_on=row.from_on,
            to_on=row.to_on,
        )
        for row in rows
    ]


def sanctions(on: date) -> set[int]:
    """Experts under a sanction in force that day; the pool records none yet but taking them out of draws."""
    _ = on
    return set()


def leaves(during: Interval) -> set[int]:
    """Experts on leave on some day of the evaluation."""
    rows = Leave.objects.filter(
        state=LeaveState.DECLARED,
        first_on__lte=local_date(during.end),
        last_on__gte=local_date(during.start),
    )
    return set(rows.values_list("expert_id", flat=True))


def births() -> dict[int, date]:
    """Days of birth, where the pool holds them unsealed; it does not yet."""
    return {}


def evaluations(project: "Project", *, since: date, until: date) -> dict[int, list[date]]:
    """On which days of a period experts evaluated for the project's tenderer."""
    noted: defaultdict[str, list[date]] = defaultdict(list)
    rows = Participation.objects.filter(tenderer_id=project.tenderer_id, on__range=(since, until))
    for person, on in rows.values_list("person", "on"):
        noted[person].append(on)
    if not noted:
        return {}
    known = Expert.objects.filter(is_available=True).order_by("pk").values_list("pk", flat=True)
    by_person = {participant(project.tenderer_id, pk): pk for pk in known}
    return {by_person[person]: days for person, days in noted.items() if person in by_person}


def participant(tenderer_id: int, expert_id: int) -> str:
    """Who evaluated, to count for one tenderer alone."""
    return blind_index(f"participation/{tenderer_id}", str(expert_id))


def of_pool(people: Iterable[int], employers: Iterable[int]) -> Iterable[tuple[int, int]]:
    """(expert, employer) of those who stay out though the pool has them: these people, and these employers'."""
    rows = Expert.objects.filter(
        Q(pk__in=list(people)) | Q(employer_id__in=list(employers), is_available=True)
    )
    return rows.order_by("pk").values_list("pk", "employer_id")
