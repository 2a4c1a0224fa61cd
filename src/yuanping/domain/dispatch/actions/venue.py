"""Venues: the main venue holds its seats, any venue changes seats, and a venue is given up."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from psycopg.types.range import TimestamptzRange

from yuanping.base.change import Change, change
from yuanping.base.context import Ctx
from yuanping.core.errors import NotAllowed, Refused
from yuanping.core.identifiers import region_chain
from yuanping.core.policy import Flag, Policy
from yuanping.domain.dispatch.actions.booking import (
    book,
    chosen_seats,
    project_locked,
    refusing_taken,
    require_arranging,
)
from yuanping.domain.dispatch.events import BookingAtRisk, VenueHeld, VenueReleased, VenueReseated
from yuanping.domain.dispatch.models import Booking, Venue
from yuanping.domain.dispatch.permissions import MAIN_ONLY, Dispatch
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.rules import queries as rules
from yuanping.domain.rules.queries import in_force, region_of

if TYPE_CHECKING:
    from yuanping.domain.places.models import Seat
    from yuanping.domain.projects.models import Project


def own_project(ctx: Ctx, project_id: int) -> "Project":
    """A project of the actor's own main venue, being arranged; the platform acts for every one."""
    project = projects.project(ctx, project_id)
    if not (ctx.has(Role.SYSTEM) or project.main_centre_id == ctx.centre_id):
        raise NotAllowed("not-yours", MAIN_ONLY, remedy="请核对所登录的账号。")
    require_arranging(project)
    return project


def hold_main_venue(ctx: Ctx, project_id: int, seat_ids: Sequence[int]) -> Venue:
    """The main venue books own seats for the project's evaluation, exactly its interval.

    Refused: not its project, project not being arranged, main venue already held, a main venue
    outside of the notice's own region (S1-7), a seat that is not its own, broken, lacks a device
    (S4-8) or is taken.
    """
    with change(ctx, Venue, None, "hold", permission=Dispatch.HOLD_VENUE) as tx:
        project = own_project(ctx, project_id)
        held = tx.add(
            Venue(project=project, centre_id=project.main_centre_id, ordinal=0),
            taken={
                "dispatch_venue_ordinal": Refused(
                    "main-venue-held", "主场工位已经预约。", remedy="如需更换，请使用“调整工位”。"
                )
            },
        )
        project = project_locked(held)
        require_arranging(project)
        policy = projects.policy(project)
        _require_in_region(tx, policy)
        seats = chosen_seats(held.centre_id, seat_ids, policy)
        _hold(tx, seats)
    return tx.row


def _require_in_region(tx: Change[Venue], policy: Policy) -> None:
    """Where the rule says so, the main venue lies in the region whose notice it is (S1-7)."""
    rule = in_force(policy, "main.in_region", Flag)
    centre = tx.row.centre
    if rule is None or not rule.value.on:
        return
    tx.require(
        region_of(rule) in region_chain(centre.region_code),
        "main-outside-region",
        f"{centre.name}不在{rules.region_name(region_of(rule))}，不能作为本项目的主场。",
        remedy="请代理机构撤回项目，改在本地区的交易中心登记。",
        citation=rule.rule.citation,
    )


def hold_sub_venue(ctx: Ctx, project: "Project", seats: "Sequence[Seat]", *, centre_id: int) -> Venue:
    """A sub-venue comes in with the next ordinal. The caller holds the project and the seats locked."""
    with change(ctx, Venue, None, "hold", permission=Dispatch.HOLD_VENUE) as tx:
        # A released venue keeps its ordinal, so that 副场 2 in the log never means two centres.
        taken = Venue.objects.filter(project=project).values_list("ordinal", flat=True)
        tx.add(Venue(project=project, centre_id=centre_id, ordinal=max(taken, default=0) + 1))
        _hold(tx, seats)
    return tx.row


def _hold(tx: Change[Venue], seats: "Sequence[Seat]") -> None:
    venue = tx.row
    during = interval_of(venue.project)
    book(venue, seats, during)
    tx.record(
        VenueHeld(
            project_id=venue.project_id,
            venue_id=venue.pk,
            centre_id=venue.centre_id,
            ordinal=venue.ordinal,
            seat_ids=tuple(seat.pk for seat in seats),
            starts_at=venue.project.evaluation_starts_at,
            ends_at=venue.project.evaluation_ends_at,
        )
    )


