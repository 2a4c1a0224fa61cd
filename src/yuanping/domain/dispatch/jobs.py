"""Background work of dispatch: offers run out, seats break down, projects are withdrawn."""

from contextlib import suppress
from typing import TYPE_CHECKING, cast

from yuanping.base.context import Ctx, system_ctx
from yuanping.base.jobs import app, subscribe
from yuanping.base.witness import queries as witness
from yuanping.core.errors import WrongState
from yuanping.domain.dispatch import queries
from yuanping.domain.dispatch.actions.offer import expire_offer, withdraw_offer
from yuanping.domain.dispatch.actions.selection import draw_venues_when_witnessed
from yuanping.domain.dispatch.actions.venue import flag_risk, release_venue
from yuanping.domain.dispatch.events import BookingAtRisk, VenueDrawIntended
from yuanping.domain.places.events import SeatFaultReported
from yuanping.domain.projects.events import ProjectWithdrawn
from yuanping.domain.quorum.passing import when_passed

if TYPE_CHECKING:
    from yuanping.base.witness.models import Entry


@app.periodic(cron="* * * * *")
@app.task(name="dispatch.expire_offers", queueing_lock="dispatch.expire_offers")
def expire_offers(timestamp: int) -> None:
    """Close every offer whose reply period is over; by the platform's clock, not the worker's."""
    _ = timestamp
    close_lapsed(system_ctx("要约到期处理"))


def close_lapsed(ctx: Ctx) -> None:
    """Expire what has run out by ``ctx.now``, each offer for itself."""
    for offer_id in queries.lapsed_offers(ctx.now):
        with suppress(WrongState):  # answered or withdrawn in this very moment
            expire_offer(ctx, offer_id)


@subscribe(SeatFaultReported.KIND)
def flag_bookings_at_risk(entry_number: int) -> None:
    """A seat broke down: its coming bookings are at risk. Run twice, it records once."""
    ctx = system_ctx("工位故障提示")
    fault = _entry(entry_number)
    seat_id = cast("int", _data(fault)["seat_id"])
    for booking in queries.bookings_of_seat(seat_id, after=fault.at):
        if not _flagged(booking.venue.project_id, booking.pk, entry_number):
            flag_risk(ctx, booking.venue_id, booking_id=booking.pk, fault_entry=entry_number)


@when_passed(VenueDrawIntended.KIND)
def go_on_with_venue_draw(intent_number: int) -> None:
    """The witnesses have seen an attempt's intent, or the supervisor let it pass: make the choice. Once."""
    draw_venues_when_witnessed(system_ctx("随机选取副场"), intent_number)


@subscribe(ProjectWithdrawn.KIND)
def let_go_of_project(entry_number: int) -> None:
    """A project was withdrawn: its offers go back and its seats are free. Run twice, it finds nothing."""
    ctx = system_ctx("项目撤回处理")
    project_id = cast("int", _entry(entry_number).project_id)
    for offer_id in queries.open_offers(project_id):
        withdraw_offer(ctx, offer_id, reason="项目已撤回")
    for venue in queries.venues(project_id):
        release_venue(ctx, venue.pk, reason="项目已撤回")


def _flagged(project_id: int, booking_id: int, fault_entry: int) -> bool:
    alerts = witness.entries(project_id=project_id, after=fault_entry).filter(kind=BookingAtRisk.KIND)
    return any(
        (data["booking_id"], data["fault_entry"]) == (booking_id, fault_entry) for data in map(_data, alerts)
    )


def _entry(number: int) -> "Entry":
    return witness.entries().get(number=number)


def _data(entry: "Entry") -> dict[str, object]:
    """What the event said."""
    return cast("dict[str, object]", witness.parsed(entry)["data"])
