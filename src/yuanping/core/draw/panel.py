"""What a draw answers: who sits where, and every step that led there."""

from dataclasses import dataclass, replace

from yuanping.core.draw.candidate import DrawClass
from yuanping.core.draw.canonical import (
    checked_text,
    checked_whole,
    malformed,
    read_list,
    read_object,
)
from yuanping.core.draw.inputs import MAX_SEATS

_MAX_COUNT_DIGITS = 4000
_MAX_NUMBER = 1 << 64


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """The number-th seat of a class, from 1. Written ``specialty/venue/number``."""

    draw_class: DrawClass
    number: int

    @property
    def name(self) -> str:
        return f"{self.draw_class.name}/{self.number}"

    @classmethod
    def read(cls, value: object) -> "Seat":
        name, _, number = checked_text(value, "seat").rpartition("/")
        if not (number.isascii() and number.isdigit()) or number.startswith("0"):
            raise malformed("seat", "应为“专业/场地/序号”")
        return cls(DrawClass.read(name), checked_whole(int(number), "seat", least=1, most=MAX_SEATS))


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket drawn for a seat, its holder, and why the holder was passed over (if so)."""

    seat: Seat
    ticket: int
    ordinal: int
    pseudonym: str
    skip: str | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "seat": self.seat.name,
            "ticket": self.ticket,
            "ordinal": self.ordinal,
            "pseudonym": self.pseudonym,
            "skip": self.skip,
        }

    @classmethod
    def read(cls, value: object) -> "Ticket":
        row = read_object(value, "ticket", cls.__slots__)
        return cls(
            Seat.read(row["seat"]),
            checked_whole(row["ticket"], "ticket", least=0, most=_MAX_NUMBER),
            checked_whole(row["ordinal"], "ordinal", least=0, most=_MAX_NUMBER),
            checked_text(row["pseudonym"], "pseudonym"),
            _read_reason(row["skip"], "skip"),
        )


@dataclass(frozen=True, slots=True)
class Count:
    """Classes counted exactly: the ticket-weighted number of ways to fill them, and who was chosen."""

    classes: tuple[DrawClass, ...]
    total: int
    chosen: tuple[tuple[Seat, str], ...]

    def as_json(self) -> dict[str, object]:
        return {
            "classes": [each.name for each in self.classes],
            # A decimal string: the number outgrows what other languages' JSON readers keep exactly.
            "total": str(self.total),
            "chosen": seating_as_json(self.chosen),
        }

    @classmethod
    def read(cls, value: object) -> "Count":
        row = read_object(value, "count", cls.__slots__)
        total = row["total"]
        digits = isinstance(total, str) and total.isascii() and total.isdigit()
        if not isinstance(total, str) or not digits or len(total) > _MAX_COUNT_DIGITS:
            raise malformed("total", "应为十进制整数")
        return cls(
            tuple(DrawClass.read(each) for each in read_list(row["classes"], "classes")),
            int(total),
            read_seating(row["chosen"], "chosen"),
        )


@dataclass(frozen=True, slots=True)
class Try:
    """One whole try. ``exact`` marks the last resort in which all classes were counted;
    ``rejected`` says why a try was thrown away, and is empty for the try that became the panel.
    """

    number: int
    exact: bool
    counts: tuple[Count, ...]
    tickets: tuple[Ticket, ...]
    rejected: str | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "number": self.number,
            "exact": self.exact,
            "counts": [each.as_json() for each in self.counts],
            "tickets": [each.as_json() for each in self.tickets],
            "rejected": self.rejected,
        }

    @classmethod
    def read(cls, value: object) -> "Try":
        row = read_object(value, "try", cls.__slots__)
        exact = row["exact"]
        if not isinstance(exact, bool):
            raise malformed("exact", "应为true或false")
        return cls(
            checked_whole(row["number"], "number", least=0, most=_MAX_NUMBER),
            exact,
            tuple(Count.read(each) for each in read_list(row["counts"], "counts")),
            tuple(Ticket.read(each) for each in read_list(row["tickets"], "tickets")),
            _read_reason(row["rejected"], "rejected"),
        )


@dataclass(frozen=True, slots=True)
class Panel:
    """The experts drawn, seat by seat in canonical order, with the transcript of the draw."""

    members: tuple[tuple[Seat, str], ...]
    transcript: tuple[Try, ...]

    def holder(self, seat: Seat) -> str | None:
        return dict(self.members).get(seat)

    def with_holder(self, seat: Seat, pseudonym: str) -> "Panel":
        """The panel after a redraw: one seat has changed hands, every other stays."""
        members = ((each, pseudonym if each == seat else held) for each, held in self.members)
        return replace(self, members=tuple(members))


@dataclass(frozen=True, slots=True)
class Choice:
    """One redraw: for which seat, the how-many-th for it, whom it might not take, and who was chosen.

    ``used`` are those who were drawn before and left or declined, the seat's present holder among them.
    """

    seat: Seat
    attempt: int
    used: tuple[str, ...]
    pseudonym: str
    tickets: tuple[Ticket, ...]
    count: Count | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "seat": self.seat.name,
            "attempt": self.attempt,
            "used": list(self.used),
            "pseudonym": self.pseudonym,
            "tickets": [each.as_json() for each in self.tickets],
            "count": None if self.count is None else self.count.as_json(),
        }

    @classmethod
    def read(cls, value: object) -> "Choice":
        row = read_object(value, "redraw", cls.__slots__)
        return cls(
            Seat.read(row["seat"]),
            checked_whole(row["attempt"], "attempt", least=1, most=_MAX_NUMBER),
            tuple(checked_text(each, "used") for each in read_list(row["used"], "used")),
            checked_text(row["pseudonym"], "pseudonym"),
            tuple(Ticket.read(each) for each in read_list(row["tickets"], "tickets")),
            None if row["count"] is None else Count.read(row["count"]),
        )


def seating_as_json(members: tuple[tuple[Seat, str], ...]) -> list[object]:
    return [[seat.name, pseudonym] for seat, pseudonym in members]


def read_seating(value: object, field: str) -> tuple[tuple[Seat, str], ...]:
    pairs = [read_list(each, field) for each in read_list(value, field)]
    if any(len(pair) != 2 for pair in pairs):
        raise malformed(field, "应为席位与专家")
    return tuple((Seat.read(seat), checked_text(who, "pseudonym")) for seat, who in pairs)


def _read_reason(value: object, field: str) -> str | None:
    return None if value is None else checked_text(value, field)
