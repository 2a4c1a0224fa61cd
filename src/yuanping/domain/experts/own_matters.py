"""What the pool and the expert may know of parts taken, appraisals and leave.

The pool's judgement of an expert is worked out from the appraisals that are in force, each time: it is
stored nowhere, so that it cannot disagree with them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from yuanping.base.vault.sealing import unseal
from yuanping.core.draw.membership import Membership
from yuanping.core.errors import NotFound
from yuanping.core.local_time import local_date
from yuanping.domain.experts.digests import expert_ref
from yuanping.domain.experts.models import Appraisal, Attendance, Expert, Leave
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.snapshot import membership
from yuanping.domain.experts.states import ENDING_LABELS, AppraisalState, Ending, Grade, LeaveState, SeatKind
from yuanping.domain.people import queries as people
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.rules import queries as rules

if TYPE_CHECKING:
    from yuanping.base.context import Ctx

POINTS = {Grade.GOOD: 100, Grade.FAIR: 80, Grade.POOR: 40}
"""What a grade counts, out of 100: the platform's own scale, for comparing experts of one pool."""


@dataclass(frozen=True, slots=True)
class Conduct:
    """The mean of all grades in force (0 to 100, one place), of how many appraisals, and the last one's day.

    An appraisal with an objection pending does not count. ``early`` counts parts that ended before time.
    """

    points: Decimal | None
    count: int
    last: date | None
    early: int


def conduct(expert: Expert) -> Conduct:
    """What the appraisals say of an expert of the pool."""
    return conduct_of([expert.pk])[expert.pk]


def conduct_of(expert_ids: Iterable[int]) -> dict[int, Conduct]:
    """``conduct`` for many experts at once, with two queries."""
    refs = {expert_ref(pk): pk for pk in expert_ids}
    grades: dict[int, list[int]] = {pk: [] for pk in refs.values()}
    days: dict[int, list[date]] = {pk: [] for pk in refs.values()}
    early = dict.fromkeys(refs.values(), 0)
    rows = Appraisal.objects.filter(attendance__ref__in=refs).exclude(state=AppraisalState.OBJECTED)
    for row in rows.select_related("attendance"):
        pk = refs[row.attendance.ref]
        grades[pk] += [POINTS[Grade(grade)] for grade in row.in_force.values()]
        days[pk].append(local_date(row.given_at))
    parts = Attendance.objects.filter(ref__in=refs, ending=Ending.EARLY)
    for ref in parts.values_list("ref", flat=True):
        early[refs[ref]] += 1
    return {
        pk: Conduct(
            points=_mean(grades[pk]), count=len(days[pk]), last=max(days[pk], default=None), early=early[pk]
        )
        for pk in refs.values()
    }


