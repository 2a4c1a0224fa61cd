"""Planning a committee (组建方案): how many, of which specialty, at which venue."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db import transaction

from yuanping.base import permissions
from yuanping.base.change import Change, change
from yuanping.base.context import Ctx
from yuanping.core.errors import Citation, Invalid, Refused
from yuanping.core.policy import Flag, Share
from yuanping.core.scoring import check_committee
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.experts.allocation import Allocation, hindrances
from yuanping.domain.experts.composition import least_size
from yuanping.domain.experts.events import CommitteePlanned, PlannedCell, SeatLaid, SeatRespecified
from yuanping.domain.experts.models import Committee, CommitteeSeat
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import CommitteeState, SeatKind
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.rules import queries as rules

if TYPE_CHECKING:
    from yuanping.domain.dispatch.models import Venue
    from yuanping.domain.projects.models import Project

REASON_LENGTH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """So many experts of a specialty at a venue."""

    specialty: str
    venue_id: int
    count: int


def plan_committee(
    ctx: Ctx,
    project_id: int,
    *,
    size: int,
    representatives: int,
    cells: Sequence[Cell],
    departure: str = "",
) -> Committee:
    """Plan the committee of a project and lay its seats.

    Refused, with the rule: even, too small, too few experts; a venue without enough booked
    workstations; nobody at a sub-venue although the evaluation must be remote; unknown specialty;
    experts in fewer other centres than asked for (S2-15). ``departure`` is the reason for a plan
    with nobody, or with everybody, at sub-venues where the rule leaves room for one (S1-12, S1-13).
    """
    permissions.require(ctx, Experts.PLAN)
    project = projects.project(ctx, project_id)
    if Committee.objects.filter(project=project).exists():
        raise Refused(
            "committee-planned", "该项目已有组建方案。", remedy="抽取前可以修改方案；请在方案页面修改。"
        )
    with transaction.atomic():
        with change(ctx, Committee, None, "plan", permission=Experts.PLAN) as tx:
            committee = Committee(project=project, size=size, representatives=representatives)
            permissions.require(ctx, Experts.PLAN, committee)
            plan = _checked(project, size, representatives, cells, departure)
            committee.cells, committee.departure = _stored(plan.cells), plan.departure
            tx.add(committee)
            _record(tx, plan, again=False)
        _lay(ctx, committee, plan.cells)
    return committee


def replan(
    ctx: Ctx,
    committee_id: int,
    *,
    size: int,
    representatives: int,
    cells: Sequence[Cell],
    departure: str = "",
) -> Committee:
    """Change the plan before the draw; the seats are laid anew."""
    with transaction.atomic():
        with change(ctx, Committee, committee_id, "replan", permission=Experts.PLAN) as tx:
            committee = tx.row
            plan = _checked(committee.project, size, representatives, cells, departure)
            committee.size, committee.representatives = size, representatives
            committee.cells, committee.departure = _stored(plan.cells), plan.departure
            committee.seats.all().delete()
            _record(tx, plan, again=True)
        _lay(ctx, committee, plan.cells)
    return committee


def respecify_seat(ctx: Ctx, seat_id: int, *, specialty: str) -> CommitteeSeat:
    """Ask for another specialty at a vacant seat for which nobody is left; then it is drawn anew."""
    with change(ctx, CommitteeSeat, seat_id, "respecify", permission=Experts.PLAN) as tx:
        seat = tx.row
        _require_specialty(specialty)
        tx.require(
            seat.kind == SeatKind.EXPERT,
            "not-an-expert-seat",
            "该席位是招标人代表席位，没有专业要求。",
        )
        tx.require(
            seat.committee.state == CommitteeState.DRAWN,
            "change-the-plan",
            "尚未抽取，不能单独调整席位。",
            remedy="请直接修改组建方案。",
        )
        tx.require(
            seat.specialty != specialty,
            "specialty-unchanged",
            "所选专业与原专业相同。",
            field="specialty",
            remedy="请选择范围更大或相近的专业。",
        )
        before, seat.specialty = seat.specialty, specialty
        tx.record(
            SeatRespecified(
                project_id=seat.committee.project_id, seat_id=seat.pk, before=before, after=specialty
            )
        )
    return seat


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """A plan that may stand: what it departs from, and why (empty where it departs from nothing)."""

    cells: Sequence[Cell]
    departs_from: tuple[str, ...]
    departure: str


def _checked(
    project: "Project", size: int, representatives: int, cells: Sequence[Cell], departure: str
) -> _Plan:
    if project.state != ProjectState.ARRANGING:
        raise Refused(
            "project-not-arranging",
            f"项目当前为“{project.state_label}”，不能编制组建方案。",
            remedy="项目提交后、评标开始前才能编制。",
        )
    merged = _merged(cells)
    experts = sum(cell.count for cell in merged)
    if representatives < 0 or experts + representatives != size:
        raise Invalid(
            "committee-sum",
            f"成员 {size} 人，而专家 {experts} 人加招标人代表 {representatives} 人为 {experts + representatives} 人。",
            field="size",
            remedy="请调整各专业人数或成员总数，使两者一致。",
        )
    _require_lawful(project, size, experts)
    venues = {venue.pk: venue for venue in dispatch.venues(project.pk)}
    _require_places(venues, representatives, merged)
    reason = departure.strip()
    if len(reason) > REASON_LENGTH:
        raise Invalid(
            "text-too-long", f"最多填写 {REASON_LENGTH} 字。", field="departure", remedy="请精简文字。"
        )
    departs_from = _require_spread(project, venues, merged, reason)
    return _Plan(cells=merged, departs_from=departs_from, departure=reason if departs_from else "")


def _merged(cells: Sequence[Cell]) -> list[Cell]:
    """Cells of one specialty and venue together; each with at least one expert."""
    if not cells:
        raise Invalid("cells-missing", "请填写各会场需要的专家专业和人数。", field="cells")
    counts: Counter[tuple[str, int]] = Counter()
    for cell in cells:
        if cell.count < 1:
            raise Invalid("cell-count", "每个专业的人数至少为 1。", field="cells")
        _require_specialty(cell.specialty)
        counts[cell.specialty, cell.venue_id] += cell.count
    return [Cell(specialty=s, venue_id=v, count=n) for (s, v), n in counts.items()]


def _require_specialty(code: str) -> None:
    if code not in dict(rules.specialties()):
        raise Invalid(
            "specialty-unknown",
            f"没有评标专业代码“{code}”。",
            field="specialty",
            remedy="请从专业目录中选择。",
        )


def _require_lawful(project: "Project", size: int, experts: int) -> None:
    """The composition, each fault with the rule that makes it one."""
    policy = projects.policy(project)
    least = least_size(project)
    share = policy.resolve_as("committee.expert_share", Share)
    odd = policy.resolve_as("committee.odd", Flag)
    citations: dict[str, Citation] = {
        "committee-too-small": least.rule.citation,
        "committee-expert-share": share.rule.citation,
        "committee-even": odd.rule.citation,
    }
    for finding in check_committee(
        size,
        experts,
        minimum=least.value.amount,
        expert_share=Fraction(share.value.numerator, share.value.denominator),
        odd=odd.value.on,
    ):
        binds_only_some = finding.code == "committee-too-small" and least.rule.condition is not None
        raise Refused(
            finding.code,
            f"{least.rule.title}：{finding.message}" if binds_only_some else finding.message,
            field="size",
            remedy="请调整成员总数、专家人数或招标人代表人数。",
            citation=citations[finding.code],
        )


def _require_places(venues: "dict[int, Venue]", representatives: int, cells: Sequence[Cell]) -> None:
    """Every member has a booked workstation; representatives sit at the main venue."""
    main = next((pk for pk, venue in venues.items() if venue.is_main), None)
    if main is None:
        raise Refused(
            "main-venue-missing", "主场尚未预约工位。", remedy="请先由主场远程异地评标管理员预约主场工位。"
        )
    members = Counter({main: representatives})
    for cell in cells:
        if cell.venue_id not in venues:
            raise Invalid(
                "venue-unknown",
                "所选会场不是本项目的会场，或已释放。",
                field="cells",
                remedy="请从本项目的会场中选择。",
            )
        members[cell.venue_id] += cell.count
    for venue_id, count in members.items():
        booked = dispatch.bookings(venue_id).count()
        if count > booked:
            label = venues[venue_id].label
            raise Refused(
                "workstations-short",
                f"{label}安排成员 {count} 人，而预约的工位只有 {booked} 个。",
                field="cells",
                remedy=f"请减少{label}的人数，或请场地增加预约工位。",
            )


def _require_spread(
    project: "Project", venues: "dict[int, Venue]", cells: Sequence[Cell], departure: str
) -> tuple[str, ...]:
    """What the plan departs from with a reason, by code; refused where no reason is enough, or none is given."""
    counts = {(cell.specialty, venues[cell.venue_id]): cell.count for cell in cells}
    found = hindrances(Allocation(project=project, counts=counts))
    for each in found:
        if not (each.departable and departure):
            raise each.refusal()
    return tuple(each.code for each in found)


def _stored(cells: Sequence[Cell]) -> list[dict[str, object]]:
    return [{"specialty": c.specialty, "venue_id": c.venue_id, "count": c.count} for c in cells]


def _record(tx: Change[Committee], plan: _Plan, *, again: bool) -> None:
    tx.record(
        CommitteePlanned(
            project_id=tx.row.project_id,
            committee_id=tx.row.pk,
            size=tx.row.size,
            representatives=tx.row.representatives,
            cells=tuple(
                PlannedCell(specialty=c.specialty, venue_id=c.venue_id, count=c.count) for c in plan.cells
            ),
            again=again,
            departure=plan.departure,
            departs_from=plan.departs_from,
        )
    )


def _lay(ctx: Ctx, committee: Committee, cells: Sequence[Cell]) -> None:
    """One seat for each member: 主场 · 招标人代表 1, 副场 2 · 专家 1, …"""
    venues = {venue.pk: venue for venue in dispatch.venues(committee.project_id)}
    main = next(venue for venue in venues.values() if venue.is_main)
    for ordinal in range(1, committee.representatives + 1):
        _lay_one(ctx, CommitteeSeat(venue=main, kind=SeatKind.REPRESENTATIVE, ordinal=ordinal), committee)
    laid: Counter[int] = Counter()
    for cell in cells:
        for _ in range(cell.count):
            laid[cell.venue_id] += 1
            seat = CommitteeSeat(
                venue=venues[cell.venue_id],
                kind=SeatKind.EXPERT,
                specialty=cell.specialty,
                ordinal=laid[cell.venue_id],
            )
            _lay_one(ctx, seat, committee)


def _lay_one(ctx: Ctx, seat: CommitteeSeat, committee: Committee) -> None:
    seat.committee = committee
    with change(ctx, CommitteeSeat, None, "lay", permission=Experts.PLAN) as tx:
        tx.add(seat)
        tx.record(
            SeatLaid(
                project_id=committee.project_id, seat_id=seat.pk, label=seat.label, specialty=seat.specialty
            )
        )
