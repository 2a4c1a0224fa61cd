"""The copies that the mirror keeps: entries and tiles as rows, written a bundle at a time.

Whatever moment the process or the machine dies at, the rows hold a beginning of the log, and ``held`` says how
much; what is signed is never more than that.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from yuanping.base.witness import keys
from yuanping.base.witness.serving import require_within
from yuanping.base.witnessing.cosigning import insist_on_durability
from yuanping.base.witnessing.models import MirroredLog
from yuanping.core.errors import NotFound
from yuanping.core.tlog.checkpoints import parse_checkpoint
from yuanping.core.tlog.cosignatures import cosign
from yuanping.core.tlog.hashing import SHA256, SIZE
from yuanping.core.tlog.notes import MAX_SIGNATURES, Note, parse_note
from yuanping.core.tlog.tiles import WIDTH, Bundle, Read, Tile, bundle, grow, root

ADD = """
    INSERT INTO witnessing_mirroredentry (log_id, index, content)
    SELECT %s, * FROM unnest(%s::bigint[], %s::bytea[])
"""
STORE = """
    INSERT INTO witnessing_mirroredtile (log_id, level, number, hashes) VALUES (%s, %s, %s, %s)
    ON CONFLICT (log_id, level, number) DO UPDATE SET hashes = excluded.hashes
"""
TILE = "SELECT hashes FROM witnessing_mirroredtile WHERE log_id = %s AND level = %s AND number = %s"
ENTRIES = """
    SELECT content FROM witnessing_mirroredentry WHERE log_id = %s AND index >= %s AND index < %s ORDER BY index
"""


class Overtaken(Exception):
    """Another process of this node has moved the copy on meanwhile: look again."""


class Damaged(RuntimeError):
    """What this node stores is not what it verified when it stored it: nothing of it is signed."""


def copy_of(origin: str) -> MirroredLog:
    """The row of a mirrored log, made at first sight."""
    found = MirroredLog.objects.filter(origin=origin).first()
    if found is None:
        MirroredLog.objects.bulk_create(
            [MirroredLog(origin=origin, root=SHA256.empty.hex())], ignore_conflicts=True
        )
        found = MirroredLog.objects.get(origin=origin)
    return found


def locked(seen: MirroredLog) -> MirroredLog:
    """The row, locked until the transaction ends, whose commit will be durable; ``Overtaken`` if it moved on."""
    insist_on_durability()
    row = MirroredLog.objects.select_for_update().get(pk=seen.pk)
    if (row.held, row.size, row.target) != (seen.held, seen.size, seen.target):
        raise Overtaken
    return row


def aim_at(copy: MirroredLog, target: Note) -> MirroredLog:
    """Take a checkpoint, shown to continue the one before, as what is fetched next."""
    with transaction.atomic():
        row = locked(copy)
        row.target = target.encode()
        row.save()
    return row


def store(copy: MirroredLog, entries: Sequence[bytes], *, tile: bytes) -> MirroredLog:
    """Append entries of one bundle, durably. ``tile`` is what the log's lowest tile holds after them.

    Raises ``Overtaken``, and ``Damaged`` when our own tiles do not come to that.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        row = locked(copy)
        tiles, _ = grow(row.held, [SHA256.leaf(entry) for entry in entries], stored_tiles(row))
        if tiles[0, row.held // WIDTH] != tile:
            raise Damaged(
                f"{row.origin}: the stored tile 0/{row.held // WIDTH} is not the one that was verified"
            )
        cursor.execute(ADD, [row.pk, list(range(row.held, row.held + len(entries))), list(entries)])
        cursor.executemany(STORE, [(row.pk, *where, content) for where, content in tiles.items()])
        row.held += len(entries)
        row.save()
    return row


def sign(copy: MirroredLog, note: Note, *, now: datetime) -> MirroredLog:
    """Cosign a checkpoint of which everything is held, and publish it. ``Damaged`` unless our tiles hash to it."""
    said = parse_checkpoint(note.text)
    with transaction.atomic():
        row = locked(copy)
        if said.size > row.held or root(said.size, stored_tiles(row)) != said.root:
            raise Damaged(f"{row.origin}: what is stored is not the tree of {said.size} that was verified")
        ours = cosign(keys.mirror_key(), note.text, timestamp=int(now.timestamp()))
        row.size, row.root, row.at, row.target = said.size, said.root.hex(), now, note.encode()
        # a line in our name that came from elsewhere would spoil the note for whoever knows our key
        others = [each for each in note.signatures if (each.name, each.key_id) != (ours.name, ours.key_id)]
        row.note = Note(note.text, (*others[: MAX_SIGNATURES - 1], ours)).encode()
        row.save()
    return row


def stored_tiles(copy: MirroredLog) -> Read:
    """A reader of what is stored of a log. Raises ``Damaged`` for a tile that is not (so wide) there."""

    def read(tile: Tile) -> bytes:
        with connection.cursor() as cursor:
            cursor.execute(TILE, [copy.pk, tile.level, tile.number])
            found = cursor.fetchone()
        content = b"" if found is None else bytes(found[0])[: tile.width * SIZE]
        if len(content) != tile.width * SIZE:
            raise Damaged(f"{copy.origin}: {tile} is not stored")
        return content

    return read


def mirrored_checkpoint(origin: str) -> str:
    """The newest checkpoint of which everything is held, with our cosignature. ``NotFound`` before the first."""
    return _published(origin).note


def mirrored_hashes(origin: str, tile: Tile) -> bytes:
    """A tile within the mirror's checkpoint; ``NotFound`` for others."""
    copy = _published(origin)
    require_within(tile, size=copy.size)
    return stored_tiles(copy)(tile)


def mirrored_bundle(origin: str, wanted: Bundle) -> bytes:
    """Entries within the mirror's checkpoint; ``NotFound`` for others."""
    copy = _published(origin)
    require_within(wanted, size=copy.size)
    start = wanted.number * WIDTH
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [copy.pk, start, start + wanted.width])
        entries = [bytes(content) for (content,) in cursor]
    if len(entries) != wanted.width:
        raise Damaged(f"{origin}: {wanted} is not stored")
    return bundle(entries)


def newest(copy: MirroredLog) -> Note | None:
    """The newest checkpoint of the log that has been accepted, mirrored or on the way."""
    return parse_note(copy.target) if copy.target else None


def _published(origin: str) -> MirroredLog:
    found = MirroredLog.objects.filter(origin=origin).exclude(note="").first()
    if found is None:
        raise NotFound("not-mirrored", "本节点还没有此日志的镜像。")
    return found
