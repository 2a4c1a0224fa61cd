"""What a draw answers: who sits where, who follows, and every step that led there."""

from dataclasses import dataclass

from yuanping.core.draw.person import DrawClass, Person


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket drawn for a seat (None: for an alternate), its holder, and why the holder was passed over (if so)."""

    seat: int | None
    ticket: int
    ordinal: int
    id: str
    skip: str | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "ordinal": self.ordinal,
            "seat": self.seat,
            "skip": self.skip,
            "ticket": self.ticket,
        }


@dataclass(frozen=True, slots=True)
class Count:
    """Needs counted exactly: the ticket-weighted number of ways to fill them, and who was chosen for which seat."""

    names: tuple[str, ...]
    total: int
    chosen: tuple[tuple[int, str], ...]

    def as_json(self) -> dict[str, object]:
        return {
            "chosen": [list(each) for each in self.chosen],
            "classes": list(self.names),
            # A decimal text: the number outgrows what other languages' JSON readers keep exactly.
            "total": str(self.total),
        }


@dataclass(frozen=True, slots=True)
class Try:
    """One whole try. ``exact``: the last resort, in which all classes were counted; ``rejected``: why it was thrown
    away, and nothing for the try that became the panel.
    """

    number: int
    exact: bool
    table: tuple[str, ...] | None
    counts: tuple[Count, ...]
    tickets: tuple[Ticket, ...]
    rejected: str | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "counts": [each.as_json() for each in self.counts],
            "exact": self.exact,
            "number": self.number,
            "rejected": self.rejected,
            "table": None if self.table is None else list(self.table),
            "tickets": [each.as_json() for each in self.tickets],
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """A further person for a class: by tickets, or picked exactly (then no ticket fits)."""

    draw_class: DrawClass
    person: Person
    tickets: tuple[Ticket, ...]
    picked: bool

    def as_json(self) -> dict[str, object]:
        return {
            "centre": self.person.centre,
            "expert_id": self.person.id,
            "picked": self.picked,
            "tickets": [each.as_json() for each in self.tickets],
        }


@dataclass(frozen=True, slots=True)
class Alternate:
    """Who follows in a class, ``order`` counted from 1."""

    order: int
    choice: Choice

    def as_json(self) -> dict[str, object]:
        return {**self.choice.as_json(), "order": self.order, "specialty": self.choice.draw_class.specialty}


@dataclass(frozen=True, slots=True)
class Redraw:
    """A seat changed hands: the ``number``-th change in its class, who left, who came.

    Without a choice the newcomer was an alternate, whose turn it was.
    """

    seat: int
    number: int
    left: str
    person: Person
    choice: Choice | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "expert_id": self.person.id,
            "left": self.left,
            "number": self.number,
            "picked": self.choice is not None and self.choice.picked,
            "seat": self.seat,
            "tickets": [] if self.choice is None else [each.as_json() for each in self.choice.tickets],
        }


@dataclass(frozen=True, slots=True)
class Panel:
    """The persons drawn, by seat number, with the alternates and the steps of the draw.

    ``exhausted``: classes in which fewer alternates were found than the plan asks for.
    """

    members: tuple[Person, ...]
    tries: tuple[Try, ...]
    alternates: tuple[Alternate, ...] = ()
    exhausted: frozenset[DrawClass] = frozenset()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.members)
