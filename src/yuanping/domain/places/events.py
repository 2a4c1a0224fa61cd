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


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreInstalled(Event):
    """A centre entered the register with its rooms."""

    KIND: ClassVar[str] = "places.centre.installed"
    centre_id: int
    name: str
    rooms: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatInstalled(Event):
    """A seat was installed with all its devices."""

    KIND: ClassVar[str] = "places.seat.installed"
    seat_id: int
    centre_id: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostsFilled(Event):
    """A centre named its leader in charge and its administrator."""

    KIND: ClassVar[str] = "places.posts.filled"
    centre_id: int
    leader_id: int
    administrator_id: int
