"""A whole evaluation: five members, four bids, one rejected."""

from decimal import Decimal

import pytest

from tests.factories import evaluating as do
from tests.factories.evaluation import World, started, world
from yuanping.base.witness import queries as witness
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.models import Session


@pytest.fixture
def ready(db: None) -> World:
    return world()


def test_evaluation_from_start_to_report(ready: World) -> None:
    session = started(ready)
    do.declare_all(ready, session)
    do.elect(ready, session)
    do.judge_all(ready, session, reject=[3], votes_against=3)
    do.score_all(ready, session)
    do.confirm_all(ready, session)
    session = Session.objects.get(pk=session.pk)
    assert (session.state, session.chair.seat_id if session.chair else None) == ("report", ready.seats[0].pk)
    (result,) = queries.results(ready.everybody()[0], session)
    assert [decided.bid.ordinal for decided in result.decided if decided.rejected] == [4]
    assert result.decided[3].reasons == ("营业执照已过期，见投标文件第 3 页",)
    # the mean of 30..34 is 32; 900,000 is the lowest valid price
    assert [(row.bid_id, row.rank, row.total) for row in result.ranking] == [
        ("1 合成投标人1", 1, Decimal("87.00")),
        ("2 合成投标人2", 2, Decimal("85.42")),
        ("3 合成投标人3", 3, Decimal("84.00")),
    ]
    assert [entry.kind for entry in witness.entries(project_id=ready.project.pk)][:2] == [
        "projects.evaluation.started",
        "evaluation.session.started",
    ]
