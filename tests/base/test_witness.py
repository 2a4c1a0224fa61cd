"""The log of this node: acknowledged, placed, signed; never changed, never forked; erased without a trace of harm."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, connections, transaction

from yuanping.base import witness
from yuanping.base.context import Ctx
from yuanping.base.witness import keys, log, queries
from yuanping.base.witness.erasing import erase
from yuanping.base.witness.models import Checkpoint, Entry, Leaf, Tile, Waiting
from yuanping.base.witness.proving import consistency_path, proof_of
from yuanping.base.witness.sequencer import Sequencer, ShadowRoot
from yuanping.base.witness.standing import policy, standing
from yuanping.base.witness.verification import verify_record
from yuanping.core.errors import Refused
from yuanping.core.events import Event
from yuanping.core.tlog import national, sm2
from yuanping.core.tlog.checkpoints import parse_checkpoint
from yuanping.core.tlog.leaves import ROUND, parse_leaf, unopened
from yuanping.core.tlog.notes import parse_note, verified
from yuanping.core.tlog.proofs import parse_proof, verify_proof
from yuanping.core.tlog.tree import verify_consistency

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


def test_entry_waits_and_then_has_its_place(record: list[int]) -> None:
    assert (queries.acknowledged(), queries.head()[0]) == (4, 0)
    assert standing(record[0]).index is None
    assert log.sequence(now=NOW) == 4
    assert [standing(number).index for number in record] == [0, 1, 2, 3]
    assert (queries.acknowledged(), queries.head()[0], Waiting.objects.count()) == (4, 4, 0)
    assert verify_record() == (4, queries.head()[1], [])


def test_checkpoint_is_signed_twice(record: list[int]) -> None:
    log.sequence(now=NOW)
    note = parse_note(Checkpoint.objects.get().note)
    assert verified(note, [keys.log_key().verifier]) == [(keys.log_key().verifier, None)]
    head = log.read_head(connection.cursor())
    said = parse_checkpoint(note.text)
    assert (said.size, said.root) == (head.size, head.root)
    private = keys.national_key()
    assert private is not None
    public = sm2.public_of(private)
    assert national.verify_line(public, note=note, name=said.origin) == head.sm3_root


def test_proof_of_each_entry_holds(record: list[int]) -> None:
    log.sequence(now=NOW, limit=3)
    log.sequence(now=NOW)
    for leaf in Leaf.objects.select_related("entry"):
        for checkpoint in Checkpoint.objects.filter(size__gt=leaf.index):
            proof = parse_proof(proof_of(leaf.index, checkpoint).encode())
            verify_proof(proof, entry=leaf.entry.content.encode(), policy=policy())
    first, second = (parse_checkpoint(parse_note(c.note).text) for c in Checkpoint.objects.all())
    verify_consistency(
        old_size=first.size,
        old_root=first.root,
        new_size=second.size,
        new_root=second.root,
        path=consistency_path(first.size, second.size),
    )


def test_entries_of_a_project_form_a_chain(record: list[int]) -> None:
    said = [queries.parsed(entry) for entry in queries.entries(project_id=7)]
    hashes = [None, *queries.entries(project_id=7).values_list("hash", flat=True)]
    assert [each["chain"] for each in said] == [
        {"number": n, "previous": previous} for n, previous in enumerate(hashes[:4])
    ]
    assert [each["data"]["what"] for each in said] == ["第0件", "第1件", "第2件", "第3件"]


def test_entry_tells_nobody_what_it_says(record: list[int]) -> None:
    texts = list(Entry.objects.values_list("content", flat=True))
    assert not [text for text in texts if "happened" in text or "第0件" in text or "测试" in text]


def test_size_of_an_entry_tells_no_kind(record: list[int]) -> None:
    """Who watches the public log must not see when an evaluation begins, or that a sub-venue was asked."""

    def kinds(base: type[Event]) -> Iterator[type[Event]]:
        for each in base.__subclasses__():
            yield from (each, *kinds(each))

    ours = {kind for kind in kinds(Event) if kind.__module__.startswith("yuanping.")}
    common = len(queries.openings(queries.entries().get(number=record[0]))) - 1
    apart = {kind.KIND for kind in ours if common + len(fields(kind)) - 1 > ROUND}
    assert len(ours) > 50
    assert apart == {"projects.project.registered"}  # a public act


def test_erased_fact_is_gone_and_the_proof_stays(record: list[int], ctx: Ctx) -> None:
    log.sequence(now=NOW)
    erase(ctx, record[1], ["actor", "data.what"], reason="依当事人申请删除")
    entry = queries.entries().get(number=record[1])
    said = queries.parsed(entry)
    assert ("actor" in said, said["data"], said["project"]) == (False, {}, 7)
    assert unopened(parse_leaf(entry.content.encode()), queries.openings(entry)) == []
    log.sequence(now=NOW)
    assert verify_record()[2] == []
    told = queries.parsed(queries.entries().last())  # type: ignore[arg-type]
    assert told["kind"] == "witness.erased"
    assert told["data"] == {
        "number": record[1],
        "names": ["actor", "data.what"],
        "reason": "依当事人申请删除",
    }
    assert (told["project"], told["chain"]["number"]) == (7, 4)  # who reads the project's record sees it


@pytest.mark.parametrize("name", ["number", "kind", "version", "project", "chain"])
def test_place_of_an_entry_is_not_erased(record: list[int], ctx: Ctx, name: str) -> None:
    """An entry without its place would break its project's record for ever, or hide from it."""
    with pytest.raises(Refused) as caught:
        erase(ctx, record[1], ["actor", name], reason="依当事人申请删除")
    assert caught.value.code == "not-erasable"
    assert {"actor", name} <= queries.parsed(queries.entries().get(number=record[1])).keys()


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("UPDATE witness_entry SET content = content", "append-only"),
        ("DELETE FROM witness_entry", "append-only"),
        ("TRUNCATE witness_leaf", "append-only"),
        ("DELETE FROM witness_leaf", "append-only"),
        ("DELETE FROM witness_opening", "only be erased"),
        ("UPDATE witness_opening SET facts = jsonb_set(facts, '{kind,1}', '\"x\"')", "only be erased"),
        ('UPDATE witness_opening SET facts = facts || \'{"data.x": ["00", 1]}\'', "only be erased"),
        ("UPDATE witness_tile SET hashes = substring(hashes FROM 1 FOR 32)", "only grows"),
        ("UPDATE witness_tile SET hashes = set_byte(hashes, 3, 255 - get_byte(hashes, 3))", "only grows"),
        ("UPDATE witness_head SET size = 1", "only grows"),
        ("DELETE FROM witness_head", "only grows"),
        ("UPDATE witness_checkpoint SET size = 9", "append-only"),
    ],
)
def test_record_refuses_change_by_sql(record: list[int], statement: str, guard: str) -> None:
    log.sequence(now=NOW)
    with pytest.raises(DatabaseError, match=guard), transaction.atomic():
        connection.cursor().execute(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (
            "UPDATE witness_entry SET content = replace(content, '2026', '2025') WHERE number = %s",
            "hash-mismatch",
        ),
        (
            "UPDATE witness_entry SET content = replace(content, '2026', '2025') WHERE number = %s",
            "head-mismatch",
        ),
        (
            "UPDATE witness_opening SET facts = jsonb_set(facts, '{data.what,1}', '\"x\"') WHERE entry_id = %s",
            "opening-mismatch",
        ),
        ("DELETE FROM witness_leaf WHERE entry_id = %s", "gap"),
        (
            "UPDATE witness_tile SET hashes = set_byte(hashes, 40, 255 - get_byte(hashes, 40)) WHERE 1 < %s",
            "tile-mismatch",
        ),
        ("DELETE FROM witness_checkpoint WHERE 1 < %s", "no-checkpoint"),
    ],
)
def test_verification_finds_what_the_owner_of_the_database_did(
    record: list[int], damage: str, code: str
) -> None:
    log.sequence(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may be pending when triggers are lifted
        for table in ("entry", "leaf", "opening", "tile", "checkpoint"):
            cursor.execute(f"ALTER TABLE witness_{table} DISABLE TRIGGER USER")
        cursor.execute(damage, [record[1] if "number" in damage or "entry_id" in damage else 2])
    assert code in {finding.code for finding in verify_record()[2]}


def test_sequencer_stops_at_an_altered_entry(record: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE witness_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE witness_entry SET content = content || ' ' WHERE number = %s", [record[2]])
    with pytest.raises(log.Forked, match=str(record[2])):
        log.sequence(now=NOW)


def test_sequencer_with_an_outdated_head_stops(record: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    log.sequence(now=NOW, limit=2)
    outdated = log.read_edge(connection.cursor())
    log.sequence(now=NOW, limit=1)
    monkeypatch.setattr(log, "read_edge", lambda cursor: outdated)
    with pytest.raises((log.Forked, DatabaseError)), transaction.atomic():
        log.sequence(now=NOW)
    monkeypatch.undo()
    assert (queries.head()[0], queries.acknowledged()) == (3, 4)


def test_second_sequencer_waits(committed_db: None, ctx: Ctx) -> None:
    with transaction.atomic():
        witness.append(ctx, SomethingHappened(what="x"))
    done: list[int] = []

    def other() -> None:
        done.append(log.sequence(now=NOW))
        connections.close_all()

    with transaction.atomic(), connection.cursor() as cursor:
        assert log.lead(cursor)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert (done, log.sequence(now=NOW)) == ([0], 1)


def test_shadow_root_is_logged_once_a_minute(record: list[int]) -> None:
    sequencer = Sequencer()
    assert sequencer.turn() == 4
    sequencer.turn()
    root = queries.parsed(queries.entries().filter(kind=ShadowRoot.KIND).get())["data"]
    assert root["size"] == 4
    assert log.read_head(connection.cursor()).size == 5
    for _ in range(3):
        sequencer.turn()
    assert queries.acknowledged() == 5


def test_quiet_log_is_signed_hourly(record: list[int]) -> None:
    log.sequence(now=NOW - timedelta(days=400))
    count = Checkpoint.objects.count()
    Sequencer()._sign()
    Sequencer()._sign()
    assert Checkpoint.objects.count() == count + 1


def test_append_outside_a_transaction_is_refused(committed_db: None, ctx: Ctx) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        witness.append(ctx, SomethingHappened(what="x"))
    assert Entry.objects.count() == 0


def test_tiles_hold_both_trees(record: list[int]) -> None:
    log.sequence(now=NOW)
    assert set(Tile.objects.values_list("tree", "level", "number")) == {("sha256", 0, 0), ("sm3", 0, 0)}