def _mean(points: list[int]) -> Decimal | None:
    if not points:
        return None
    return (Decimal(sum(points)) / len(points)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def on_leave(day: date) -> QuerySet[Leave]:
    """The leaves that cover a day; whose they are matters to the pool alone."""
    return Leave.objects.filter(state=LeaveState.DECLARED, first_on__lte=day, last_on__gte=day)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPart:
    """One part as the expert remembers it. ``project`` is empty until the evaluation is over."""

    arrived_at: datetime
    left_at: datetime
    centre: str
    venue: str
    role: str
    ending: str
    project: str


def own_parts(ctx: "Ctx") -> list[OwnPart]:
    """The parts that the expert signed in has taken, the last first."""
    rows = _own(Attendance.objects.all().visible_to(ctx), ctx)
    return [
        OwnPart(
            arrived_at=row.arrived_at,
            left_at=row.left_at,
            centre=row.seat.venue.centre.name,
            venue=row.seat.venue.label,
            role="评标专家" if row.seat.kind == SeatKind.EXPERT else "代表",
            ending=ENDING_LABELS[Ending(row.ending)],
            project=_named(row),
        )
        for row in rows.select_related("seat__venue__centre", "seat__committee__project")
    ]


def _own(rows: QuerySet[Attendance], ctx: "Ctx") -> QuerySet[Attendance]:
    return rows.filter(ref=expert_ref(ctx.expert_id)) if ctx.expert_id is not None else rows.none()


def _named(row: Attendance) -> str:
    project = row.seat.committee.project
    return project.name if project.state == ProjectState.EVALUATED else ""


def own_appraisals(ctx: "Ctx") -> QuerySet[Appraisal]:
    """The appraisals of the expert signed in."""
    if ctx.expert_id is None:
        return Appraisal.objects.none()
    rows = Appraisal.objects.all().visible_to(ctx).filter(attendance__ref=expert_ref(ctx.expert_id))
    return rows.select_related("attendance__seat__venue__centre", "attendance__seat__committee__project")


def own_appraisal(ctx: "Ctx", appraisal_id: int) -> Appraisal:
    """One of them; ``NotFound`` for anybody else's."""
    found = own_appraisals(ctx).filter(pk=appraisal_id).first()
    if found is None:
        raise NotFound("not-found", "没有找到该评价。", remedy="请从“我的评价”进入。")
    return found


def project_name_for_own(row: Appraisal) -> str:
    """The project as the expert may be told it now."""
    return _named(row.attendance)


def own_leaves(ctx: "Ctx") -> QuerySet[Leave]:
    """The leaves of the expert signed in, the latest first."""
    return Leave.objects.all().visible_to(ctx).filter(expert_id=ctx.expert_id or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """What is on file, masked as it would be on a screen that others can see."""

    number: str
    name: str = field(repr=False)
    phone: str = field(repr=False)
    id_number: str = field(repr=False)
    employer: str
    region: str
    specialties: tuple[tuple[str, str], ...]
    is_available: bool


def own_data(ctx: "Ctx") -> OwnData:
    """The expert's own file; the reading is on record."""
    expert = Expert.objects.select_related("identity").get(pk=ctx.expert_id or 0)
    who = unseal(ctx, expert.identity, reason="专家本人查看")
    return OwnData(
        number=expert.number,
        name=_masked_name(who["name"]),
        phone=f"{who['phone'][:3]}****{who['phone'][-4:]}",
        id_number=f"{who['id_number'][:3]}{'*' * 11}{who['id_number'][-4:]}",
        employer=people.organisation_names({expert.employer_id})[expert.employer_id],
        region=rules.region_path(expert.region_code),
        specialties=tuple((code, rules.specialty_name(code)) for code in expert.specialties),
        is_available=expert.is_available,
    )


def is_in_pool(expert_id: object) -> bool:
    """Whether a session's expert is still in the pool and can sign in."""
    return (
        isinstance(expert_id, int) and Expert.objects.filter(pk=expert_id, telephone__isnull=False).exists()
    )


def _masked_name(name: str) -> str:
    return name[:1] + "*" * max(1, len(name) - 1)


def parts_to_appraise(ctx: "Ctx") -> list[Attendance]:
    """Parts that the actor's party is asked to appraise or has appraised, the last first."""
    rows = Attendance.objects.all().visible_to(ctx)
    found = rows.select_related("seat__venue__centre", "seat__committee__project").order_by("-left_at", "-pk")
    return [row for row in found[:300] if ctx.may(Experts.APPRAISE, row)]


def attendance(ctx: "Ctx", attendance_id: int) -> Attendance:
    """One part that the actor may see; ``NotFound`` otherwise."""
    rows = Attendance.objects.all().visible_to(ctx)
    found = rows.select_related("seat__venue__centre", "seat__committee__project").filter(pk=attendance_id)
    row = found.first()
    if row is None:
        raise NotFound("not-found", "没有找到该成员，或您无权查看。", remedy="请从专家评价列表进入。")
    return row


def appraisals_given(ctx: "Ctx") -> QuerySet[Appraisal]:
    """Appraisals that the actor may see: the own party's, or all under the own supervision."""
    rows = Appraisal.objects.all().visible_to(ctx)
    return rows.select_related("attendance__seat__venue", "attendance__seat__committee__project")


def words_of(ctx: "Ctx", row: Appraisal, which: str) -> str:
    """What was written: ``words``, ``objection`` or ``decision``; for the supervisor, the expert, and who wrote it."""
    item = getattr(row, which)
    return "" if item is None else unseal(ctx, item, reason="查看评价说明")["text"]


def own_membership(ctx: "Ctx") -> Membership | None:
    """The proof that the expert's own entry is in the newest snapshot of the pool, for the expert alone.

    None before the first snapshot that has it.
    """
    return None if ctx.expert_id is None else membership(ctx.expert_id)
