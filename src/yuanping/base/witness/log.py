"""The tree over the entries: sequencing, checkpoints, and reading tiles.

One writer: whoever holds the advisory lock, and even then the head is compared before it is swapped,
so that two sequencers, or one with an outdated idea of the tree, can never fork the log. Places in the
tree, tiles, head and signed checkpoint are written in one transaction.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from yuanping.base.witness import keys
from yuanping.core.errors import Refused
from yuanping.core.tlog import national
from yuanping.core.tlog.checkpoints import Checkpoint
from yuanping.core.tlog.hashing import SHA256, SM3, Hashing
from yuanping.core.tlog.notes import Note
from yuanping.core.tlog.tiles import Read, Tile, grow

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

SEQUENCER = 0x79_70_6C_6F_67  # "yplog"
"""The advisory lock of the one sequencer."""

CHANNEL = "yuanping_events"
"""PostgreSQL notification channel: the index and project of an entry that has its place in the tree."""

BATCH = 5000
"""Entries that are sequenced in one transaction at most."""
TOLD_ONE_BY_ONE = 200
"""Above so many entries at once, listeners are told to read the rows instead."""

TAKE = """
    WITH taken AS (
        DELETE FROM witness_waiting WHERE entry_id IN (
            SELECT entry_id FROM witness_waiting ORDER BY entry_id LIMIT %s
        ) RETURNING entry_id
    )
    SELECT number, hash, content, project_id FROM witness_entry JOIN taken ON entry_id = number ORDER BY number
"""
PLACE = "INSERT INTO witness_leaf (index, entry_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[])"
EDGE = """
    SELECT EXISTS (SELECT FROM witness_hold WHERE lifted_at IS NULL),
        size, root, sm3_root, tree, level, number, hashes
    FROM witness_head LEFT JOIN witness_tile ON level < 7 AND number = size >> (8 * (level + 1))
"""
SWAP = """
    UPDATE witness_head SET size = %s, root = %s, sm3_root = %s
    WHERE size = %s AND root = %s AND sm3_root = %s
"""
STORE = """
    INSERT INTO witness_tile (tree, level, number, hashes)
    SELECT * FROM unnest(%s::text[], %s::smallint[], %s::bigint[], %b::bytea[])
    ON CONFLICT (tree, level, number) DO UPDATE SET hashes = excluded.hashes
"""
SIGN = "INSERT INTO witness_checkpoint (size, root, at, note) VALUES (%s, %s, %s, %s)"


class Forked(RuntimeError):
    """The tree is not what this sequencer took it for, or an entry is not what was acknowledged: stop."""


class Held(Refused):
    """The node signs nothing while its tree may lack what its witnesses have seen. Code ``log-held``."""

    def __init__(self) -> None:
        super().__init__(
            "log-held",
            "见证记录已暂停签发：本节点的记录与见证方所见证的尚未核对一致。",
            remedy="请在“见证监测”页查看原因；缺少记录的，请用 yuanping witness recover 恢复。",
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the tree and of its shadow."""

    size: int
    root: bytes
    sm3_root: bytes

    @property
    def columns(self) -> tuple[int, str, str]:
        return self.size, self.root.hex(), self.sm3_root.hex()


@dataclass(frozen=True, slots=True)
class Row:
    """An acknowledged entry."""

    number: int
    hash: bytes
    content: bytes
    project_id: int | None


Edge = tuple[Head, dict[str, Read]]
"""The head of the tree, and by the tree's name a reader of its right edge: what growing reads."""


