"""The pool as a draw sees it: frozen, under pseudonyms of that draw alone, recusals laid over it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from yuanping.base.vault.sealing import blind_index
from yuanping.core.draw import Candidate, DrawClass, HallCertificate, Plan, Pool
from yuanping.core.draw import Seat as DrawSeat
from yuanping.core.draw.eligible import Eligible
from yuanping.core.policy import MaxCount, Specialties
from yuanping.domain.experts.models import Committee, CommitteeSeat, Expert
from yuanping.domain.experts.states import Recusal
from yuanping.domain.projects import queries as projects
from yuanping.domain.rules import queries as rules

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project

DRAWN_BEFORE = "drawn-before"
SEATED_EMPLOYER = "seated-employer"
PSEUDONYM_DIGITS = 32
"""128 bits in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Pool and plan of one numbered draw; ``experts`` leads back from pseudonyms and never leaves the node.

    ``excluded`` counts the experts left out, by reason code.
    """

    attempt: int
    pool: Pool
    plan: Plan
    seats: Mapping[DrawSeat, int]
    experts: Mapping[str, int]
    excluded: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ClassCount:
    """How many experts, of how many employers, could take the seats of one class."""

    draw_class: DrawClass
    wanted: int
    experts: int
    employers: int


def take(
    committee: Committee,
    *,
    attempt: int,
    seats: Sequence[CommitteeSeat],
    drawn_before: Collection[int] = (),
    seated_employers: Collection[int] = (),
) -> Snapshot:
    """Freeze the available experts for these vacant seats.

    The same rows and arguments give the same bytes. ``drawn_before`` are experts, ``seated_employers``
    employers of members who stay (at most so many of one employer; a second draw allows none of them).
    """
    numbered = number_seats(seats)
    people = list(
        Expert.objects.filter(is_available=True).values_list(
            "pk", "employer_id", "region_code", "specialties"
        )
    )
    regions = {venue_code(seat): seat.venue.centre.region_code for seat in seats}
    classes = {seat.draw_class for seat in numbered}
    names = {pk: pseudonym(committee, attempt, "expert", pk) for pk, *_ in people}
    employers = {pk: pseudonym(committee, attempt, "employer", pk) for pk in {row[1] for row in people}}
    pool = Pool(
        tuple(
            Candidate(names[pk], employers[employer], _classes(classes, regions, region, held))
            for pk, employer, region, held in people
        )
    )
    recused = {**dict.fromkeys(seated_employers, SEATED_EMPLOYER), **recused_employers(committee.project)}
    plan = Plan(
        cells=tuple(Counter(seat.draw_class for seat in numbered).items()),
        excluded_people={names[pk]: DRAWN_BEFORE for pk in drawn_before if pk in names},
        excluded_employers={employers[pk]: code for pk, code in recused.items() if pk in employers},
        max_per_employer=projects.policy(committee.project)
        .resolve_as("committee.same_employer_max", MaxCount)
        .value.amount,
    )
    excluded = Counter(recused[employer] for _, employer, *_ in people if employer in recused)
    excluded.update({DRAWN_BEFORE: len(plan.excluded_people)})
    return Snapshot(
        attempt,
        pool,
        plan,
        {seat: row.pk for seat, row in zip(numbered, _in_order(seats), strict=True)},
        {name: pk for pk, name in names.items()},
        {code: count for code, count in sorted(excluded.items()) if count},
    )


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


def class_counts(pool: Pool, plan: Plan) -> list[ClassCount]:
    """What may be known before a draw: numbers, nobody's pseudonym."""
    eligible = Eligible(pool, plan)
    found = []
    for draw_class, wanted in plan.cells:
        members = list(eligible.members(draw_class))
        found.append(ClassCount(draw_class, wanted, len(members), len({each.employer for each in members})))
    return found


def shortage(certificate: HallCertificate, venues: Mapping[str, str]) -> str:
    """Why no committee can be drawn, in words; ``venues`` gives each venue's label by its code."""
    names = "、".join(
        f"{venues[each.venue]}“{rules.specialty_name(each.specialty)}”（{each.specialty}）"
        for each in certificate.classes
    )
    whole = "合计" if len(certificate.classes) > 1 else ""
    return (
        f"{names}{whole}需要 {certificate.needed} 名专家。除去回避和不可抽取的人员后，"
        f"符合条件的专家来自 {len(certificate.employers)} 家单位，最多只能选出 {certificate.available} 名。"
    )


def number_seats(seats: Iterable[CommitteeSeat]) -> list[DrawSeat]:
    """The seats as the draw counts them: from 1 within each class, in the order of venue and ordinal."""
    counts: Counter[DrawClass] = Counter()
    numbered = []
    for seat in _in_order(seats):
        draw_class = DrawClass(seat.specialty, venue_code(seat))
        counts[draw_class] += 1
        numbered.append(DrawSeat(draw_class, counts[draw_class]))
    return numbered


def venue_code(seat: CommitteeSeat) -> str:
    """``main``, ``sub-1``, ``sub-2``: the venue in a record that outsiders read."""
    return "main" if seat.venue.is_main else f"sub-{seat.venue.ordinal}"


def pseudonym(committee: Committee, attempt: int, what: str, pk: int) -> str:
    """A name that is good for one draw: two draws cannot be linked without the node's key."""
    return blind_index(f"draw/{committee.pk}/{attempt}/{what}", str(pk))[:PSEUDONYM_DIGITS]


def _in_order(seats: Iterable[CommitteeSeat]) -> list[CommitteeSeat]:
    return sorted(seats, key=lambda seat: (seat.venue.ordinal, seat.ordinal))


def _classes(
    classes: Collection[DrawClass], regions: Mapping[str, str], region: str, held: Sequence[str]
) -> frozenset[DrawClass]:
    """The seats that an expert fits: a specialty held, at the centre of the expert's own region (S0-20)."""
    return frozenset(
        each
        for each in classes
        if regions[each.venue] == region and any(Specialties.serves(each.specialty, own) for own in held)
    )
