"""Check-in without the reader's word: two people, the document's number, ten minutes."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories import experts, places
from tests.factories.packs import put_under
from tests.factories.people import ctx as ctx_of
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.attendance import enter_seat
from yuanping.domain.experts.actions.manual import (
    confirm_manual,
    hand_over_code,
    lapse_manual,
    photo_of,
    refuse_manual,
    request_manual,
)
from yuanping.domain.experts.models import CommitteeSeat, ManualCheckIn
from yuanping.domain.experts.states import ManualState

RunJobs = Callable[[], int]
LABEL = "副场 1 · 专家 1"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
WORDS = "核对了身份证原件和本人"


@pytest.fixture(scope="module")
def built(standing: None, run_jobs: RunJobs) -> experts.World:
    """Everybody drawn has accepted."""
    world = experts.make(per_cell=3)
    experts.accepted(world, run_jobs)
    return world


@pytest.fixture
def seat(world: experts.World) -> CommitteeSeat:
    return world.seat(LABEL)


def number_of(world: experts.World, seat: CommitteeSeat) -> str:
    """The identity number on the document of the seat's person."""
    return experts.person_at(world, seat).id_number


def ask(world: experts.World, seat: CommitteeSeat, **changed: object) -> ManualCheckIn:
    asked = {"id_number": number_of(world, seat), "reason": "face-changed", "words": WORDS, **changed}
    return request_manual(world.staff_of(seat), seat.pk, **asked)  # type: ignore[arg-type]


def test_two_people_let_a_member_in_by_hand(world: experts.World, seat: CommitteeSeat) -> None:
    row = ask(world, seat, photo=PNG)
    admin = world.ctx("near-admin", now=experts.DOOR_OPEN)
    assert photo_of(admin, row) == ("image/png", PNG)
    confirm_manual(admin, row.pk)
    seat.refresh_from_db()
    assert (seat.state, seat.code_hash, seat.checked_in_at) == ("checked-in", "", experts.DOOR_OPEN)
    done = hand_over_code(world.staff_of(seat), seat.pk)
    with pytest.raises(Refused) as caught:
        hand_over_code(world.staff_of(seat), seat.pk)
    assert caught.value.code == "code-handed"
    assert enter_seat(experts.visitor(world, now=experts.DOOR_OPEN), done.code).seat.pk == seat.pk
    told = [entry.kind for entry in witness.entries() if "manual" in entry.kind or "seat.c" in entry.kind]
    assert [kind for kind in told if kind in {*KINDS}] == list(KINDS)
    entries = "".join(str(witness.parsed(entry)) for entry in witness.entries())
    assert number_of(world, seat) not in entries
    assert WORDS not in entries


KINDS = (
    "experts.manual.requested",
    "experts.manual.confirmed",
    "experts.seat.checked-in",
    "experts.seat.code-issued",
)


def test_supervisor_on_the_spot_may_be_the_second(world: experts.World, seat: CommitteeSeat) -> None:
    confirm_manual(world.ctx("supervisor", now=experts.DOOR_OPEN), ask(world, seat).pk)
    assert CommitteeSeat.objects.get(pk=seat.pk).state == "checked-in"


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("near-staff", "not-your-role"),
        ("main-admin", "not-found"),
        ("tenderer", "not-your-role"),
        ("near-admin-who-asked", "not-yours"),
    ],
)
def test_second_person_is_another_of_the_right_role(
    world: experts.World, seat: CommitteeSeat, who: str, code: str
) -> None:
    admin = world.ctx("near-admin", now=experts.DOOR_OPEN)
    if who == "near-admin-who-asked":
        row = request_manual(
            admin, seat.pk, id_number=number_of(world, seat), reason="camera-fault", words=WORDS
        )
    else:
        row = ask(world, seat)
    actor = admin if who == "near-admin-who-asked" else world.ctx(who, now=experts.DOOR_OPEN)
    with pytest.raises(Refused) as caught:
        confirm_manual(actor, row.pk)
    assert caught.value.code == code
    other = ctx_of(places.staff(world.near, "venue-admin"), now=experts.DOOR_OPEN)
    assert confirm_manual(other, row.pk).state == ManualState.CONFIRMED


def test_confirmation_after_ten_minutes_is_refused(world: experts.World, seat: CommitteeSeat) -> None:
    row = ask(world, seat)
    late = experts.DOOR_OPEN + timedelta(minutes=10)
    with pytest.raises(Refused) as caught:
        confirm_manual(world.ctx("near-admin", now=late), row.pk)
    assert caught.value.code == "manual-expired"
    assert queries.lapsed_manual(late - timedelta(seconds=1)) == []
    assert queries.lapsed_manual(late) == [row.pk]
    lapse_manual(experts.platform_at(late), row.pk)
    assert ask(world, seat).state == ManualState.REQUESTED


def test_second_person_may_refuse(world: experts.World, seat: CommitteeSeat) -> None:
    row = refuse_manual(world.ctx("near-admin", now=experts.DOOR_OPEN), ask(world, seat).pk)
    assert (row.state, CommitteeSeat.objects.get(pk=seat.pk).state) == ("refused", "accepted")
    assert experts.arrive(world, seat).seat.state == "checked-in"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reason": "x"}, "reason-missing"),
        ({"words": "本人"}, "words-missing"),
        ({"id_number": "123"}, "id-number-length"),
        ({"photo": b"GIF89a"}, "photo-type"),
        ({"photo": PNG * 50_000}, "photo-large"),
    ],
)
def test_request_with_a_fault_is_refused(
    world: experts.World, seat: CommitteeSeat, changed: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as caught:
        ask(world, seat, **changed)
    assert caught.value.code == code
    assert ask(world, seat).state == ManualState.REQUESTED
    with pytest.raises(Refused) as again:
        ask(world, seat)
    assert again.value.code == "manual-open"


def test_document_of_somebody_else_is_refused_and_recorded(world: experts.World, seat: CommitteeSeat) -> None:
    other = number_of(world, world.seat("副场 1 · 专家 2"))
    with pytest.raises(Refused) as caught:
        ask(world, seat, id_number=other)
    assert caught.value.code == "identity-mismatch"
    entry = witness.entries().filter(kind="experts.seat.identity-mismatch").last()
    assert entry is not None
    assert witness.parsed(entry)["data"] == {"seat_id": seat.pk, "label": LABEL, "failed": ["number"]}
    assert ManualCheckIn.objects.count() == 0


def test_request_for_a_person_who_was_replaced_cannot_be_confirmed(
    world: experts.World, seat: CommitteeSeat
) -> None:
    row = ask(world, seat)
    other = world.seat("副场 1 · 专家 2")
    CommitteeSeat.objects.filter(pk=seat.pk).update(assignment=other.assignment)
    with pytest.raises(Refused) as caught:
        confirm_manual(world.ctx("near-admin", now=experts.DOOR_OPEN), row.pk)
    assert caught.value.code == "seat-changed"


def test_rule_may_forbid_checking_in_by_hand(world: experts.World, seat: CommitteeSeat) -> None:
    flag = 'title = "专家信息保密和留痕"\nkind = "Flag"\nop = "is"\nvalue = '
    put_under(
        world.project,
        "411500/xgb-2022-7",
        {f'id = "expert.info_traced"\n{flag}true': f'id = "check_in.manual"\n{flag}false'},
    )
    with pytest.raises(Refused) as caught:
        ask(world, seat)
    assert (caught.value.code, caught.value.citation is not None) == ("manual-forbidden", True)
    assert experts.arrive(world, seat).seat.state == "checked-in"