def sequence(*, now: datetime, limit: int = BATCH) -> int:
    """Give the waiting entries their places and sign the new tree; returns how many.

    0 when there are none, another process is the sequencer, or the log is held.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if not lead(cursor) or is_held(cursor):
            return 0
        cursor.execute(TAKE, [limit])
        rows = [Row(n, bytes.fromhex(h), content.encode(), project) for n, h, content, project in cursor]
        if rows:
            place(read_edge(cursor), rows, sign_at=now)
    return len(rows)


def lead(cursor: "CursorWrapper") -> bool:
    """Become the one sequencer until the transaction ends; False when another is."""
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEQUENCER])
    return bool(cursor.fetchone()[0])


def lead_in_turn() -> None:
    """The same, waiting until the other has ended."""
    run("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER])


def is_held(cursor: "CursorWrapper") -> bool:
    """Whether there is a reason to sign nothing (``recovery`` finds and lifts them)."""
    cursor.execute("SELECT EXISTS (SELECT FROM witness_hold WHERE lifted_at IS NULL)")
    return bool(cursor.fetchone()[0])


def place(
    edge: Edge, rows: Sequence[Row], *, sign_at: datetime | None, first: Callable[[], object] = int
) -> int:
    """Append entries to the tree behind ``edge``, in the caller's transaction; returns the first one's index.

    Signs the new tree as of ``sign_at``; None leaves that to a later checkpoint. What ``first`` runs is under
    way while the tree grows. Raises ``Forked`` when an entry's bytes do not hash to what was acknowledged, or
    the head moved.
    """
    before, read = edge
    indexes = list(range(before.size, before.size + len(rows)))
    with pipeline():
        first()
        run(PLACE, [indexes, [row.number for row in rows]])
        grown = _grow(before, read, rows)
        run(STORE, grown.tiles)
        _tell(indexes, rows)
        swapped = run(SWAP, [*grown.head.columns, *before.columns])
        if sign_at is not None:
            run(SIGN, [grown.head.size, grown.head.root.hex(), sign_at, sign(grown.head).encode()])
    if swapped.rowcount != 1:
        raise Forked(f"the head moved away from {before.size} while {len(rows)} entries were placed")
    return before.size


@dataclass(frozen=True, slots=True)
class _Grown:
    """The tree after it has grown: its head, and the columns of the tiles that were touched."""

    head: Head
    tiles: list[list[Any]]


def _grow(before: Head, read: dict[str, Read], rows: Sequence[Row]) -> _Grown:
    hashes = [SHA256.leaf(row.content) for row in rows]
    for row, digest in zip(rows, hashes, strict=True):
        if digest != row.hash:
            raise Forked(f"entry {row.number} is not the one that was acknowledged")
    roots: dict[str, bytes] = {}
    touched: list[tuple[str, int, int, bytes]] = []
    for hashing, leaf_hashes in ((SHA256, hashes), (SM3, [SM3.leaf(row.content) for row in rows])):
        tiles, roots[hashing.name] = grow(before.size, leaf_hashes, read[hashing.name], hashing)
        touched += [(hashing.name, level, number, content) for (level, number), content in tiles.items()]
    columns = [list(column) for column in zip(*touched, strict=True)]
    return _Grown(Head(before.size + len(rows), roots[SHA256.name], roots[SM3.name]), columns)


def run(statement: LiteralString, parameters: Sequence[Any] = ()) -> "psycopg.Cursor[Any]":
    """Run a statement of the current transaction whose parameters the server binds.

    Arrays travel as they are, and inside of ``pipeline()`` the answer is not waited for.
    """
    with connection.wrap_database_errors:
        return psycopg.Cursor(connection.connection).execute(statement, parameters, binary=True)


@contextmanager
def pipeline() -> Iterator[None]:
    """Send several statements of ``run`` at once; their answers are there when the block ends."""
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def sign_again(*, now: datetime) -> None:
    """Sign the tree as it stands: what the bare log left unsigned, or a quiet log once more. Not while it is held."""
    with transaction.atomic(), connection.cursor() as cursor:
        if lead(cursor) and not is_held(cursor):
            write_checkpoint(cursor, read_head(cursor), now=now)


def write_checkpoint(cursor: "CursorWrapper", head: Head, *, now: datetime) -> None:
    """Sign a head and keep the checkpoint, in the caller's transaction."""
    cursor.execute(SIGN, [head.size, head.root.hex(), now, sign(head).encode()])


def sign(head: Head) -> Note:
    """The checkpoint of a head: signed with Ed25519, and with SM2 over the SM3 tree where the machine can."""
    text = Checkpoint(settings.LOG_ORIGIN, head.size, head.root).text
    signatures = [keys.log_key().sign(text)]
    private = keys.national_key()
    if private is not None:
        signatures.append(
            national.sign_line(private, name=settings.LOG_ORIGIN, text=text, sm3_root=head.sm3_root)
        )
    return Note(text, tuple(signatures))


