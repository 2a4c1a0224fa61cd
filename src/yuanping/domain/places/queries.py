"""What others may read of places."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from yuanping.domain.places.models import Centre, Seat
from yuanping.domain.places.states import Level, SeatState


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room as the rules see it: how many seats are ready with all of the named devices."""

    name: str
    isolated: bool
    ready_seats: int
    all_seats: int
    lacking_devices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CentreFacts:
    """A centre as the rules see it at one moment."""

    centre_id: int
    name: str
    level: Level
    region_code: str
    has_leader: bool
    has_administrator: bool
    certificate: str
    certificate_valid: bool
    rooms: tuple[RoomFacts, ...]

    @property
    def ready_seats(self) -> int:
        return sum(room.ready_seats for room in self.rooms)


def centres() -> QuerySet[Centre]:
    """All centres, city first, then by region code."""
    return Centre.objects.select_related("organisation").order_by("region_code")


def centre(centre_id: int) -> Centre:
    return Centre.objects.get(pk=centre_id)


def seats_of(centre_id: int) -> QuerySet[Seat]:
    """Seats of a centre in the order of rooms and numbers."""
    return (
        Seat.objects.filter(room__centre_id=centre_id).select_related("room").order_by("room__name", "number")
    )


def centre_facts(centre_id: int, *, at: datetime, devices: frozenset[str]) -> CentreFacts:
    """The facts of a centre at ``at``; a seat counts as ready when it works and has all ``devices``."""
    found = Centre.objects.prefetch_related("rooms__seats", "certificates").get(pk=centre_id)
    valid = [c for c in found.certificates.all() if c.valid_from <= at < c.valid_to]
    latest = max(found.certificates.all(), key=lambda c: c.valid_to, default=None)
    shown = valid[0] if valid else latest
    rooms = []
    for room in sorted(found.rooms.all(), key=lambda r: r.name):
        seats = list(room.seats.all())
        lacking = sorted({d for s in seats for d in devices - set(s.devices)})
        ready = [s for s in seats if s.state == SeatState.READY and devices <= set(s.devices)]
        rooms.append(RoomFacts(room.name, room.isolated, len(ready), len(seats), tuple(lacking)))
    return CentreFacts(
        centre_id=found.pk,
        name=found.name,
        level=Level(found.level),
        region_code=found.region_code,
        has_leader=found.leader_id is not None,
        has_administrator=found.administrator_id is not None,
        certificate=shown.number if shown else "",
        certificate_valid=bool(valid),
        rooms=tuple(rooms),
    )
