"""Booking particular seats: which may be chosen, and holding them against everybody else."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from psycopg.types.range import TimestamptzRange

from yuanping.core.errors import Invalid, Refused
from yuanping.core.policy import Choice, Policy
from yuanping.domain.dispatch.models import Booking, Offer, Venue, VenueDraw
from yuanping.domain.places import queries as places
from yuanping.domain.places.states import DEVICE_LABELS, Device, SeatState
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.rules.queries import in_force

if TYPE_CHECKING:
    from yuanping.domain.places.models import Seat
    from yuanping.domain.projects.models import Project

NO_DOUBLE_BOOKING = "dispatch_no_double_booking"


def project_locked(row: Venue | Offer | VenueDraw) -> "Project":
    """The row's project as it stands now, kept from moving on until commit.

    It also makes those who give out a project's ordinals wait for each other.
    """
    model = type(row)
    held = model._default_manager.select_related("project").select_for_update(  # noqa: SLF001
        of=("project",), no_key=True
    )
    return held.get(pk=row.pk).project


def require_arranging(project: "Project") -> None:
    """Refuse unless the project is being arranged."""
    if project.state != ProjectState.ARRANGING:
        raise Refused(
            "project-not-arranging",
            f"项目当前为“{project.state_label}”，不能安排场地。",
            remedy="项目提交后、评标开始前才能安排场地。",
        )


def chosen_seats(centre_id: int, seat_ids: Sequence[int], policy: Policy) -> "list[Seat]":
    """The named seats, locked: all of the centre's own, in order, and with what the rules ask for."""
    if len(set(seat_ids)) != len(seat_ids):
        raise Invalid("seat-twice", "同一工位选择了两次。", field="seats", remedy="请重新选择工位。")
    if not seat_ids:
        raise Invalid("seats-missing", "请选择工位。", field="seats", remedy="请在工位图上选择空闲工位。")
    seats = places.seats_locked(centre_id, seat_ids)
    if len(seats) != len(seat_ids):
        raise Refused(
            "seat-not-own", "所选工位不属于本中心。", field="seats", remedy="请在本中心的工位图上选择。"
        )
    broken = [seat for seat in seats if seat.state != SeatState.READY]
    if broken:
        raise Refused(
            "seat-broken",
            f"工位{_names(broken)}有故障，不能预约。",
            field="seats",
            remedy="请另选工位，或修复后再预约。",
        )
    _require_devices(seats, policy)
    return seats


def book(venue: Venue, seats: "Collection[Seat]", during: TimestamptzRange) -> None:
    """Hold the seats for the venue. The exclusion constraint decides; the loser is told which seats.

    Raises ``Refused`` ``seat-taken``; the transaction stays usable for the caller's refusal.
    """
    rows = [Booking(venue=venue, seat=seat, during=during) for seat in seats]
    with refusing_taken(seats, during):
        Booking.objects.bulk_create(rows)


@contextmanager
def refusing_taken(seats: "Collection[Seat]", during: TimestamptzRange) -> Iterator[None]:
    """Turn the constraint's objection into a refusal that names the seats."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if NO_DOUBLE_BOOKING not in str(error):
            raise
        rivals = Booking.objects.filter(seat__in=seats, during__overlap=during, cancelled=False)
        taken = set(rivals.values_list("seat_id", flat=True))
        raise Refused(
            "seat-taken",
            f"工位{_names(seat for seat in seats if seat.pk in taken)}在该时段已被占用。",
            field="seats",
            remedy="请另选空闲工位。",
        ) from error


def _require_devices(seats: "Iterable[Seat]", policy: Policy) -> None:
    rule = in_force(policy, "venue.seat_devices", Choice)
    if rule is None:
        return
    for seat in seats:
        lacking = sorted(rule.value.options - set(seat.devices))
        if lacking:
            names = "、".join(DEVICE_LABELS[Device(device)] for device in lacking)
            raise Refused(
                "seat-devices",
                f"工位{_names([seat])}缺少{names}。",
                field="seats",
                remedy="请另选工位，或补齐设备后再预约。",
                citation=rule.rule.citation,
            )


def _names(seats: "Iterable[Seat]") -> str:
    return "、".join(f"“{seat.label}”" for seat in seats)
