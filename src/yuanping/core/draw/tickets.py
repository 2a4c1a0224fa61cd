"""Drawing one ticket of a class, the step that a draw and its alternates share."""

from collections.abc import Callable

from yuanping.core.draw.lists import ClassList
from yuanping.core.draw.panel import Ticket
from yuanping.core.draw.person import Person
from yuanping.core.draw.stream import Stream


def draw_ticket(
    seat: int | None, entries: ClassList, stream: Stream, skip: Callable[[Person], str | None]
) -> tuple[Person, Ticket]:
    """A uniformly drawn ticket of the class and its holder, marked when the holder is to be skipped."""
    number = stream.below(entries.tickets)
    ordinal = entries.ordinal(number)
    holder = entries.member(ordinal)
    return holder, Ticket(seat, number, ordinal, holder.id, skip(holder))
