"""The public files of this node's log (C2SP tlog-tiles): its checkpoint, its tiles, its entries in bundles.

Only what a signed checkpoint covers is handed out: what is written and not yet signed is nobody's to see.
"""

from django.db import connection

from yuanping.base.witness.log import read_tiles
from yuanping.base.witness.models import Checkpoint
from yuanping.base.witness.standing import best_checkpoint, cosigned
from yuanping.core.errors import NotFound
from yuanping.core.tlog.hashing import SHA256, Hashing
from yuanping.core.tlog.notes import Note
from yuanping.core.tlog.tiles import WIDTH, Bundle, Tile, bundle

ENTRIES = """
    SELECT content FROM witness_leaf JOIN witness_entry ON number = entry_id
    WHERE index >= %s AND index < %s ORDER BY index
"""


def published_checkpoint() -> Note:
    """The newest checkpoint that the quorum has seen, with its cosignatures; without such, the newest.

    Raises ``NotFound`` (no-checkpoint) before the first.
    """
    found = best_checkpoint()
    if found is None:
        raise NotFound(
            "no-checkpoint", "见证记录还没有签发检查点。", remedy="首条记录入账后一秒内签发，请稍后再试。"
        )
    return cosigned(found)


def tile_hashes(tile: Tile, *, hashing: Hashing = SHA256) -> bytes:
    """The hashes of a tile of the log, or of its SM3 shadow. ``NotFound`` (no-tile) beyond what is signed."""
    require_within(tile, size=signed_size())
    return read_tiles([tile], hashing)[tile]


def entry_bundle(wanted: Bundle) -> bytes:
    """The entries of a bundle. ``NotFound`` (no-tile) beyond what is signed."""
    require_within(wanted, size=signed_size())
    start = wanted.number * WIDTH
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [start, start + wanted.width])
        return bundle([content.encode() for (content,) in cursor])


def signed_size() -> int:
    """How many entries the newest signed checkpoint covers."""
    size = Checkpoint.objects.order_by("-id").values_list("size", flat=True).first()
    return 0 if size is None else size


def require_within(wanted: Tile | Bundle, *, size: int) -> None:
    """A tile or bundle is part of the tree of ``size``, or ``NotFound`` (no-tile)."""
    level = wanted.level if isinstance(wanted, Tile) else 0
    if wanted.number * WIDTH + wanted.width > size >> 8 * level:
        raise NotFound(
            "no-tile", "已签发的检查点之内没有这个数据块。", remedy="请先取得检查点，再按其存证数请求数据块。"
        )
