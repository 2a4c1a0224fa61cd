"""The record as a file: how far it goes, and what each line carries. tests/verifier checks that it verifies."""

import base64
import hashlib
import io
import json
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from yuanping.base import witness
from yuanping.base.context import Ctx
from yuanping.base.witness import log, queries
from yuanping.base.witness.evidence.export import RecordFile, header_now, write_export
from yuanping.core.errors import Refused
from yuanping.core.events import Event
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.tree import root_of, verify_inclusion

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingExported(Event):
    KIND: ClassVar[str] = "test.exported"
    what: str


@pytest.fixture
def ctx() -> Ctx:
    return Ctx(now=NOW, actor_name="测试", roles=frozenset(), channel="test", request_id="r1")


@pytest.fixture
def recorded(db: None, ctx: Ctx) -> None:
    """Three entries of one project and one of another, one with a line separator that careless readers break at."""
    with transaction.atomic():
        for what, project in (("甲", 7), ("乙\u2028\n丙", 7), ("别", 8), ("丁", 7)):
            witness.append(ctx, SomethingExported(what=what, project_id=project))
    log.sequence(now=NOW)


def exported(project_id: int | None = None) -> list[dict[str, object]]:
    out = io.StringIO()
    count, checkpoint = write_export(out, now=NOW, project_id=project_id)
    *lines, seal = out.getvalue().removesuffix("\n").split("\n")
    sealed = "".join(f"{line}\n" for line in lines).encode()
    assert json.loads(seal) == {"sha256": hashlib.sha256(sealed).hexdigest()}
    header, *entries = map(json.loads, lines)
    assert (header["count"], header["checkpoint"]) == (count, checkpoint) == (len(entries), checkpoint)
    return [header, *entries]


def test_export_of_the_node_holds_the_tree(recorded: None) -> None:
    header, *entries = exported()
    assert [entry["index"] for entry in entries] == [0, 1, 2, 3]
    leaves = [SHA256.leaf(str(entry["entry"]).encode()) for entry in entries]
    assert (header["size"], root_of(leaves).hex()) == queries.head()
    assert (header["scope"], header["exported_at"]) == ("node", "2026-11-20T01:30:00.000000Z")
    said = [{name: value for _, name, value in entry["openings"]} for entry in entries]  # type: ignore[attr-defined]
    assert [each["data.what"] for each in said] == ["甲", "乙\u2028\n丙", "别", "丁"]


def test_export_of_a_project_holds_a_path_for_each_entry(recorded: None) -> None:
    header, *entries = exported(7)
    assert (header["scope"], header["project"]) == ("project", 7)
    assert [entry["index"] for entry in entries] == [0, 1, 3]
    size, root = queries.head()
    for entry in entries:
        verify_inclusion(
            SHA256.leaf(str(entry["entry"]).encode()),
            index=int(str(entry["index"])),
            size=size,
            path=[base64.b64decode(each) for each in entry["path"]],  # type: ignore[attr-defined]
            root=bytes.fromhex(root),
        )


def test_export_of_a_record_that_nobody_signed_is_refused(db: None) -> None:
    with pytest.raises(Refused) as caught:
        header_now(now=NOW)
    assert caught.value.code == "nothing-signed"


def test_export_under_way_leaves_out_what_is_appended_meanwhile(recorded: None, ctx: Ctx) -> None:
    header = header_now(now=NOW)
    with transaction.atomic():
        witness.append(ctx, SomethingExported(what="晚到"))
    log.sequence(now=NOW)
    file = RecordFile(header)
    pieces = [file.next() for _ in range(4)]
    assert [len(piece.removesuffix("\n").split("\n")) for piece in pieces[:3]] == [1, 4, 1]
    assert pieces[3] == ""