def read_edge(cursor: "CursorWrapper", *, although_held: bool = False) -> Edge:
    """The head and both trees' right edges, in one query. Raises ``Held`` as ``edge_of`` does."""
    cursor.execute(EDGE)
    return edge_of(cursor.fetchall(), although_held=although_held)


def edge_of(rows: Sequence[tuple[Any, ...]], *, although_held: bool = False) -> Edge:
    """The edge from the rows of ``EDGE``, read after the caller became the one sequencer.

    Raises ``Held`` while the log is: ``although_held`` is for recovery, which only puts back what was signed.
    """
    held, size, root, sm3_root = rows[0][:4]
    if held and not although_held:
        raise Held
    edges: dict[str, dict[Tile, bytes]] = {SHA256.name: {}, SM3.name: {}}
    for tree, level, number, hashes in (row[4:] for row in rows if row[4] is not None):
        content = bytes(hashes)
        edges[tree][Tile(level, number, len(content) // 32)] = content
    head = Head(size, bytes.fromhex(root), bytes.fromhex(sm3_root))
    return head, {tree: tiles.__getitem__ for tree, tiles in edges.items()}


def current_head() -> Head:
    """The head as it is committed, or as the caller's transaction sees it."""
    with connection.cursor() as cursor:
        return read_head(cursor)


def read_head(cursor: "CursorWrapper") -> Head:
    cursor.execute("SELECT size, root, sm3_root FROM witness_head")
    size, root, sm3_root = cursor.fetchone()
    return Head(size, bytes.fromhex(root), bytes.fromhex(sm3_root))


def read_tiles(
    tiles: Sequence[Tile], hashing: Hashing = SHA256, cursor: "CursorWrapper | None" = None
) -> dict[Tile, bytes]:
    """The hashes of several tiles in one query. Raises ``LookupError`` for one that is not (so wide) there."""
    query = """
        SELECT level, number, hashes FROM witness_tile
        JOIN unnest(%s::smallint[], %s::bigint[]) AS wanted (l, n) ON level = l AND number = n WHERE tree = %s
    """
    levels, numbers = [tile.level for tile in tiles], [tile.number for tile in tiles]
    params: list[Any] = [levels, numbers, hashing.name]
    if cursor is None:
        with connection.cursor() as own:
            own.execute(query, params)
            found = own.fetchall()
    else:
        cursor.execute(query, params)
        found = cursor.fetchall()
    there = {(level, number): bytes(hashes) for level, number, hashes in found}
    answer = {tile: there.get((tile.level, tile.number), b"")[: tile.width * 32] for tile in tiles}
    for tile, hashes in answer.items():
        if len(hashes) != tile.width * 32:
            raise LookupError(f"no tile {tile}")
    return answer


def prefetched(
    tiles: Sequence[Tile], hashing: Hashing = SHA256, cursor: "CursorWrapper | None" = None
) -> Read:
    """A reader of tiles that are fetched in one query."""
    return read_tiles(tiles, hashing, cursor).__getitem__


def latest_checkpoint() -> Note | None:
    """The newest checkpoint with the node's own signatures; None while nothing has been sequenced."""
    from yuanping.core.tlog.notes import parse_note  # noqa: PLC0415

    newest = apps.get_model("witness", "Checkpoint").objects.order_by("-id").first()
    return None if newest is None else parse_note(newest.note)


def _tell(indexes: Sequence[int], rows: Sequence[Row]) -> None:
    """Notify the live pages; the node's own entries are on nobody's."""
    told = [
        json.dumps({"index": index, "project": row.project_id})
        for index, row in zip(indexes, rows, strict=True)
        if row.project_id is not None
    ]
    if len(told) > TOLD_ONE_BY_ONE:
        told = [json.dumps({"index": -1, "project": None})]
    if told:
        run("SELECT pg_notify(%s, said) FROM unnest(%s::text[]) AS said", [CHANNEL, told])
