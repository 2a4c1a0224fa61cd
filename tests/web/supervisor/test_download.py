"""The whole record as a download, through a real server."""

import asyncio
from pathlib import Path

import pytest
from django.db import transaction

from tests.factories import places, projects
from tests.factories.clock import NOW
from tests.web.supervisor.stream import opened, served
from tests.web.supervisor.test_events import cookie
from yuanping.base import witness
from yuanping.base.context import Ctx
from yuanping.base.witness import export, queries
from yuanping.domain.places.events import SeatRepaired


def test_download_is_the_whole_record_and_verifies(
    committed_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 2)
    ctx = Ctx(now=NOW, actor_name="测试", roles=frozenset(), channel="test", request_id="r")
    with transaction.atomic():
        for number in range(5):
            witness.append(ctx, SeatRepaired(seat_id=number))
    session = cookie(projects.supervisor(projects.project(places.city_centre())))

    async def ask() -> str:
        async with served() as port, opened(port, "/supervisor/record/download/", Cookie=session) as stream:
            assert stream.status == 200
            return await stream.rest()

    file = tmp_path / "record.jsonl"
    file.write_text(asyncio.run(ask()), encoding="utf-8")
    header, rows = export.read_export(file)
    count, head, findings = witness.verify(rows, expected_head=(header.count, header.head))
    assert (count, head, findings) == (*queries.head(), [])
