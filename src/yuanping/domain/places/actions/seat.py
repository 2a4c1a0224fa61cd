"""Keeping seats in order."""

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.domain.places.events import SeatFaultReported, SeatRepaired
from yuanping.domain.places.models import Seat
from yuanping.domain.places.permissions import Place


def report_fault(ctx: Ctx, seat_id: int, *, fault: str) -> Seat:
    """Take a seat out of service (报修); it can no longer be booked (S2-12)."""
    with change(ctx, Seat, seat_id, "report_fault", permission=Place.MAINTAIN_SEAT) as tx:
        tx.require(bool(fault.strip()), "fault-missing", "请填写故障情况。", field="fault")
        tx.record(SeatFaultReported(seat_id=seat_id, fault=fault.strip()))
    return tx.row


def repair_seat(ctx: Ctx, seat_id: int) -> Seat:
    """Put a repaired seat back into service."""
    with change(ctx, Seat, seat_id, "repair", permission=Place.MAINTAIN_SEAT) as tx:
        tx.record(SeatRepaired(seat_id=seat_id))
    return tx.row
