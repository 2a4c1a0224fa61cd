"""From plan to confirmed list, and the record that an outsider replays."""

import hashlib
from collections.abc import Callable

from tests.factories import experts
from yuanping.base.witness import queries as witness
from yuanping.core.draw import check
from yuanping.domain.experts import queries
from yuanping.domain.experts.states import SeatKind

RunJobs = Callable[[], int]


def test_story_ends_with_a_record_that_replays(world: experts.World, run_jobs: RunJobs) -> None:
    codes = experts.confirmed(world, run_jobs)
    assert (world.committee.state, len(codes)) == ("confirmed", 5)
    (exported,) = queries.draw_records_for_export(world.project.pk)
    assert check(exported.content).status == "drawn"
    assert hashlib.sha256(exported.content).hexdigest() == exported.sha256
    kinds = [entry.kind for entry in witness.entries(project_id=world.project.pk)]
    assert kinds[-1] == "experts.draw.record-opened"


def test_gates_open_one_after_another(world: experts.World, run_jobs: RunJobs) -> None:
    def closed() -> list[str]:
        return [g.code for g in queries.gates(world.project, experts.DOOR_OPEN) if not g.is_open]

    everything = ["committee-planned", "committee-drawn", "experts-accepted", "all-present", "list-confirmed"]
    assert closed() == everything
    experts.accepted(world, run_jobs)
    assert closed() == ["all-present", "list-confirmed"]
    for seat in world.seats(kind=SeatKind.EXPERT):
        experts.arrive(world, seat)
    experts.arrive(world, world.seat("主场 · 招标人代表 1"))
    assert closed() == ["list-confirmed"]
