"""When everybody may read how the committee was drawn: not before its list may be public, and never what it hides."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories import experts, harbin
from yuanping.base.context import system_ctx
from yuanping.base.witness import queries as witness
from yuanping.core.errors import NotAllowed, Refused, WrongState
from yuanping.core.policy import Event
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.opening import publish_record
from yuanping.domain.projects.models import Project

RunJobs = Callable[[], int]
OVER = experts.DOOR_OPEN + timedelta(hours=6)
FIXED = OVER + timedelta(days=4)
HAPPENED = {Event.EVALUATION_END: OVER, Event.RESULT_FIXED: FIXED}


@pytest.fixture
def opened(world: experts.World, run_jobs: RunJobs) -> experts.World:
    """The list is confirmed: the supervisor can replay the draw."""
    experts.confirmed(world, run_jobs)
    return world


def test_record_is_public_once_the_result_is_fixed(opened: experts.World) -> None:
    key = opened.committee.pk
    platform = system_ctx("公开抽取记录").at(FIXED)
    with pytest.raises(Refused) as early:
        publish_record(platform, key, happened={Event.EVALUATION_END: OVER})
    assert (early.value.code, early.value.citation is not None) == ("list-not-public", True)
    with pytest.raises(Refused) as sooner:
        publish_record(platform.at(FIXED - timedelta(seconds=1)), key, happened=HAPPENED)
    assert sooner.value.code == "list-not-public"
    assert queries.published_records(opened.project.pk) == []
    publish_record(platform, key, happened=HAPPENED)
    assert queries.published_records(opened.project.pk) == queries.draw_records_for_export(opened.project.pk)
    last = witness.entries(project_id=opened.project.pk).last()
    assert last is not None
    assert last.kind == "experts.draw.record-published"
    with pytest.raises(Refused) as again:
        publish_record(platform, key, happened=HAPPENED)
    assert again.value.code == "nothing-to-publish"


def test_nobody_publishes_but_the_platform_and_nothing_before_the_list_is_confirmed(
    world: experts.World, run_jobs: RunJobs
) -> None:
    experts.drawn(world, run_jobs)
    with pytest.raises(WrongState):
        publish_record(system_ctx("公开抽取记录").at(FIXED), world.committee.pk, happened=HAPPENED)
    for who in ("supervisor", "agency", "tenderer", "main-admin"):
        with pytest.raises(NotAllowed):
            publish_record(world.ctx(who, now=FIXED), world.committee.pk, happened=HAPPENED)


def test_record_stays_closed_where_the_public_never_learns_the_sub_venues(opened: experts.World) -> None:
    other = harbin.make().project
    rules = {"pins": other.pins, "region_code": other.region_code, "domain": other.domain}
    Project.objects.filter(pk=opened.project.pk).update(**rules)
    with pytest.raises(Refused) as refused:
        publish_record(system_ctx("公开抽取记录").at(FIXED), opened.committee.pk, happened=HAPPENED)
    assert (refused.value.code, refused.value.citation is not None) == ("sub-venues-secret", True)
