"""Centres with rooms, seats, certificate and posts."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count

from tests.factories import people
from tests.factories.clock import ENDS, NOW
from yuanping.domain.people.models import Account
from yuanping.domain.people.states import OrganisationKind, Role
from yuanping.domain.places.models import Centre, Room, Seat, SeatCertificate
from yuanping.domain.places.states import Device, Level, SeatState

COUNTY_ROOMS = {"远程评标一室": 3, "远程评标二室": 3}
CITY_ROOMS = {"远程评标一室": 5, "远程评标二室": 5}
ALL_DEVICES = tuple(str(device) for device in Device)
_numbers = count(1)


def centre(
    short_name: str,
    *,
    region_code: str = "411525",
    level: Level = Level.COUNTY,
    rooms: Mapping[str, int] = COUNTY_ROOMS,
    certified_until: datetime | None = ENDS + timedelta(days=365),
    posts: bool = True,
) -> Centre:
    """A centre fit to be a sub-venue, unless told otherwise."""
    organisation = people.organisation(
        OrganisationKind.CENTRE, f"{short_name}公共资源交易中心", region_code=region_code
    )
    made = Centre.objects.create(
        name=organisation.name,
        short_name=short_name,
        region_code=region_code,
        level=level,
        organisation=organisation,
        address=f"{short_name}行政路 1 号",
        telephone="0376-0000000",
        synthetic=True,
    )
    for name, seats in rooms.items():
        extra_room(made, name, seats=seats)
    if certified_until is not None:
        SeatCertificate.objects.create(
            centre=made,
            number=f"RD-{next(_numbers):04d}",
            standard="2026 版",
            valid_from=NOW - timedelta(days=30),
            valid_to=certified_until,
        )
    if posts:
        made.leader = staff(made, Role.VENUE_LEADER)
        made.administrator = staff(made, Role.VENUE_ADMIN)
        made.save()
    return made


def extra_room(of: Centre, name: str, *, seats: int) -> Room:
    """A room with seats that work and have every device."""
    room = Room.objects.create(centre=of, name=name)
    for number in range(1, seats + 1):
        Seat.objects.create(room=room, number=number, devices=list(ALL_DEVICES), state=str(SeatState.READY))
    return room


def city_centre(
    short_name: str = "信阳市", *, region_code: str = people.XINYANG, rooms: Mapping[str, int] = CITY_ROOMS
) -> Centre:
    """The centre of a city, of Xinyang unless told otherwise."""
    return centre(short_name, region_code=region_code, level=Level.CITY, rooms=rooms)


def staff(of: Centre, role: Role) -> Account:
    """An account of the centre's own."""
    return people.account(role, of.organisation, centre_id=of.pk)


def admin(of: Centre) -> Account:
    """The named 远程异地评标管理员."""
    assert of.administrator is not None
    return of.administrator


def seats(of: Centre) -> list[Seat]:
    """All seats in the order of rooms and numbers."""
    return list(Seat.objects.filter(room__centre=of).order_by("room__pk", "number"))


def seat_ids(of: Centre, how_many: int) -> list[int]:
    """The first seats of the centre."""
    return [seat.pk for seat in seats(of)[:how_many]]
