"""The expert pool (评标专家库): entering people, and taking them out of draws."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import QuerySet

from yuanping.base.change import recording
from yuanping.base.context import Ctx
from yuanping.core.errors import Invalid, NotFound
from yuanping.core.local_time import local_date
from yuanping.core.policy import Domain
from yuanping.domain.experts.actions.writing import insert
from yuanping.domain.experts.events import AvailabilityChanged, ExpertsEnrolled
from yuanping.domain.experts.intake.cells import parse_name as parse_name
from yuanping.domain.experts.intake.judging import Employers, Judge
from yuanping.domain.experts.intake.person import PastEmployment, Person
from yuanping.domain.experts.intake.reading import Record
from yuanping.domain.experts.models import Expert
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.titles import NO_TITLE
from yuanping.domain.people import queries as people
from yuanping.domain.people.queries import Registered


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertEntry:
    """An expert as entered. ``specialties`` are national codes; the employer is an organisation's id.

    ``title`` is a name of the list of titles, "" for nobody's; ``in_field_since`` the day since which the person
    works in the field; ``equal_ground`` says why somebody without the title is of equal level, where a rule asks.

    Printed or logged, an entry does not tell who it is.
    """

    name: str = field(repr=False)
    id_number: str = field(repr=False)
    phone: str = field(repr=False)
    employer_id: int
    region_code: str
    specialties: tuple[str, ...]
    title: str
    in_field_since: date
    equal_ground: str = ""
    employed_since: date | None = None
    past: tuple[PastEmployment, ...] = ()
    synthetic: bool = False


def enrol_experts(
    ctx: Ctx, entries: Sequence[ExpertEntry], *, domain: Domain = Domain.TENDER
) -> list[Expert]:
    """Enter experts, all or none; what identifies them is sealed.

    ``Invalid`` names the row and what is wrong with it, never the person: the message may be logged. Whoever does
    not satisfy ``expert.qualification`` of the region is refused with its citation.
    """
    with recording(ctx, "enrol_experts", permission=Experts.ENROL) as tx:
        employers = {row.id: row for row in people.registered(ids={each.employer_id for each in entries})}
        persons = _checked(ctx, entries, employers, domain)
        _require_new(persons)
        made = insert(ctx, persons, {row.uscc: row for row in employers.values()})
        tx.record(ExpertsEnrolled(count=len(made), synthetic=any(entry.synthetic for entry in entries)))
    return made


def set_availability(ctx: Ctx, number: str, *, available: bool) -> Expert:
    """Keep an expert out of draws (停用), or let the expert in again; ``number`` is that in the pool."""
    with recording(ctx, "set_availability", permission=Experts.ENROL) as tx:
        expert = locked(number)
        expert.is_available = available
        expert.save(update_fields=["is_available"])
        tx.record(AvailabilityChanged(number=number, available=available))
    return expert


def locked(number: str) -> Expert:
    """The expert of that number in the pool, locked; ``NotFound`` without one."""
    return _found(Expert.objects.select_for_update(), number)


def by_number(number: str) -> Expert:
    """The expert of that number in the pool; ``NotFound`` without one."""
    return _found(Expert.objects.all(), number)


def _found(rows: "QuerySet[Expert]", number: str) -> Expert:
    expert = rows.filter(number=number).first()
    if expert is None:
        raise NotFound("expert-unknown", "没有该编号的专家。", field="number", remedy="请核对专家编号。")
    return expert


def _checked(
    ctx: Ctx, entries: Sequence[ExpertEntry], employers: dict[int, Registered], domain: Domain
) -> list[Person]:
    known = Employers({row.uscc: row.name for row in employers.values()}, {})
    judge = Judge(on=local_date(ctx.now), domain=domain, employers=known)
    persons = []
    for row, entry in enumerate(entries, 1):
        employer = employers.get(entry.employer_id)
        if employer is None:
            raise Invalid(
                "employer-unknown",
                f"第 {row} 行：没有该工作单位。",
                field="employer_id",
                remedy="请先登记工作单位。",
            )
        person, faults = judge.judge(_record(row, entry, employer))
        if person is None:
            raise next(fault for fault in faults if fault.refuses).refusal()
        persons.append(
            replace(person, synthetic=entry.synthetic, past=entry.past, employed_since=entry.employed_since)
        )
    return persons


def _record(row: int, entry: ExpertEntry, employer: Registered) -> Record:
    """The entry as a row of a file would say it: one set of rules for both."""
    return Record(
        row,
        {
            "name": entry.name,
            "id_number": entry.id_number,
            "phone": entry.phone,
            "region_code": entry.region_code,
            "employer": employer.name,
            "uscc": employer.uscc,
            "specialties": ";".join(entry.specialties),
            "title": entry.title or NO_TITLE,
            "in_field_since": f"{entry.in_field_since:%Y-%m-%d}",
            "equal_ground": entry.equal_ground,
        },
    )


def _require_new(persons: Sequence[Person]) -> None:
    rows = {person.id_index: person.row for person in persons}
    known = Expert.objects.filter(id_index__in=rows).values_list("id_index", flat=True).first()
    if known is not None:
        raise Invalid(
            "expert-enrolled",
            f"第 {rows[known]} 行的专家已在库中。",
            field="id_number",
            remedy="同一人只登记一次，请删去该行。",
        )
