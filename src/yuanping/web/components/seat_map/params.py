"""Rooms and their seats: which are free, held, booked, in use, sealed or out of order."""

from dataclasses import dataclass
from typing import Literal, get_args

from yuanping.web.components.rendering import Component, ComponentError

SeatState = Literal["free", "held", "booked", "occupied", "sealed", "fault", "closed"]
SEAT_WORDS: dict[SeatState, tuple[str, str]] = {
    "free": ("空闲", "armchair"),
    "held": ("暂留", "hourglass"),
    "booked": ("已预约", "calendar-check"),
    "occupied": ("使用中", "user-check"),
    "sealed": ("已封存", "lock"),
    "fault": ("故障", "alert-triangle"),
    "closed": ("停用", "ban"),
}


@dataclass(frozen=True, slots=True)
class SeatCell:
    """``person`` is a placeholder such as 专家甲 (never a name before it may be seen); ``value`` is posted if picked."""

    label: str
    state: SeatState
    person: str = ""
    url: str = ""
    value: str = ""
    picked: bool = False

    @property
    def word(self) -> str:
        return SEAT_WORDS[self.state][0]

    @property
    def icon(self) -> str:
        return SEAT_WORDS[self.state][1]


@dataclass(frozen=True, slots=True)
class RoomCells:
    name: str
    seats: tuple[SeatCell, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatMap(Component):
    """With ``pick_name`` every free seat is a check box of that name, for the form around the map."""

    rooms: tuple[RoomCells, ...]
    pick_name: str = ""
    empty: str = "没有评标室。"

    def __post_init__(self) -> None:
        for seat in (seat for room in self.rooms for seat in room.seats):
            if seat.state not in get_args(SeatState):
                raise ComponentError(f"SeatMap: no seat state is called {seat.state!r}")

    @property
    def legend(self) -> list[tuple[str, str, str, int]]:
        """State, word, icon and count of each state that occurs."""
        states = [seat.state for room in self.rooms for seat in room.seats]
        return [
            (state, *SEAT_WORDS[state], states.count(state))
            for state in get_args(SeatState)
            if state in states
        ]
