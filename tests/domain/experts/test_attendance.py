"""At the door: identity, names, codes; the list and its confirmation; withdrawing."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories import experts
from tests.factories.clock import ENDS, STARTS
from yuanping.base.context import system_ctx
from yuanping.base.vault.models import Unsealing
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.attendance import (
    check_in,
    check_out,
    enter_seat,
    recuse_seat,
    renew_code,
)
from yuanping.domain.experts.actions.committee import confirm_list, open_record
from yuanping.domain.experts.models import CommitteeSeat, Expert
from yuanping.domain.projects.models import Project

RunJobs = Callable[[], int]
LABEL = "副场 1 · 专家 1"
VIEWERS = ("agency", "tenderer", "supervisor", "main-admin", "main-staff", "near-staff", "far-staff")


def kinds() -> list[str]:
    return [entry.kind for entry in witness.entries()]


def seen(world: experts.World, label: str) -> set[str]:
    """Who is shown the name of a seat's member now."""
    seat = queries.seat(world.seat(label).pk)
    return {who for who in VIEWERS if queries.name_for(world.ctx(who, now=experts.DOOR_OPEN), seat)}


@pytest.fixture(scope="module")
def built(standing: None, run_jobs: RunJobs) -> experts.World:
    """Everybody drawn has accepted."""
    world = experts.make()
    experts.accepted(world, run_jobs)
    return world


@pytest.fixture
def seat(world: experts.World) -> CommitteeSeat:
    return world.seat(LABEL)


def test_check_in_tells_name_to_the_venue_and_workstation(world: experts.World, seat: CommitteeSeat) -> None:
    assert seen(world, LABEL) == set()
    done = experts.arrive(world, seat)
    assert (done.seat.state, len(done.code)) == ("checked-in", 8)
    assert done.seat.workstation_label.startswith("远程评标")
    assert seen(world, LABEL) == {"near-staff"}
    entry = witness.entries().filter(kind="experts.seat.checked-in").last()
    assert entry is not None
    assert not any(e.name in str(witness.parsed(entry)) for e in world.entries)
    assert CommitteeSeat.objects.get(pk=seat.pk).code_hash != done.code


def test_check_in_of_somebody_else_is_refused_and_recorded(world: experts.World, seat: CommitteeSeat) -> None:
    other = experts.message_of(world.seat("副场 1 · 专家 2"))
    for slip, face, failed in (
        (f"SMS-{other.pk}", "same", ["number"]),
        (f"SMS-{experts.message_of(seat).pk}", "other", ["face"]),
        (f"SMS-{other.pk}", "other", ["number", "face"]),
    ):
        with pytest.raises(Refused) as caught:
            check_in(world.staff_of(seat), seat.pk, slip=slip, face=face)
        assert caught.value.code == "identity-mismatch"
        entry = witness.entries().filter(kind="experts.seat.identity-mismatch").last()
        assert entry is not None
        assert witness.parsed(entry)["data"] == {"seat_id": seat.pk, "label": LABEL, "failed": failed}
    seat.refresh_from_db()
    assert seat.state == "accepted"
    assert experts.arrive(world, seat).seat.state == "checked-in"


@pytest.mark.parametrize(
    ("at", "code"),
    [(STARTS - timedelta(hours=2, minutes=1), "too-early"), (ENDS, "too-late")],
)
def test_check_in_outside_the_window_is_refused(
    world: experts.World, seat: CommitteeSeat, at: object, code: str
) -> None:
    slip = f"SMS-{experts.message_of(seat).pk}"
    with pytest.raises(Refused) as caught:
        check_in(world.staff_of(seat, now=at), seat.pk, slip=slip, face="same")  # type: ignore[arg-type]
    assert caught.value.code == code


def test_check_in_without_a_card_is_refused(world: experts.World, seat: CommitteeSeat) -> None:
    with pytest.raises(Refused) as caught:
        check_in(world.staff_of(seat), seat.pk, slip="SMS-999999", face="same")
    assert caught.value.code == "card-unreadable"


def test_check_in_at_another_venue_is_refused(world: experts.World, seat: CommitteeSeat) -> None:
    slip = f"SMS-{experts.message_of(seat).pk}"
    for who, code in (("far-staff", "not-found"), ("main-staff", "not-yours")):
        with pytest.raises(Refused) as caught:
            check_in(world.ctx(who, now=experts.DOOR_OPEN), seat.pk, slip=slip, face="same")
        assert caught.value.code == code


def test_check_in_when_the_workstation_was_given_up_takes_another(
    world: experts.World, seat: CommitteeSeat
) -> None:
    assert seat.workstation is not None
    seat.workstation.cancelled = True
    seat.workstation.save()
    done = experts.arrive(world, seat)
    taken = {s.workstation_id for s in world.seats(venue=seat.venue)} - {seat.workstation_id}
    assert done.seat.workstation_id in taken


def test_last_check_in_makes_the_committee_present(world: experts.World, run_jobs: RunJobs) -> None:
    experts.present(world, run_jobs)
    assert world.committee.state == "present"
    assert kinds().count("experts.committee.present") == 1
    assert seen(world, LABEL) == {"tenderer", "supervisor", "near-staff"}
    assert seen(world, "主场 · 招标人代表 1") == {"tenderer", "supervisor", "main-admin", "main-staff"}


