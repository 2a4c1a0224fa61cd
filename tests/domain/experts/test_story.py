"""From plan to confirmed list, and the record that an outsider replays."""

import hashlib
from collections.abc import Callable

from tests.factories import experts
from yuanping.base.witness import queries as witness
from yuanping.core.draw import Record, verify
from yuanping.domain.experts import queries


def test_story_ends_with_a_record_that_replays(world: experts.World, run_jobs: Callable[[], int]) -> None:
    codes = experts.confirmed(world, run_jobs)
    assert (world.committee.state, len(codes)) == ("confirmed", 5)
    (exported,) = queries.draw_records_for_export(world.project.pk)
    assert verify(Record.from_json(exported.content.decode())) == []
    assert hashlib.sha256(exported.content).hexdigest() == exported.sha256
    kinds = [entry.kind for entry in witness.entries(project_id=world.project.pk)]
    assert kinds[-1] == "experts.draw.record-opened"
