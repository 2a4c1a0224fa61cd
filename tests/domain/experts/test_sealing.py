"""Whose name is shown to whom and from when: at the own check-in or the last one's, or never (S2-14, S4-30)."""

from collections.abc import Mapping

import pytest

from tests.factories import experts, jurisdictions, packs
from tests.factories.experts import DOOR_OPEN, RunJobs, World
from yuanping.domain.experts.actions.draw import draw_committee
from yuanping.domain.experts.models import CommitteeSeat
from yuanping.domain.experts.queries import name_for
from yuanping.domain.experts.states import SeatState

ALL = 'value = "check-in"\nof = "all"'
EACH = 'value = "check-in"\nof = "each"\nderogates = "expert.unseal"'
UNTIL_CHECK_IN = 'until = "check-in"'
PEOPLE = ("agency", "tenderer", "supervisor", "main-staff", "near-staff", "far-staff")


@pytest.fixture
def world(db: None, run_jobs: RunJobs) -> World:
    """A committee of Heilongjiang that has been drawn and comes."""
    made = jurisdictions.make(jurisdictions.HEILONGJIANG)
    jurisdictions.hold_main(made)
    jurisdictions.draw_venues(made)
    jurisdictions.plan(made, {"main": 2, "near": 1, "far": 1})
    draw_committee(made.ctx("agency"), made.committee.pk)
    experts.accepted_from(made, run_jobs)
    return made


def near_seat(world: World) -> CommitteeSeat:
    return next(seat for seat in world.seats() if seat.venue.centre_id == world.near.pk)


def readers(world: World) -> set[str]:
    """Who reads the name of the expert in Qiqihar now."""
    seat = near_seat(world)
    return {who for who in PEOPLE if name_for(world.ctx(who, now=DOOR_OPEN), seat) is not None}


def come(world: World, *, all_of_them: bool) -> None:
    for seat in world.seats(state=SeatState.ACCEPTED):
        if all_of_them or seat.venue.centre_id == world.near.pk:
            experts.arrive(world, seat)


def test_before_check_in_nobody_reads_a_name(world: World) -> None:
    assert readers(world) == set()


@pytest.mark.parametrize(
    ("changes", "alone", "together"),
    [
        ({}, {"near-staff"}, {"near-staff", "tenderer", "supervisor"}),
        (
            {ALL: EACH},
            {"near-staff", "tenderer", "supervisor"},
            {"near-staff", "tenderer", "supervisor"},
        ),
        ({UNTIL_CHECK_IN: 'until = "never"'}, set(), {"supervisor"}),
        ({UNTIL_CHECK_IN: 'until = "evaluation-start"'}, set(), {"supervisor"}),
    ],
    ids=["of-all", "of-each", "kept-for-ever", "kept-until-the-start"],
)
def test_names_open_when_the_rule_lets_them(
    world: World, changes: Mapping[str, str], alone: set[str], together: set[str]
) -> None:
    packs.put_under(world.project, "230000/remote-arrangement", changes)
    come(world, all_of_them=False)
    assert readers(world) == alone
    come(world, all_of_them=True)
    assert readers(world) == together


def test_what_is_kept_until_the_start_opens_with_it(world: World) -> None:
    packs.put_under(
        world.project, "230000/remote-arrangement", {UNTIL_CHECK_IN: 'until = "evaluation-start"'}
    )
    come(world, all_of_them=True)
    world.project.state = "evaluating"
    world.project.save()
    assert readers(world) == {"near-staff", "tenderer", "supervisor"}
