"""What one draw is made from: a snapshot's pool, the seats, and who stays out of it for which reason."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from yuanping.core.draw import Certificate, DrawClass, Limits, Plan, commitment_of
from yuanping.core.policy import MaxCount
from yuanping.domain.experts.models import Committee, CommitteeSeat, Expert, PoolSnapshot
from yuanping.domain.experts.snapshot import Frozen, frozen
from yuanping.domain.experts.states import Recusal
from yuanping.domain.projects import queries as projects
from yuanping.domain.rules import queries as rules

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project

DRAWN_BEFORE = "drawn-before"
SEATED_EMPLOYER = "seated-employer"
SUSPENDED = "suspended"
ALTERNATES = 2


@dataclass(frozen=True, slots=True)
class Inputs:
    """Pool and plan of one numbered draw. ``seats`` leads from the draw's seat numbers to the rows of the seats.

    ``excluded`` counts the experts left out, by reason code.
    """

    attempt: int
    snapshot: PoolSnapshot
    frozen: Frozen
    plan: Plan
    seats: tuple[int, ...]
    excluded: Mapping[str, int]

    @property
    def pool_digest(self) -> str:
        """What commits to the lists from which the seats are drawn."""
        return commitment_of(self.frozen.pool.lists_of(self.plan.classes).values())


@dataclass(frozen=True, slots=True)
class ClassCount:
    """How many experts, of how many employers, could take the seats of one class."""

    experts: int
    employers: int


def take(
    committee: Committee,
    snapshot: PoolSnapshot,
    *,
    attempt: int,
    seats: Sequence[CommitteeSeat],
    drawn_before: Collection[int] = (),
    seated_employers: Collection[int] = (),
) -> Inputs:
    """Pool and plan for these vacant seats.

    The same rows and arguments give the same bytes. ``drawn_before`` are experts, ``seated_employers``
    employers of members who stay (at most so many of one employer; a second draw allows none of them).
    """
    held = frozen(snapshot)
    ordered = _in_order(seats)
    classes = [DrawClass(seat.specialty, seat.venue.centre.region_code) for seat in ordered]
    recused = {**dict.fromkeys(seated_employers, SEATED_EMPLOYER), **recused_employers(committee.project)}
    people = {
        **dict.fromkeys(_gone_since(held), SUSPENDED),
        **dict.fromkeys(drawn_before, DRAWN_BEFORE),
    }
    plan = Plan(
        seats=tuple((each, 1) for each in classes),
        limits=Limits(
            max_per_employer=projects.policy(committee.project)
            .resolve_as("committee.same_employer_max", MaxCount)
            .value.amount
        ),
        excluded_people={held.names[pk]: code for pk, code in people.items() if pk in held.names},
        excluded_employers={held.employers[pk]: code for pk, code in recused.items() if pk in held.employers},
        alternates=ALTERNATES,
    )
    numbers = {each: iter(plan.seat_numbers[each]) for each in plan.classes}
    places = {next(numbers[each]): seat.pk for each, seat in zip(classes, ordered, strict=True)}
    return Inputs(
        attempt,
        snapshot,
        held,
        plan,
        tuple(places[number] for number in range(len(ordered))),
        _counts(people, recused),
    )


def _gone_since(held: Frozen) -> list[int]:
    """Who was taken out of draws after the snapshot, which says that they may be drawn."""
    gone = Expert.objects.filter(is_available=False).values_list("pk", flat=True)
    return [pk for pk in gone if pk in held.available]


def _counts(people: Mapping[int, str], employers: Mapping[int, str]) -> dict[str, int]:
    """Experts by the reason for which they stay out, each once: for the employer's first, else the own."""
    rows = Expert.objects.filter(is_available=True, employer_id__in=employers)
    reasons = {
        **people,
        **{pk: employers[employer] for pk, employer in rows.values_list("pk", "employer_id")},
    }
    return dict(sorted(Counter(reasons.values()).items()))


def recused_employers(project: "Project") -> dict[int, str]:
    """Employers whose experts stay out, and why (standards 6, list 9013)."""
    parties = {
        project.supervision_id: Recusal.SUPERVISION,
        project.agency_id: Recusal.AGENCY,
        project.tenderer_id: Recusal.TENDERER,
    }
    bidders = {bid.bidder_uscc for lot in projects.lots(project) for bid in projects.bids(lot)}
    rows = Expert.objects.filter(Q(employer__uscc__in=bidders) | Q(employer_id__in=parties))
    found = set(rows.values_list("employer_id", "employer__uscc"))
    return {pk: Recusal.BIDDER if uscc in bidders else parties[pk] for pk, uscc in found}


def class_counts(project: "Project", classes: Collection[DrawClass]) -> dict[DrawClass, ClassCount]:
    """What may be known before a draw: numbers, nobody's pseudonym. As the pool is now, without a snapshot."""
    rows = (
        Expert.objects.filter(is_available=True, region_code__in={each.centre for each in classes})
        .exclude(employer_id__in=recused_employers(project))
        .values_list("region_code", "employer_id", "specialties")
    )
    found: dict[DrawClass, list[int]] = {each: [] for each in classes}
    for region, employer, held in rows:
        for each in classes:
            if each.centre == region and each.matches(held):
                found[each].append(employer)
    return {each: ClassCount(len(of), len(set(of))) for each, of in found.items()}


def recused_counts(project: "Project") -> dict[str, int]:
    """How many of the pool stay out because of their employer, by reason code."""
    return _counts({}, recused_employers(project))


def shortage(certificate: Certificate, venues: Mapping[str, str]) -> str:
    """Why no committee can be drawn, in words; ``venues`` gives each venue's label by its region."""
    names = "、".join(
        f"{venues[each.centre]}“{rules.specialty_name(each.specialty)}”（{each.specialty}）"
        for each in certificate.classes
    )
    whole = "合计" if len(certificate.classes) > 1 else ""
    return (
        f"{names}{whole}需要 {len(certificate.seats)} 名专家。除去回避和不可抽取的人员后，"
        f"符合条件的专家来自 {len(certificate.employers)} 家单位，最多只能选出 {certificate.available} 名。"
    )


def _in_order(seats: Iterable[CommitteeSeat]) -> list[CommitteeSeat]:
    return sorted(seats, key=lambda seat: (seat.venue.ordinal, seat.ordinal))
