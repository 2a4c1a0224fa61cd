"""A committee's draws after the award: drawn, one member replaced, confirmed, announced, published."""

from collections.abc import Callable
from datetime import timedelta

from tests.factories import experts
from tests.factories.clock import NOW
from yuanping.base.context import system_ctx
from yuanping.base.witness import log
from yuanping.core.policy import Event
from yuanping.domain.experts.actions.call import request_leave
from yuanping.domain.experts.actions.draw import intend_draw, make_draw
from yuanping.domain.experts.actions.opening import publish_record
from yuanping.domain.experts.states import Reason

OVER = experts.DOOR_OPEN + timedelta(hours=6)
FIXED = OVER + timedelta(days=4)


def confirmed(run_jobs: Callable[[], int]) -> experts.World:
    """The list is confirmed after a second attempt; one expert had asked for leave, for whom another came."""
    world = experts.make()
    agency, committee = world.ctx("agency"), experts.planned(world)
    intend_draw(agency, committee.pk)  # thrown away: it stays on record
    attempt = intend_draw(agency, committee.pk)
    log.sequence(now=NOW)  # the checkpoint with which the seed is made has the intent
    make_draw(agency, committee.pk, attempt=attempt)
    experts.accepted(world, run_jobs)
    seat = world.seat("副场 1 · 专家 1")
    request_leave(world.staff_of(seat, now=experts.DOOR_OPEN), seat.pk, reason=Reason.TRAFFIC)
    run_jobs()
    experts.confirmed(world, run_jobs)
    return world


def publish(world: experts.World, run_jobs: Callable[[], int]) -> None:
    """Everybody may read how the committee was drawn."""
    happened = {Event.EVALUATION_END: OVER, Event.RESULT_FIXED: FIXED}
    publish_record(system_ctx("公开抽取记录").at(FIXED), world.committee.pk, happened=happened)
    run_jobs()
    log.sequence(now=FIXED)
