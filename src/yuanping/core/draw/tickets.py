"""Drawing one ticket of a class, the step that a draw and a redraw share."""

from yuanping.core.draw.candidate import Candidate
from yuanping.core.draw.eligible import Eligible
from yuanping.core.draw.index import ClassList
from yuanping.core.draw.panel import Seat, Ticket
from yuanping.core.draw.stream import Stream


def draw_ticket(
    seat: Seat, entries: ClassList, stream: Stream, eligible: Eligible
) -> tuple[Candidate, Ticket]:
    """A uniformly drawn ticket of the class and its holder, marked when the holder is to be skipped."""
    number = stream.below(entries.total)
    ordinal = entries.ordinal(number)
    holder = entries.members[ordinal]
    return holder, Ticket(seat, number, ordinal, holder.pseudonym, eligible.skip(holder))
