"""The record as a file: it verifies as it stands, and a damaged file says where."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from yuanping.base import witness
from yuanping.base.context import Ctx
from yuanping.base.witness import queries
from yuanping.base.witness.export import entry_lines, header_now, read_export, write_export
from yuanping.core.errors import Invalid
from yuanping.core.events import Event

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingExported(Event):
    KIND: ClassVar[str] = "test.exported"
    what: str


@pytest.fixture
def ctx() -> Ctx:
    return Ctx(now=NOW, actor_name="测试", roles=frozenset(), channel="test", request_id="r1")


@pytest.fixture
def exported(db: None, ctx: Ctx, tmp_path: Path) -> Path:
    """Three entries, one with a line separator that careless readers take for a line's end."""
    with transaction.atomic():
        for what in ("甲", "乙\u2028\n丙", "丁"):
            witness.append(ctx, SomethingExported(what=what, project_id=7))
    file = tmp_path / "record.jsonl"
    with file.open("w", encoding="utf-8") as out:
        assert write_export(out, now=NOW) == queries.head()
    return file


def test_export_read_again_verifies(exported: Path) -> None:
    header, rows = read_export(exported)
    kept = list(rows)
    count, head, findings = witness.verify(kept, expected_head=(header.count, header.head))
    assert (count, head, findings) == (*queries.head(), [])
    assert kept == list(queries.chain_rows())
    assert (header.format, header.exported_at) == (
        "yuanping-witness/1",
        "2026-11-20T01:30:00.000000Z",
    )


def test_export_of_an_empty_record_has_a_header_only(db: None) -> None:
    out = io.StringIO()
    assert write_export(out, now=NOW) == (0, "0" * 64)
    assert json.loads(out.getvalue())["head"] == "0" * 64


def test_export_under_way_leaves_out_what_is_appended_meanwhile(exported: Path, ctx: Ctx) -> None:
    header = header_now(now=NOW)
    with transaction.atomic():
        witness.append(ctx, SomethingExported(what="晚到"))
    lines = entry_lines(header, 1).removesuffix("\n").split("\n")
    assert [json.loads(line)["index"] for line in lines] == [1, 2]
    assert entry_lines(header, header.count) == ""


Damage = Callable[[list[str]], list[str]]


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda lines: [], "第 1 行是空的"),
        (lambda lines: lines[1:], "第 1 行应写明格式"),
        (lambda lines: [lines[0].replace('"count":3', '"count":"3"'), *lines[1:]], "第 1 行缺少条数"),
        (lambda lines: [lines[0].replace('"node"', '"Node"'), *lines[1:]], "第 1 行缺少节点名称"),
        (lambda lines: [*lines[:2], "{", *lines[2:]], "第 3 行无法解析"),
        (lambda lines: [*lines[:2], "[]", *lines[2:]], "第 3 行不是一个 JSON 对象"),
        (lambda lines: [*lines[:3], "", lines[3]], "第 4 行无法解析"),
        (lambda lines: [*lines[:3], lines[3].replace('"hash"', '"Hash"')], "第 4 行应恰有"),
        (lambda lines: [lines[0], lines[1].replace('"index":0', '"index":true')], "第 2 行的序号"),
    ],
)
def test_reading_a_malformed_file_names_the_line(exported: Path, damage: Damage, says: str) -> None:
    lines = exported.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    exported.write_text("\n".join(damage(lines)), encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        list(read_export(exported)[1])
    assert caught.value.code == "export-malformed"
    assert says in caught.value.message


def test_reading_a_file_that_is_not_text_is_refused(exported: Path) -> None:
    exported.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Invalid, match="UTF-8"):
        read_export(exported)


def test_reading_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="export-unreadable"):
        read_export(tmp_path / "absent.jsonl")


def test_changed_entry_in_a_well_formed_file_is_found(exported: Path) -> None:
    exported.write_text(exported.read_text(encoding="utf-8").replace("甲", "戊"), encoding="utf-8")
    header, rows = read_export(exported)
    _, _, findings = witness.verify(rows, expected_head=(header.count, header.head))
    assert [(f.index, f.code) for f in findings] == [(0, "hash-mismatch")]
