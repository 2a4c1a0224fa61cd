"""How a draw came about, step by step, as it happens: numbers and digests, nothing that tells who was drawn."""

from yuanping.domain.experts import queries
from yuanping.domain.experts.events import SeatLaid
from yuanping.domain.experts.models import Committee
from yuanping.web.components.timeline.params import Happening, Timeline
from yuanping.web.record.naming import Names, Reader, told


def draw_course(committee: Committee) -> Timeline | None:
    """The steps of the last attempt; None before the first."""
    seats = {seat.pk: {"seat_id": seat.pk, "label": seat.label} for seat in queries.seats(committee)}
    reader = Reader(Names([committee.project], [(SeatLaid.KIND, each) for each in seats.values()]))
    said = [told(entry, reader) for entry in queries.last_draw_entries(committee)]
    steps = tuple(
        Happening(each.at, each.title, f"{each.sentence}回执号 {each.number}。", tone="ok") for each in said
    )
    return Timeline(happenings=steps) if steps else None
