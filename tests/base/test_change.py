"""The one shape of a state change: what it does, and that a refusal leaves nothing."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.base.witness import queries
from yuanping.core.errors import NotAllowed, NotFound, Refused, WrongState
from yuanping.domain.people.models import Organisation
from yuanping.domain.places.actions.seat import repair_seat, report_fault
from yuanping.domain.places.models import Centre, Room, Seat
from yuanping.domain.places.permissions import Place

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def staff(centre_id: int, *roles: str) -> Ctx:
    return Ctx(
        now=NOW,
        actor_name="值班员",
        roles=frozenset(roles or {"venue-staff"}),
        channel="test",
        request_id="r",
        centre_id=centre_id,
    )


@pytest.fixture
def seat(db: None) -> Seat:
    organisation = Organisation.objects.create(
        name="合成中心", uscc="91350100M000100Y43", kind="centre", region_code="411500"
    )
    centre = Centre.objects.create(
        name="合成中心",
        short_name="合成",
        region_code="411500",
        level="city",
        organisation=organisation,
        address="a",
        telephone="t",
    )
    room = Room.objects.create(centre=centre, name="一室")
    return Seat.objects.create(room=room, number=1, devices=["computer"], state="ready")


def test_change_moves_the_state_and_records_the_event(seat: Seat) -> None:
    report_fault(staff(seat.room.centre_id), seat.pk, fault="耳麦无声")
    seat.refresh_from_db()
    assert seat.state == "broken"
    assert [e.kind for e in queries.entries()] == ["places.seat.fault-reported"]


@pytest.mark.parametrize(
    ("who", "refusal", "code"),
    [
        (lambda c: staff(c, "agency"), NotAllowed, "not-your-role"),
        (lambda c: staff(c + 1), NotFound, "not-found"),
    ],
)
def test_change_by_a_stranger_is_refused(seat: Seat, who: object, refusal: type[Refused], code: str) -> None:
    with pytest.raises(refusal) as caught:
        report_fault(who(seat.room.centre_id), seat.pk, fault="耳麦无声")  # type: ignore[operator]
    assert caught.value.code == code
    assert nothing_happened(seat)


def test_change_from_the_wrong_state_is_refused(seat: Seat) -> None:
    with pytest.raises(WrongState):
        repair_seat(staff(seat.room.centre_id), seat.pk)
    assert nothing_happened(seat)


def test_change_whose_body_refuses_leaves_nothing(seat: Seat) -> None:
    with pytest.raises(Refused) as caught:
        report_fault(staff(seat.room.centre_id), seat.pk, fault="  ")
    assert (caught.value.code, caught.value.field) == ("fault-missing", "fault")
    assert nothing_happened(seat)


def test_change_that_records_nothing_fails(seat: Seat) -> None:
    ctx = staff(seat.room.centre_id)
    with (
        pytest.raises(RuntimeError, match="recorded no event"),
        change(ctx, Seat, seat.pk, "report_fault", permission=Place.MAINTAIN_SEAT),
    ):
        pass
    assert nothing_happened(seat)


def test_creation_of_what_is_there_already_is_refused_by_its_constraint(seat: Seat) -> None:
    ctx = staff(seat.room.centre_id, "operator")
    twin = Seat(room=seat.room, number=seat.number, devices=[])
    taken = {"places_seat_number": Refused("seat-there", "该工位已登记。")}
    with (
        pytest.raises(Refused) as caught,
        change(ctx, Seat, None, "install", permission=Place.INSTALL) as tx,
    ):
        tx.add(twin, taken=taken)
    assert caught.value.code == "seat-there"
    assert nothing_happened(seat)


def test_creation_against_another_constraint_fails(seat: Seat) -> None:
    ctx = staff(seat.room.centre_id, "operator")
    twin = Seat(room=seat.room, number=seat.number, devices=[])
    taken = {"places_room_name": Refused("room-there", "该评标室已登记。")}
    with (
        pytest.raises(IntegrityError, match="places_seat_number"),
        change(ctx, Seat, None, "install", permission=Place.INSTALL) as tx,
    ):
        tx.add(twin, taken=taken)
    assert nothing_happened(seat)


def nothing_happened(seat: Seat) -> bool:
    seat.refresh_from_db()
    return seat.state == "ready" and queries.acknowledged() == 0
