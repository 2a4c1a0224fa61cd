"""What others may read of places."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from yuanping.base.context import Ctx
from yuanping.core.errors import NotFound
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
    return Seat.objects.filter(room__centre_id=centre_id).select_related("room").order_by("room_id", "number")


def seat(ctx: Ctx, seat_id: int) -> Seat:
    """One seat that the actor may see; ``NotFound`` otherwise."""
    found = Seat.objects.all().visible_to(ctx).select_related("room__centre").filter(pk=seat_id).first()
    if found is None:
        raise NotFound("not-found", "没有找到该工位，或您无权查看。", remedy="请从工位图重新进入。")
    return found


def seats_locked(centre_id: int, seat_ids: Collection[int]) -> list[Seat]:
    """Those of the named seats that are the centre's own, locked against a fault report until commit.

    Always in the order of their ids, so that two who want the same seats wait in line and never for
    each other.
    """
    return list(
        Seat.objects.filter(room__centre_id=centre_id, pk__in=seat_ids)
        .select_related("room")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )


def centre_facts(
    centre_id: int, *, at: datetime, devices: frozenset[str], until: datetime | None = None
) -> CentreFacts:
    """The facts of a centre at ``at``; a seat counts as ready when it works and has all ``devices``.

    The certificate is valid when one of them covers the whole time from ``at`` to ``until``.
    """
    return _facts(_with_facts().get(pk=centre_id), at=at, until=until or at, devices=devices)


def facts_of_centres(
    *, at: datetime, devices: frozenset[str], until: datetime | None = None
) -> list[CentreFacts]:
    """``centre_facts`` of every centre, city first, then by region code, in four queries."""
    found = _with_facts().order_by("region_code")
    return [_facts(centre, at=at, until=until or at, devices=devices) for centre in found]


def _with_facts() -> QuerySet[Centre]:
    return Centre.objects.prefetch_related("rooms__seats", "certificates")


def _facts(found: Centre, *, at: datetime, until: datetime, devices: frozenset[str]) -> CentreFacts:
    certificates = found.certificates.all()
    valid = [c for c in certificates if c.valid_from <= at < c.valid_to and until <= c.valid_to]
    latest = max(certificates, key=lambda c: c.valid_to, default=None)
    shown = valid[0] if valid else latest
    rooms = []
    for room in sorted(found.rooms.all(), key=lambda r: r.pk):
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


def count_seats(*, but: QuerySet[Any]) -> dict[int, int]:
    """Working seats of each centre (by its id), without those whose ids the query ``but`` selects."""
    rows = Seat.objects.filter(state=SeatState.READY).exclude(pk__in=but)
    return dict(rows.values_list("room__centre_id").annotate(count=Count("pk")).order_by())
