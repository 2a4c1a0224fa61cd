"""The whole record as a download, through a real server."""

import asyncio
import json

import pytest
from django.db import transaction

from tests.factories import places, projects
from tests.factories.clock import NOW
from tests.web.supervisor.stream import opened, served
from tests.web.supervisor.test_events import cookie
from yuanping.base import witness
from yuanping.base.context import Ctx
from yuanping.base.witness import log, queries
from yuanping.base.witness.evidence import export
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.tree import root_of
from yuanping.domain.places.events import SeatRepaired


def test_download_is_the_whole_record_and_verifies(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 2)
    ctx = Ctx(now=NOW, actor_name="测试", roles=frozenset(), channel="test", request_id="r")
    with transaction.atomic():
        for number in range(5):
            witness.append(ctx, SeatRepaired(seat_id=number))
    log.sequence(now=NOW)
    session = cookie(projects.supervisor(projects.project(places.city_centre())))

    async def ask() -> str:
        async with served() as port, opened(port, "/supervisor/record/download/", Cookie=session) as stream:
            assert stream.status == 200
            return await stream.rest()

    header, *entries, _ = [json.loads(line) for line in asyncio.run(ask()).removesuffix("\n").split("\n")]
    assert [entry["index"] for entry in entries] == [0, 1, 2, 3, 4]
    root = root_of([SHA256.leaf(entry["entry"].encode()) for entry in entries])
    assert (header["size"], root.hex()) == queries.head()
