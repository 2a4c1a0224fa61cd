"""What recusal asks of the rows: small questions, each with one place that answers it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from yuanping.base.vault.sealing import blind_index
from yuanping.core.intervals import Interval
from yuanping.domain.experts import models, standing
from yuanping.domain.experts.models import EmployerDeclaration, Expert, Participation, Relation
from yuanping.domain.experts.recusal.judging import Employment, Tie
from yuanping.domain.experts.states import Recusal, RelationKind
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
    """Former employment with these organisations; the present employer is asked for by ``employers``."""
    rows = models.Employment.objects.filter(uscc__in=codes, to_on__isnull=False).order_by("pk")
    return [
        Employment(expert_id=row.expert_id, uscc=row.uscc, from_on=row.from_on, to_on=row.to_on)
        for row in rows
    ]


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
    """Experts under a measure in force that day which keeps them out."""
    return set(standing.sanctioned(on))


def leaves(during: Interval) -> set[int]:
    """Experts on leave at some time of the evaluation."""
    return standing.away_during(during)


def births() -> dict[int, date]:
    """Days of birth as far as they stand in clear: the last day of the year, so that nobody is held older than they are.

    The day itself is sealed with the identity number, and no draw opens it.
    """
    rows = Expert.objects.filter(birth_year__isnull=False).values_list("pk", "birth_year")
    return {pk: date(year, 12, 31) for pk, year in rows if year is not None}


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
