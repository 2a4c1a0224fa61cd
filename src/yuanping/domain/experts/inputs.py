"""What one draw is made from: a snapshot's pool, the seats, and who stays out of it for which reason."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yuanping.core.draw import ANYWHERE, Certificate, DrawClass, Limits, Plan, commitment_of
from yuanping.core.draw.proposals import proposals
from yuanping.core.intervals import Interval
from yuanping.core.local_time import local_date
from yuanping.core.policy import MaxCount
from yuanping.domain.experts.models import Committee, CommitteeSeat, Expert, PoolSnapshot
from yuanping.domain.experts.recusal import ClassCount, Exclusions, class_counts, exclusions
from yuanping.domain.experts.snapshot import Frozen, frozen
from yuanping.domain.projects import queries as projects
from yuanping.domain.rules import queries as rules

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project

ALTERNATES = 2


@dataclass(frozen=True, slots=True)
class Inputs:
    """Pool and plan of one numbered draw. ``seats`` leads from the draw's seat numbers to the rows of the seats.

    ``exclusions`` says who is left out and why.
    """

    attempt: int
    snapshot: PoolSnapshot
    frozen: Frozen
    plan: Plan
    seats: tuple[int, ...]
    exclusions: Exclusions

    @property
    def pool_digest(self) -> str:
        """What commits to the lists from which the seats are drawn."""
        return commitment_of(self.frozen.pool.lists_of(self.plan.classes).values())


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
    out = excluded_from(
        committee.project,
        suspended=_gone_since(held),
        drawn_before=drawn_before,
        seated_employers=seated_employers,
    )
    plan = Plan(
        seats=tuple((each, 1) for each in classes),
        limits=Limits(
            max_per_employer=projects.policy(committee.project)
            .resolve_as("committee.same_employer_max", MaxCount)
            .value.amount
        ),
        excluded_people={
            held.names[pk]: why.code.value for pk, why in out.people.items() if pk in held.names
        },
        excluded_employers={
            held.employers[pk]: why.code.value for pk, why in out.employers.items() if pk in held.employers
        },
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
        out,
    )


def _gone_since(held: Frozen) -> list[int]:
    """Who was taken out of draws after the snapshot, which says that they may be drawn."""
    gone = Expert.objects.filter(is_available=False).values_list("pk", flat=True)
    return [pk for pk in gone if pk in held.available]


def excluded_from(
    project: "Project",
    *,
    suspended: Collection[int] = (),
    drawn_before: Collection[int] = (),
    seated_employers: Collection[int] = (),
) -> Exclusions:
    """Who stays out of the project's draws, for the time its evaluation is planned for."""
    return exclusions(
        project,
        during=Interval(project.evaluation_starts_at, project.evaluation_ends_at),
        on=local_date(project.evaluation_starts_at),
        suspended=suspended,
        drawn_before=drawn_before,
        seated_employers=seated_employers,
    )


def wanted(seats: Iterable[CommitteeSeat]) -> dict[DrawClass, int]:
    """How many seats of each class."""
    return dict(
        Counter(DrawClass(seat.specialty, seat.venue.centre.region_code) for seat in _in_order(seats))
    )


def counts_of(wanted: Mapping[DrawClass, int], out: Exclusions) -> list[ClassCount[DrawClass]]:
    """What may be known before a draw: numbers, nobody's pseudonym. As the pool is now, without a snapshot."""
    rows = Expert.objects.filter(is_available=True, region_code__in={each.centre for each in wanted})
    return class_counts(
        (
            (
                [each for each in wanted if each.centre == region and each.matches(held)],
                employer,
                why.code if (why := out.of(pk, employer)) else None,
            )
            for pk, region, employer, held in rows.values_list(
                "pk", "region_code", "employer_id", "specialties"
            ).iterator(chunk_size=10_000)
        ),
        wanted,
    )


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


def ways_out(taken: Inputs, certificate: Certificate, venues: Mapping[str, str]) -> str:
    """What would make the committee possible, by trying; "" when no single change does."""
    found = []
    for each in proposals(taken.frozen.pool, taken.plan, certificate):
        if each.changed is not None:
            old, new = each.changed
            seat = f"{venues[old.centre]}“{rules.specialty_name(old.specialty)}”"
            if new.centre == old.centre:
                found.append(f"{seat}的专业范围扩大到 {new.specialty}")
            elif new.centre == ANYWHERE:
                found.append(f"{seat}不限专家所在地，或者请其他省份的中心协作")
            else:
                found.append(f"{seat}改由{rules.region_name(new.centre)}的副场承担")
    return "；".join(found)


def _in_order(seats: Iterable[CommitteeSeat]) -> list[CommitteeSeat]:
    return sorted(seats, key=lambda seat: (seat.venue.ordinal, seat.ordinal))
