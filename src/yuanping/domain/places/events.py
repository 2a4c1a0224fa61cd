"""What can happen to places."""

from dataclasses import dataclass
from typing import ClassVar

from yuanping.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFaultReported(Event):
    """A seat was taken out of service."""

    KIND: ClassVar[str] = "places.seat.fault-reported"
    seat_id: int
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRepaired(Event):
    """A seat came back into service."""

    KIND: ClassVar[str] = "places.seat.repaired"
    seat_id: int
