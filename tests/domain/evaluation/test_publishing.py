"""From the result's announcement to the public draw record."""

from collections.abc import Callable

import pytest

from tests.factories import experts
from tests.factories.clock import NOW
from yuanping.domain.evaluation.actions.announcing import announce_result
from yuanping.domain.evaluation.models import Session
from yuanping.domain.evaluation.states import SessionState
from yuanping.domain.experts import queries

RunJobs = Callable[[], int]


@pytest.fixture(scope="module")
def world(standing: None, run_jobs: RunJobs) -> experts.World:
    """The list is confirmed; the evaluation is over."""
    of = experts.make()
    experts.confirmed(of, run_jobs)
    Session.objects.create(
        project=of.project, committee=of.committee, state=SessionState.CLOSED, started_at=NOW, ended_at=NOW
    )
    return of


def test_draws_are_public_with_the_announcement_and_not_with_the_evaluations_end(
    world: experts.World, undone: None, run_jobs: RunJobs
) -> None:
    project_id = world.project.pk
    run_jobs()
    assert queries.published_records(project_id) == []
    session = Session.objects.get(project_id=project_id)
    announce_result(world.ctx("agency"), session.pk, announcement="全国公共资源交易平台")
    run_jobs()
    assert queries.published_records(project_id) == queries.draw_records_for_export(project_id)
    assert len(queries.published_records(project_id)) == 1
    run_jobs()  # what runs twice publishes once
    assert len(queries.published_records(project_id)) == 1
