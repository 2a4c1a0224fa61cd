"""Entering centres with their rooms, seats, certificates and posts."""

from dataclasses import dataclass
from datetime import datetime

from yuanping.base.change import change, recording
from yuanping.base.context import Ctx
from yuanping.core.identifiers import parse_region
from yuanping.domain.places.events import CentreInstalled, PostsFilled, SeatInstalled
from yuanping.domain.places.models import Centre, Room, Seat, SeatCertificate
from yuanping.domain.places.permissions import Place
from yuanping.domain.places.states import Device, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateEntry:
    """A seat certificate (场地能力认定) as entered."""

    number: str
    standard: str
    valid_from: datetime
    valid_to: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreEntry:
    """A centre as entered; ``rooms`` maps a room's name to its number of seats."""

    name: str
    short_name: str
    region_code: str
    level: Level
    organisation_id: int
    address: str
    telephone: str
    rooms: dict[str, int]
    certificate: CertificateEntry | None
    synthetic: bool = False


def install_centre(ctx: Ctx, entry: CentreEntry) -> Centre:
    """Enter a centre, its rooms, its seats with all devices, and its certificate."""
    with recording(ctx, "install_centre", permission=Place.INSTALL) as tx:
        centre = Centre.objects.create(
            name=entry.name,
            short_name=entry.short_name,
            region_code=parse_region(entry.region_code, field="region_code"),
            level=entry.level,
            organisation_id=entry.organisation_id,
            address=entry.address,
            telephone=entry.telephone,
            synthetic=entry.synthetic,
        )
        if entry.certificate is not None:
            SeatCertificate.objects.create(
                centre=centre,
                number=entry.certificate.number,
                standard=entry.certificate.standard,
                valid_from=entry.certificate.valid_from,
                valid_to=entry.certificate.valid_to,
            )
        tx.record(CentreInstalled(centre_id=centre.pk, name=entry.name, rooms=entry.rooms))
        for name, count in entry.rooms.items():
            room = Room.objects.create(centre=centre, name=name)
            for number in range(1, count + 1):
                _install_seat(ctx, room, number)
    return centre


def fill_posts(ctx: Ctx, centre_id: int, *, leader_id: int, administrator_id: int) -> None:
    """Name the leader in charge and the administrator (S4-22)."""
    with recording(ctx, "fill_posts", permission=Place.INSTALL) as tx:
        Centre.objects.filter(pk=centre_id).update(leader_id=leader_id, administrator_id=administrator_id)
        tx.record(PostsFilled(centre_id=centre_id, leader_id=leader_id, administrator_id=administrator_id))


def _install_seat(ctx: Ctx, room: Room, number: int) -> None:
    with change(ctx, Seat, None, "install", permission=Place.INSTALL) as tx:
        seat = tx.add(Seat(room=room, number=number, devices=[str(device) for device in Device]))
        tx.record(SeatInstalled(seat_id=seat.pk, centre_id=room.centre_id, label=seat.label))
