"""A project of Heilongjiang, of Linzi and of Liuzhou on its way through the rooms, each by its own rules."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.factories import evaluating, evaluation, experts, jurisdictions
from tests.factories.clock import STARTS
from tests.factories.experts import RunJobs, World
from tests.factories.jurisdictions import Jurisdiction
from yuanping.base.context import system_ctx
from yuanping.core.errors import Refused
from yuanping.domain.evaluation.actions.start import start_evaluation
from yuanping.domain.evaluation.models import Session
from yuanping.domain.evaluation.queries import closed_gates
from yuanping.domain.evaluation.reporting import report_data
from yuanping.domain.experts.actions.committee import confirm_list
from yuanping.domain.experts.actions.draw import draw_committee
from yuanping.domain.experts.queries import name_for
from yuanping.domain.experts.states import SeatState
from yuanping.domain.projects.models import Bid, Lot


@dataclass(frozen=True, kw_only=True)
class Way:
    """One jurisdiction's way: how its sub-venues are found, where its experts sit, who confirms the list.

    ``reported``: the centres as the evaluation report names them.
    """

    of: Jurisdiction
    find_sub_venues: Callable[[World], None]
    experts: dict[str, int]
    confirmers: tuple[str, ...]
    not_asked: tuple[str, ...]
    reported: tuple[str, ...]


WAYS = {
    "heilongjiang": Way(
        of=jurisdictions.HEILONGJIANG,
        find_sub_venues=jurisdictions.draw_venues,
        experts={"main": 2, "near": 1, "far": 1},
        confirmers=("supervisor",),
        not_asked=("tenderer",),
        reported=("哈尔滨市公共资源交易中心", "（副场信息保密）", "（副场信息保密）"),
    ),
    "linzi": Way(
        of=jurisdictions.LINZI,
        find_sub_venues=lambda world: jurisdictions.offer_to(world, "near"),
        experts={"main": 2, "near": 2},
        confirmers=("tenderer",),
        not_asked=("supervisor",),
        reported=("淄博市公共资源交易中心", "济南市公共资源交易中心"),
    ),
    "liuzhou": Way(
        of=jurisdictions.LIUZHOU,
        find_sub_venues=lambda world: jurisdictions.offer_to(world, "near"),
        experts={"main": 3, "near": 1},
        confirmers=("tenderer",),
        not_asked=("supervisor",),
        reported=("柳州市公共资源交易中心", "柳城县公共资源交易中心"),
    ),
}


def gates_closed(world: World) -> list[str]:
    world.project.refresh_from_db()
    return [gate.code for gate in closed_gates(world.project, STARTS)]


def drawn_and_present(world: World, run_jobs: RunJobs) -> None:
    """Everybody drawn is called, accepts, and comes to the door."""
    draw_committee(world.ctx("agency"), world.committee.pk)
    experts.accepted_from(world, run_jobs)
    for seat in world.seats(state=SeatState.ACCEPTED):
        assert name_for(world.ctx("tenderer", now=experts.DOOR_OPEN), seat) is None
        experts.arrive(world, seat)
    run_jobs()


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_project_gets_from_its_plan_to_its_ranking(db: None, way: Way, run_jobs: RunJobs) -> None:
    world = jurisdictions.make(way.of)
    assert {"main-venue-held", "sub-venues-held", "committee-planned"} <= set(gates_closed(world))
    jurisdictions.hold_main(world)
    way.find_sub_venues(world)
    assert "sub-venues-held" not in gates_closed(world)
    jurisdictions.plan(world, way.experts)
    drawn_and_present(world, run_jobs)
    assert gates_closed(world) == ["list-confirmed"]
    for who in way.not_asked:
        with pytest.raises(Refused) as caught:
            confirm_list(world.ctx(who, now=experts.DOOR_OPEN), world.committee.pk)
        assert caught.value.code == "confirmation-not-asked"
    for who in way.confirmers:
        confirm_list(world.ctx(who, now=experts.DOOR_OPEN), world.committee.pk)
    assert gates_closed(world) == []
    session = start_evaluation(world.ctx("main-admin", now=STARTS), world.project.pk)
    assert evaluated(world, session, way) == "report"
    report = report_data(system_ctx("测试"), world.project.pk)
    assert tuple(venue.centre for venue in report.venues) == way.reported


def evaluated(world: World, session: Session, way: Way) -> str:
    """The committee's whole work; the state in which it leaves the session."""
    lot = Lot.objects.get(project=world.project)
    at_work = evaluation.World(
        project=world.project,
        committee=world.committee,
        main=world.city,
        sub=world.near,
        lot=lot,
        bids=list(Bid.objects.filter(lot=lot).order_by("ordinal")),
        seats=world.seats(),
        domain=way.of.domain,
    )
    evaluating.declare_all(at_work, session)
    evaluating.elect(at_work, session)
    evaluating.judge_all(at_work, session)
    evaluating.score_all(at_work, session)
    evaluating.confirm_all(at_work, session)
    session.refresh_from_db()
    return session.state
