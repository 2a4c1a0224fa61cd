"""The tree as it is kept, in tiles of 256 hashes: growing it, its root, its proofs (C2SP tlog-tiles).

A tile is read by a function that the caller hands in and that returns exactly ``width * 32`` bytes. A row of the
store holds the growing prefix of a tile, so what a smaller tree saw of it is the beginning of what is there now.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from yuanping.core.errors import Invalid
from yuanping.core.tlog.bundles import bundle, unbundle
from yuanping.core.tlog.hashing import SHA256, SIZE, Hashing, row_of
from yuanping.core.tlog.shape import Node, consistency_shape, inclusion_shape, peaks
from yuanping.core.tlog.tile_paths import (
    WIDTH,
    Bundle,
    Tile,
    bundle_path,
    parse_tile_path,
    tile_path,
    tiles_for_size,
)

__all__ = [
    "WIDTH",
    "Bundle",
    "Read",
    "Tile",
    "bundle",
    "bundle_path",
    "consistency_proof",
    "grow",
    "inclusion_proof",
    "parse_tile_path",
    "root",
    "tile_path",
    "tiles_for_consistency",
    "tiles_for_growth",
    "tiles_for_inclusion",
    "tiles_for_size",
    "unbundle",
]

Read = Callable[[Tile], bytes]

_HEIGHT = 8  # a tile is a subtree of this height
_REMEMBERED = 512  # tiles with their inner nodes: at most 8 MB


def grow(
    size: int, leaf_hashes: Sequence[bytes], read: Read, hashing: Hashing = SHA256
) -> tuple[dict[tuple[int, int], bytes], bytes]:
    """Append leaves to a tree of ``size``: the tiles touched, whole, by level and number, and the new root.

    Reads nothing but ``tiles_for_growth(size)``. ``Invalid`` for a hash or a tile of wrong length.
    """
    added = row_of(leaf_hashes)
    held = {(tile.level, tile.number): _bytes_of(tile, read) for tile in tiles_for_growth(size)}
    touched: dict[tuple[int, int], bytes] = {}
    level = 0
    while added:
        number = (size >> _HEIGHT * level) // WIDTH
        row = held.get((level, number), b"") + added
        above = []
        for start in range(0, len(row), WIDTH * SIZE):
            content = row[start : start + WIDTH * SIZE]
            touched[level, number] = content
            if len(content) == WIDTH * SIZE:
                above.append(_rows(content, hashing)[_HEIGHT])
            number += 1
        added = b"".join(above)
        level += 1
    now = held | touched
    return touched, root(size + len(leaf_hashes), lambda tile: now[tile.level, tile.number], hashing)


def root(size: int, read: Read, hashing: Hashing = SHA256) -> bytes:
    """The root of the tree of ``size`` leaves; reads ``tiles_for_growth(size)``."""
    _require_size(size)
    return _Nodes(size, read, hashing).fold(peaks(size)) if size else hashing.empty


def inclusion_proof(index: int, size: int, read: Read, hashing: Hashing = SHA256) -> list[bytes]:
    """The path from leaf ``index`` to the root of the tree of ``size``; reads ``tiles_for_inclusion``.

    ``Invalid`` (no-such-leaf) when the tree has no such leaf.
    """
    _require_leaf(index, size)
    nodes = _Nodes(size, read, hashing)
    return [nodes.fold(each) for each in inclusion_shape(index, size)]


def consistency_proof(old: int, new: int, read: Read, hashing: Hashing = SHA256) -> list[bytes]:
    """That the tree of ``new`` leaves begins with that of ``old``; reads ``tiles_for_consistency``.

    Nothing is to be proved, and the list is empty, when ``old`` is 0 or ``new``. ``Invalid`` when old > new.
    """
    _require_growth(old, new)
    nodes = _Nodes(new, read, hashing)
    return [nodes.fold(each) for each in _consistency_shape(old, new)]


def tiles_for_growth(size: int) -> list[Tile]:
    """The partial tiles at the right edge: all that ``grow`` and ``root`` read."""
    _require_size(size)
    return _tiles_of([peaks(size)], size)


def tiles_for_inclusion(index: int, size: int) -> list[Tile]:
    """All that ``inclusion_proof`` reads, so that a caller fetches it at once. ``Invalid`` as there."""
    _require_leaf(index, size)
    return _tiles_of(inclusion_shape(index, size), size)


def tiles_for_consistency(old: int, new: int) -> list[Tile]:
    """All that ``consistency_proof`` reads. ``Invalid`` as there."""
    _require_growth(old, new)
    return _tiles_of(_consistency_shape(old, new), new)


class _Nodes:
    """The nodes of one tree out of its tiles, each of which is read once."""

    def __init__(self, size: int, read: Read, hashing: Hashing) -> None:
        self._size = size
        self._read = read
        self._hashing = hashing
        self._contents: dict[tuple[int, int], bytes] = {}

    def fold(self, nodes: Sequence[Node]) -> bytes:
        """The root over neighbouring subtrees, largest first."""
        *larger, last = nodes
        found = self._hash(last)
        for node in reversed(larger):
            found = self._hashing.node(self._hash(node), found)
        return found

    def _hash(self, node: Node) -> bytes:
        level, number, inside = _tile_of(node)
        content = self._contents.get((level, number))
        if content is None:
            content = _bytes_of(_tile(level, number, self._size), self._read)
            self._contents[level, number] = content
        row = _rows(content, self._hashing)[inside] if inside else content
        at = (node.place % (WIDTH >> inside)) * SIZE
        return row[at : at + SIZE]


@lru_cache(maxsize=_REMEMBERED)
def _rows(content: bytes, hashing: Hashing) -> tuple[bytes, ...]:
    """A tile's hashes and above them each row of complete inner nodes; for a full tile the ninth is its root.

    Remembered by content, so that what is remembered can never be out of date.
    """
    rows = [content]
    for _ in range(_HEIGHT):
        rows.append(hashing.parents(rows[-1]))
    return tuple(rows)


def _tile_of(node: Node) -> tuple[int, int, int]:
    """Level and number of the tile in which a node lies, and its height inside."""
    level, inside = divmod(node.height, _HEIGHT)
    return level, node.place >> (_HEIGHT - inside), inside


def _tile(level: int, number: int, size: int) -> Tile:
    return Tile(level, number, min(WIDTH, (size >> _HEIGHT * level) - WIDTH * number))


def _tiles_of(shape: Iterable[Iterable[Node]], size: int) -> list[Tile]:
    places = dict.fromkeys(_tile_of(node)[:2] for nodes in shape for node in nodes)
    return [_tile(level, number, size) for level, number in places]


def _consistency_shape(old: int, new: int) -> list[list[Node]]:
    return [] if old in {0, new} else consistency_shape(old, new)


def _bytes_of(tile: Tile, read: Read) -> bytes:
    content = read(tile)
    if len(content) != tile.width * SIZE:
        raise Invalid(
            "bad-tile",
            f"日志数据块 {tile_path(tile)} 应为 {tile.width * SIZE} 字节，实为 {len(content)} 字节。",
            remedy="请核对日志的存储，或者从镜像恢复该数据块。",
        )
    return content


def _require_size(size: int) -> None:
    if size < 0:
        raise Invalid("bad-size", f"日志的大小不能为负数：{size}。", field="size")


def _require_leaf(index: int, size: int) -> None:
    if not 0 <= index < size:
        raise Invalid("no-such-leaf", f"大小为 {size} 的日志中没有序号为 {index} 的存证。", field="index")


def _require_growth(old: int, new: int) -> None:
    if not 0 <= old <= new:
        raise Invalid("bad-size", f"原日志大小 {old} 应在 0 至新日志大小 {new} 之间。", field="old")
