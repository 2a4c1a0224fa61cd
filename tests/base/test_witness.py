"""The record cannot be changed, and every change to it shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction

from yuanping.base import witness
from yuanping.base.context import Ctx
from yuanping.base.witness import queries
from yuanping.base.witness.models import Entry
from yuanping.core.events import Event

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingHappened(Event):
    KIND: ClassVar[str] = "test.happened"
    what: str


@pytest.fixture
def ctx() -> Ctx:
    return Ctx(now=NOW, actor_name="测试", roles=frozenset(), channel="test", request_id="r1")


@pytest.fixture
def record(db: None, ctx: Ctx) -> list[int]:
    with transaction.atomic():
        return [witness.append(ctx, SomethingHappened(what=f"第{n}件", project_id=7)) for n in range(4)]


def test_record_of_honest_entries_verifies(record: list[int]) -> None:
    count, head, findings = witness.verify(queries.chain_rows(), expected_head=queries.head())
    assert (count, findings) == (record[-1] + 1, [])
    assert head == queries.head()[1]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE witness_entry SET body = body", "DELETE FROM witness_entry", "TRUNCATE witness_entry"],
)
def test_entry_refuses_change_by_sql(record: list[int], statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda rows: [(i, b.replace("第1件", "第9件"), h) for i, b, h in rows], "hash-mismatch"),
        (lambda rows: rows[:1] + rows[2:], "gap"),
        (lambda rows: rows[:-1], "head-mismatch"),
        (lambda rows: [rows[1], rows[0], *rows[2:]], "gap"),
        (lambda rows: [(i, b.replace('"v":1', '"v": 1'), h) for i, b, h in rows], "not-canonical"),
    ],
)
def test_verify_finds_damage(record: list[int], damage: object, code: str) -> None:
    rows = damage(list(queries.chain_rows()))  # type: ignore[operator]
    _, _, findings = witness.verify(rows, expected_head=queries.head())
    assert code in {finding.code for finding in findings}


def test_append_outside_a_transaction_is_refused(committed_db: None, ctx: Ctx) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        witness.append(ctx, SomethingHappened(what="x"))
    assert Entry.objects.count() == 0
