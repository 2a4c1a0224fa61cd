"""Planning a committee: what is lawful, and each refusal with its rule."""

from dataclasses import replace

import pytest

from tests.factories import experts
from yuanping.core.errors import Refused
from yuanping.domain.dispatch.models import Venue
from yuanping.domain.experts.actions.plan import Cell, plan_committee, replan
from yuanping.domain.experts.models import Committee
from yuanping.domain.projects.models import Project


def plan(world: experts.World, size: int, representatives: int, cells: list[Cell]) -> Committee:
    return plan_committee(
        world.ctx("agency"), world.project.pk, size=size, representatives=representatives, cells=cells
    )


def cell(world: experts.World, venue: str, count: int, specialty: str = experts.COST) -> Cell:
    return Cell(specialty=specialty, venue_id=world.venues[venue].pk, count=count)


def test_plan_lays_a_seat_for_each_member(world: experts.World) -> None:
    committee = experts.planned(world)
    assert committee.state == "planned"
    assert [(seat.label, seat.specialty, seat.state) for seat in world.seats()] == [
        ("主场 · 专家 1", experts.COST, "vacant"),
        ("主场 · 招标人代表 1", "", "vacant"),
        ("副场 1 · 专家 1", experts.COST, "vacant"),
        ("副场 1 · 专家 2", experts.COST, "vacant"),
        ("副场 2 · 专家 1", experts.STRUCTURE, "vacant"),
    ]


@pytest.mark.parametrize(
    ("size", "representatives", "counts", "code", "article"),
    [
        (4, 0, {"main": 2, "near": 2}, "committee-even", "第三十七条第二款"),
        (3, 0, {"main": 2, "near": 1}, "committee-too-small", "第三十七条第二款"),
        (5, 2, {"main": 1, "near": 2}, "committee-expert-share", "第三十七条第二款"),
        (5, 0, {"near": 3, "far": 1}, "committee-sum", None),
        (7, 0, {"main": 1, "near": 4, "far": 2}, "workstations-short", None),
        (5, 1, {"main": 4}, "workstations-short", None),
        (5, 0, {}, "cells-missing", None),
    ],
)
def test_plan_against_a_rule_is_refused(
    world: experts.World,
    size: int,
    representatives: int,
    counts: dict[str, int],
    code: str,
    article: str | None,
) -> None:
    with pytest.raises(Refused) as caught:
        plan(world, size, representatives, [cell(world, venue, n) for venue, n in counts.items()])
    cited = caught.value.citation
    assert (caught.value.code, cited and cited.article) == (code, article)
    assert not Committee.objects.exists()


def test_plan_with_nobody_remote_is_refused_where_remote_is_a_must(world: experts.World) -> None:
    bookings = world.venues["far"].bookings.all()
    bookings.update(venue=world.venues["main"])
    with pytest.raises(Refused) as caught:
        plan(world, 5, 0, [cell(world, "main", 5)])
    assert caught.value.code == "nobody-remote"
    assert caught.value.citation is not None


@pytest.mark.parametrize(("specialty", "venue", "code"), [("X1", "near", "specialty-unknown")])
def test_plan_with_an_unknown_specialty_is_refused(
    world: experts.World, specialty: str, venue: str, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        plan(world, 5, 0, [cell(world, venue, 5, specialty)])
    assert caught.value.code == code


def test_plan_with_a_venue_that_is_not_the_project_s_is_refused(world: experts.World) -> None:
    Venue.objects.filter(pk=world.venues["far"].pk).update(state="released")
    with pytest.raises(Refused) as caught:
        experts.planned(world)
    assert caught.value.code == "venue-unknown"


def test_plan_before_the_project_is_submitted_is_refused(world: experts.World) -> None:
    Project.objects.filter(pk=world.project.pk).update(state="registered")
    with pytest.raises(Refused) as caught:
        experts.planned(world)
    assert caught.value.code == "project-not-arranging"


def test_plan_twice_is_refused_and_replan_lays_anew(world: experts.World) -> None:
    committee = experts.planned(world)
    with pytest.raises(Refused) as caught:
        experts.planned(world)
    assert caught.value.code == "committee-planned"
    cells = [*experts.cells(world)[:1], replace(experts.cells(world)[1], count=3)]
    replan(world.ctx("agency"), committee.pk, size=5, representatives=1, cells=cells)
    assert [seat.label for seat in world.seats()] == [
        "主场 · 专家 1",
        "主场 · 招标人代表 1",
        "副场 1 · 专家 1",
        "副场 1 · 专家 2",
        "副场 1 · 专家 3",
    ]
