"""Temporary certificates: given at check-in, taken back at check-out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidTag
from django.db import transaction

from tests.domain.signing.paper import NOON
from tests.domain.signing.world import World, world
from tests.racing import DONE, race
from yuanping.base import jobs
from yuanping.base.context import system_ctx
from yuanping.base.vault.models import SealedItem, Unsealing
from yuanping.base.vault.sealing import unseal
from yuanping.base.witness import append
from yuanping.base.witness import queries as witness
from yuanping.core.errors import NotAllowed, NotFound, Refused, WrongState
from yuanping.core.events import Event
from yuanping.domain.experts.models import CommitteeSeat
from yuanping.domain.people.states import Role
from yuanping.domain.signing import queries
from yuanping.domain.signing.actions.certificate import issue_certificate, revoke_certificate
from yuanping.domain.signing.models import RevocationList, TemporaryCertificate


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedIn(Event):
    KIND: ClassVar[str] = "experts.seat.checked-in"
    seat_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedOut(Event):
    KIND: ClassVar[str] = "experts.seat.checked-out"
    seat_id: int


def kinds() -> list[str]:
    return [entry.kind for entry in witness.entries().order_by("number")]


def test_certificate_is_issued_for_the_evaluation_only(signing_world: World) -> None:
    seat = signing_world.seats[0]
    row = issue_certificate(signing_world.system(), seat.pk)
    certificate = x509.load_pem_x509_certificate(row.pem.encode())
    assert row.not_after == signing_world.project.evaluation_ends_at + timedelta(days=2)
    assert certificate.not_valid_after_utc == row.not_after
    assert f"{certificate.serial_number:X}" == row.serial
    assert certificate.subject.rfc4514_string() == f"CN=Evaluation seat {seat.pk},O=Yuanping,C=CN"
    assert kinds() == ["signing.certificate.issued"]
    assert witness.data(witness.entries()[0].number)["serial"] == row.serial


def test_certificate_is_held_once(signing_world: World) -> None:
    seat = signing_world.seats[0]
    issue_certificate(signing_world.system(), seat.pk)
    with pytest.raises(Refused) as caught:
        issue_certificate(signing_world.system(), seat.pk)
    assert caught.value.code == "certificate-held"
    assert (TemporaryCertificate.objects.count(), len(kinds())) == (1, 1)


@pytest.mark.parametrize("state", ["vacant", "called", "accepted", "checked-out"])
def test_certificate_for_a_seat_nobody_sits_at_is_refused(signing_world: World, state: str) -> None:
    seat = signing_world.seats[0]
    type(seat).objects.filter(pk=seat.pk).update(state=state)
    with pytest.raises(Refused) as caught:
        issue_certificate(signing_world.system(), seat.pk)
    assert caught.value.code == "seat-not-checked-in"
    assert (TemporaryCertificate.objects.count(), SealedItem.objects.count(), kinds()) == (0, 0, [])


def test_certificate_is_the_business_of_the_seats_own_venue(signing_world: World) -> None:
    world, seat = signing_world, signing_world.seats[2]
    with pytest.raises(NotAllowed):
        issue_certificate(world.ctx(Role.VENUE_STAFF, centre=world.main), seat.pk)
    issue_certificate(world.ctx(Role.VENUE_STAFF, centre=world.sub), seat.pk)
    with pytest.raises(NotAllowed):  # the main venue may see it, not take it back
        revoke_certificate(world.ctx(Role.VENUE_STAFF, centre=world.main), seat.pk)
    row = revoke_certificate(world.ctx(Role.VENUE_STAFF, centre=world.sub), seat.pk)
    assert row.state == "revoked"
    with pytest.raises(NotFound):
        issue_certificate(world.system(), 10**6)


def test_revoked_certificate_loses_its_key_and_stands_on_the_list(signing_world: World) -> None:
    world, seat = signing_world.with_certificates(), signing_world.seats[0]
    held = queries.held_certificate(seat.pk)
    assert held is not None
    assert held.key is not None
    key = held.key
    revoke_certificate(world.ctx(Role.VENUE_ADMIN, centre=world.main), seat.pk)
    key.refresh_from_db()
    assert bytes(key.box) == b""
    with pytest.raises((InvalidTag, ValueError)):
        unseal(world.system(), key, reason="t")
    assert Unsealing.objects.filter(item=key).earliest("pk").reason == "收回临时证书，销毁私钥"
    published = x509.load_der_x509_crl(queries.newest_list())
    assert [f"{entry.serial_number:X}" for entry in published] == [held.serial]
    assert queries.held_certificate(seat.pk) is None
    with pytest.raises(WrongState):
        revoke_certificate(world.system(), seat.pk)


def test_seat_that_never_held_a_certificate_has_none_to_take_back(signing_world: World) -> None:
    with pytest.raises(NotFound) as caught:
        revoke_certificate(signing_world.system(), signing_world.seats[0].pk)
    assert (caught.value.code, RevocationList.objects.count()) == ("no-certificate", 0)


def test_lists_grow_and_forget_nobody(signing_world: World) -> None:
    world = signing_world.with_certificates()
    for n, seat in enumerate(world.seats):
        revoke_certificate(world.system(now=NOON + timedelta(hours=n)), seat.pk)
    lists = [x509.load_der_x509_crl(bytes(row.der)) for row in RevocationList.objects.order_by("pk")]
    assert [len(list(entries)) for entries in lists] == [1, 2, 3]
    numbers = [
        entries.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number for entries in lists
    ]
    assert numbers == sorted(set(numbers))


def test_certificate_follows_the_member(signing_world: World, run_jobs: Callable[[], int]) -> None:
    seat = signing_world.seats[1]
    arrive(seat, NOON)
    happen(CheckedIn(seat_id=seat.pk))
    happen(CheckedIn(seat_id=seat.pk))  # its job runs twice
    run_jobs()
    held = queries.held_certificate(seat.pk)
    assert held is not None
    leave(seat)
    happen(CheckedOut(seat_id=seat.pk))
    run_jobs()
    held.refresh_from_db()
    assert (held.state, queries.held_certificate(seat.pk)) == ("revoked", None)
    assert TemporaryCertificate.objects.count() == 1


def test_next_member_of_a_seat_gets_a_certificate_of_their_own(
    signing_world: World, run_jobs: Callable[[], int]
) -> None:
    seat = signing_world.seats[1]
    first = issue_certificate(signing_world.system(now=NOON - timedelta(hours=2)), seat.pk)
    arrive(seat, NOON)  # the job of the earlier member's leaving is late
    happen(CheckedIn(seat_id=seat.pk))
    run_jobs()
    second = queries.held_certificate(seat.pk)
    happen(CheckedOut(seat_id=seat.pk))
    run_jobs()
    first.refresh_from_db()
    assert second is not None
    assert (first.state, second.pk != first.pk) == ("revoked", True)
    assert queries.held_certificate(seat.pk) == second


def test_member_who_left_before_the_job_ran_gets_none(
    signing_world: World, run_jobs: Callable[[], int]
) -> None:
    seat = signing_world.seats[1]
    leave(seat)
    happen(CheckedIn(seat_id=seat.pk))
    run_jobs()
    assert TemporaryCertificate.objects.count() == 0


def test_members_who_leave_at_the_same_moment_are_all_on_the_newest_list(
    committed_db: None, folders: Path
) -> None:
    made = world().with_certificates()
    leavers = [partial(revoke_certificate, made.system(), seat.pk) for seat in made.seats]
    assert race(*leavers) == [DONE] * 3
    newest = x509.load_der_x509_crl(queries.newest_list())
    assert len(list(newest)) == 3


def arrive(seat: CommitteeSeat, at: datetime) -> None:
    CommitteeSeat.objects.filter(pk=seat.pk).update(state="checked-in", checked_in_at=at)


def leave(seat: CommitteeSeat) -> None:
    CommitteeSeat.objects.filter(pk=seat.pk).update(state="checked-out")


def happen(event: Event) -> None:
    """Write the event as the app below would, with its jobs."""
    with transaction.atomic():
        jobs.publish(event.KIND, append(system_ctx("test"), event))
