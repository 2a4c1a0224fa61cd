"""The node's own look at its trees, a little at a time: entries against tiles, tiles against the head.

Each look proves anew that the tiles at the right edge make the signed head, and a number of entries
that their bytes hash to what the tiles hold; look after look it comes through the whole log and begins again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from yuanping.base.witness import log
from yuanping.base.witness.models import Leaf
from yuanping.core.tlog.hashing import SHA256, SIZE, SM3, Hashing
from yuanping.core.tlog.tiles import WIDTH, Tile, root, tiles_for_growth
from yuanping.core.tlog.tree import root_of

TILES_A_LOOK = 8


@dataclass(slots=True)
class Audit:
    """Goes through the log; ``number`` is the next tile of entries to look at."""

    number: int = 0

    def look(self, tiles: int = TILES_A_LOOK) -> list[str]:
        """What is damaged, in sentences for people: at the right edge, and in the next few tiles."""
        head = log.current_head()
        damage = list(_edge(head))
        for _ in range(tiles):
            if self.number * WIDTH >= head.size:
                self.number = 0
                break
            damage += _tile(self.number, head.size)
            self.number += 1
        return damage


def _edge(head: log.Head) -> Iterator[str]:
    for hashing, signed in ((SHA256, head.root), (SM3, head.sm3_root)):
        try:
            found = root(head.size, log.prefetched(tiles_for_growth(head.size), hashing), hashing)
        except LookupError:
            yield f"{_named(hashing)}树缺少末端的摘要块。"
            continue
        if found != signed:
            yield f"由{_named(hashing)}摘要块算出的根与记录末尾（{head.size} 条）不符。"


def _tile(number: int, size: int) -> Iterator[str]:
    """One tile of entries in both trees and, when it is full, its place in the tile above."""
    start, end = number * WIDTH, min(size, (number + 1) * WIDTH)
    rows = Leaf.objects.filter(index__gte=start, index__lt=end).order_by("index")
    texts = [content.encode() for content in rows.values_list("entry__content", flat=True)]
    if len(texts) != end - start:
        yield f"第 {start} 至 {end - 1} 条中有 {end - start - len(texts)} 条缺失。"
        return
    for hashing in (SHA256, SM3):
        hashes = [hashing.leaf(text) for text in texts]
        if _stored(Tile(0, number, len(hashes)), hashing) != b"".join(hashes):
            yield f"第 {start} 至 {end - 1} 条的内容与{_named(hashing)}摘要块不符。"
        if len(hashes) == WIDTH:
            yield from _above(number, root_of(hashes, hashing), hashing)


def _above(number: int, found: bytes, hashing: Hashing) -> Iterator[str]:
    """A full tile's root stands in the tile above; a tile above that it fills is looked at in turn."""
    level, place = 1, number
    while True:
        parent, at = divmod(place, WIDTH)
        row = _stored(Tile(level, parent, at + 1), hashing)
        if row[at * SIZE :] != found:
            yield f"{_named(hashing)}树第 {level} 层第 {place} 个摘要与下层不符。"
            return
        if at + 1 < WIDTH:
            return
        found = root_of([row[i : i + SIZE] for i in range(0, len(row), SIZE)], hashing)
        level, place = level + 1, parent


def _stored(tile: Tile, hashing: Hashing) -> bytes:
    try:
        return log.read_tiles([tile], hashing)[tile]
    except LookupError:
        return b""


def _named(hashing: Hashing) -> str:
    return hashing.name.upper().replace("SHA256", "SHA-256")