def test_name_read_again_is_recorded_once_for_each_viewer(world: experts.World, run_jobs: RunJobs) -> None:
    experts.present(world, run_jobs)
    before = Unsealing.objects.count()
    for _ in range(3):
        for who in ("tenderer", "supervisor"):
            queries.name_for(world.ctx(who, now=experts.DOOR_OPEN), queries.seat(world.seat(LABEL).pk))
    assert Unsealing.objects.count() - before == 2


def test_confirm_before_everybody_is_present_is_refused(world: experts.World, seat: CommitteeSeat) -> None:
    with pytest.raises(Refused) as caught:
        confirm_list(world.ctx("tenderer"), seat.committee_id)
    assert caught.value.code == "wrong-state"


def test_confirm_needs_both_each_for_themselves(world: experts.World, run_jobs: RunJobs) -> None:
    experts.present(world, run_jobs)
    tenderer = world.ctx("tenderer", now=experts.DOOR_OPEN)
    assert confirm_list(tenderer, world.committee.pk).state == "present"
    with pytest.raises(Refused) as caught:
        confirm_list(tenderer, world.committee.pk)
    assert (caught.value.code, caught.value.citation and caught.value.citation.article) == (
        "already-confirmed",
        "规程二（四）1",
    )
    confirm_list(world.ctx("supervisor", now=experts.DOOR_OPEN), world.committee.pk)
    assert world.committee.state == "confirmed"
    assert list(world.committee.confirmations.values_list("role", flat=True)) == ["tenderer", "supervisor"]


def test_recusal_vacates_redraws_and_opens_the_list_again(world: experts.World, run_jobs: RunJobs) -> None:
    experts.confirmed(world, run_jobs)
    seat = world.seat(LABEL)
    recuse_seat(system_ctx("测试").at(experts.DOOR_OPEN), seat.pk, reason="与投标人有利害关系")
    assert (world.committee.state, world.committee.confirmations.count()) == ("drawn", 0)
    run_jobs()
    seat.refresh_from_db()
    assert (seat.state, seat.session_hash, seat.calls.count()) == ("called", "", 2)
    assert len(queries.draws_of(world.committee)) == 2  # the first seed is public by now
    assert seen(world, LABEL) == set()


def test_code_opens_its_seat_once(world: experts.World, run_jobs: RunJobs) -> None:
    codes = experts.present(world, run_jobs)
    seat = world.seat(LABEL)
    typed = f" {codes[seat.pk][:4].lower()} {codes[seat.pk][4:]} "
    entered = enter_seat(experts.visitor(world), typed)
    assert entered.seat.pk == seat.pk
    assert queries.seated(seat.pk, entered.key) == seat
    assert queries.seated(seat.pk, "another") is None
    with pytest.raises(Refused) as caught:
        enter_seat(experts.visitor(world), codes[seat.pk])
    assert caught.value.code == "code-wrong"


def test_new_code_closes_what_the_old_one_opened(world: experts.World, run_jobs: RunJobs) -> None:
    codes = experts.present(world, run_jobs)
    seat = world.seat(LABEL)
    entered = enter_seat(experts.visitor(world), codes[seat.pk])
    renewed = renew_code(world.staff_of(seat), seat.pk)
    assert queries.seated(seat.pk, entered.key) is None
    assert enter_seat(experts.visitor(world), renewed.code).seat.pk == seat.pk


def test_check_out_ends_the_session(world: experts.World, run_jobs: RunJobs) -> None:
    codes = experts.present(world, run_jobs)
    seat = world.seat(LABEL)
    entered = enter_seat(experts.visitor(world), codes[seat.pk])
    check_out(world.staff_of(seat), seat.pk)
    assert (world.seat(LABEL).state, queries.seated(seat.pk, entered.key)) == ("checked-out", None)


def test_record_of_an_unconfirmed_list_stays_sealed(world: experts.World, run_jobs: RunJobs) -> None:
    experts.present(world, run_jobs)
    with pytest.raises(Refused):
        open_record(world.ctx("supervisor"), world.committee.pk)
    assert queries.draw_records_for_export(world.project.pk) == []


def test_check_in_after_the_planned_end_while_the_evaluation_goes_on(
    world: experts.World, seat: CommitteeSeat
) -> None:
    Project.objects.filter(pk=seat.committee.project_id).update(state="evaluating")
    slip = f"SMS-{experts.message_of(seat).pk}"
    came = check_in(world.staff_of(seat, now=ENDS + timedelta(minutes=5)), seat.pk, slip=slip, face="same")
    assert came.seat.state == "checked-in"


def test_nothing_unsealed_names_an_expert_of_the_pool(world: experts.World, run_jobs: RunJobs) -> None:
    experts.present(world, run_jobs)
    assert seen(world, LABEL)
    assert Unsealing.objects.filter(reason="通知").exists()
    assert not Unsealing.objects.filter(item__in=Expert.objects.values("identity")).exists()