def interval_of(project: "Project") -> TimestamptzRange:
    """The evaluation's interval, half open, without a margin."""
    return TimestamptzRange(project.evaluation_starts_at, project.evaluation_ends_at)


def reseat_venue(ctx: Ctx, venue_id: int, seat_ids: Sequence[int]) -> Venue:
    """Change a venue's seats, for example for a broken one; ``seat_ids`` are all seats afterwards.

    A sub-venue keeps its number of seats. The main venue may add seats and never has fewer, because
    the committee's plan may rest on them. A booking moves to its new seat, so that whoever sits
    there moves along.
    """
    with change(ctx, Venue, venue_id, "reseat", permission=Dispatch.RESEAT_VENUE) as tx:
        venue = tx.row
        project = project_locked(venue)
        tx.require(
            project.state in {ProjectState.ARRANGING, ProjectState.EVALUATING},
            "project-over",
            f"项目当前为“{project.state_label}”，不能调整工位。",
        )
        bookings = list(Booking.objects.filter(venue=venue, cancelled=False).order_by("seat_id"))
        _require_count(tx, wanted=len(set(seat_ids)), held=len(bookings))
        kept = {b.seat_id for b in bookings} & set(seat_ids)
        moving = [b for b in bookings if b.seat_id not in kept]
        fresh_ids = [seat_id for seat_id in seat_ids if seat_id not in kept]
        tx.require(bool(fresh_ids), "seats-unchanged", "所选工位没有变化。", field="seats")
        fresh = chosen_seats(venue.centre_id, fresh_ids, projects.policy(project))
        given_up = tuple(b.seat_id for b in moving)
        during = interval_of(project)
        with refusing_taken(fresh, during):
            for booking, seat in zip(moving, fresh, strict=False):
                booking.seat = seat
                booking.save()
            rest = fresh[len(moving) :]
            Booking.objects.bulk_create([Booking(venue=venue, seat=s, during=during) for s in rest])
        tx.record(
            VenueReseated(
                project_id=venue.project_id,
                venue_id=venue.pk,
                given_up=given_up,
                taken=tuple(seat.pk for seat in fresh),
            )
        )
    return tx.row


def _require_count(tx: Change[Venue], *, wanted: int, held: int) -> None:
    if tx.row.is_main:
        tx.require(
            wanted >= held,
            "seats-fewer",
            f"主场已预约 {held} 个工位，调整后不能减少。",
            field="seats",
            remedy=f"请选择不少于 {held} 个工位。",
        )
    else:
        tx.require(
            wanted == held,
            "seat-count",
            f"本副场须保持 {held} 个工位，现选择了 {wanted} 个。",
            field="seats",
            remedy=f"请恰好选择 {held} 个工位。",
        )


def release_venue(ctx: Ctx, venue_id: int, *, reason: str) -> Venue:
    """Give a venue up: its bookings are cancelled and the seats free again.

    Part of withdrawing an offer or a project; refused once the evaluation has begun. Whoever keeps
    people at the venue (the drawn experts) refuses before, or hears ``dispatch.venue.released``.
    """
    with change(ctx, Venue, venue_id, "release", permission=Dispatch.RELEASE_VENUE) as tx:
        venue = tx.row
        require_not_begun(project_locked(venue))
        Booking.objects.filter(venue=venue, cancelled=False).update(cancelled=True)
        tx.record(
            VenueReleased(
                project_id=venue.project_id, venue_id=venue.pk, ordinal=venue.ordinal, reason=reason
            )
        )
    return tx.row


def require_not_begun(project: "Project") -> None:
    """Refuse once the evaluation has begun."""
    if project.state in {ProjectState.EVALUATING, ProjectState.EVALUATED}:
        raise Refused(
            "evaluation-begun",
            f"项目当前为“{project.state_label}”，不能撤回场地。",
            remedy="评标开始后如有变化，请按突发事件处理。",
        )


def flag_risk(ctx: Ctx, venue_id: int, *, booking_id: int, fault_entry: int) -> Venue:
    """Put on record that a booked seat broke down before or during its use (S2-12)."""
    with change(ctx, Venue, venue_id, "flag_risk", permission=Dispatch.FLAG_RISK) as tx:
        booking = Booking.objects.get(pk=booking_id, venue_id=venue_id)
        tx.record(
            BookingAtRisk(
                project_id=tx.row.project_id,
                venue_id=venue_id,
                booking_id=booking.pk,
                seat_id=booking.seat_id,
                fault_entry=fault_entry,
            )
        )
    return tx.row
