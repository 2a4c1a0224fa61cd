"""Reading another log's files, so that nothing is taken which its signed checkpoint does not cover.

The tiles at the tree's right edge hash to the root; every other tile hashes to its place in the tile above it;
entries hash to their places in the tiles at the bottom.
"""

from dataclasses import dataclass, field
from http import HTTPStatus

from yuanping.base.witness.circle.wire import Unreachable, Wire
from yuanping.base.witnessing.others import OtherLog
from yuanping.core.errors import Invalid
from yuanping.core.tlog.bundles import MAX_ENTRY
from yuanping.core.tlog.checkpoints import Checkpoint, parse_checkpoint
from yuanping.core.tlog.hashing import SHA256, SIZE
from yuanping.core.tlog.notes import Note, parse_note, verified
from yuanping.core.tlog.tiles import (
    WIDTH,
    Tile,
    bundle_path,
    consistency_proof,
    root,
    tile_path,
    tiles_for_growth,
    unbundle,
)
from yuanping.core.tlog.tree import root_of

LARGEST_BUNDLE = WIDTH * (MAX_ENTRY + 2)


class Unusable(Exception):
    """What the log's site answered is not what the log signed: the text says which file, for operators."""


def fetch_checkpoint(log: OtherLog, wire: Wire) -> Note:
    """The checkpoint that the log publishes, signed by it. Raises ``Unreachable`` and ``Unusable``."""
    reply = wire.get("checkpoint")
    if reply.status != HTTPStatus.OK:
        raise Unreachable(f"checkpoint: status {reply.status}")
    try:
        note = parse_note(reply.body)
        said = parse_checkpoint(note.text)
        verified(note, log.keys)
    except Invalid as error:
        raise Unusable(f"checkpoint: {error.message}") from error
    if said.origin != log.origin:
        raise Unusable(f"checkpoint of another log: {said.origin}")
    return note


@dataclass(slots=True)
class Source:
    """The files of the tree that one checkpoint states."""

    wire: Wire
    checkpoint: Checkpoint
    _checked: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def check_edge(self) -> None:
        """Fetch the right edge of the tree and compare it with the root, once, before anything else is read."""
        if self._checked:
            return
        size = self.checkpoint.size
        edge = {tile: self._fetched(tile) for tile in tiles_for_growth(size)}
        if root(size, edge.__getitem__) != self.checkpoint.root:
            raise Unusable(f"the tiles at the edge of the tree of {size} do not hash to its root")
        self._checked |= {(tile.level, tile.number): content for tile, content in edge.items()}

    def tile(self, tile: Tile) -> bytes:
        """A tile, checked up to the root. Only after ``check_edge``."""
        known = self._checked.get((tile.level, tile.number))
        if known is not None:
            return known
        content = self._fetched(tile)
        above = self.tile(self._tile_at(tile.level + 1, tile.number // WIDTH))
        place = tile.number % WIDTH * SIZE
        hashes = [content[at : at + SIZE] for at in range(0, len(content), SIZE)]
        if root_of(hashes) != above[place : place + SIZE]:
            raise Unusable(f"{tile_path(tile)} does not hash to its place in the tile above")
        if tile.level > 0:  # of the lowest, each is read once
            self._checked[tile.level, tile.number] = content
        return content

    def consistency(self, old: int) -> list[bytes]:
        """The proof that this tree continues the one of ``old`` entries, out of checked tiles."""
        return consistency_proof(old, self.checkpoint.size, self.tile)

    def entries(self, number: int) -> tuple[list[bytes], bytes]:
        """The entries of a bundle, as many as the tree has, and their hashes as the checked tile holds them."""
        wanted = self._tile_at(0, number)
        hashes = self.tile(wanted)
        partial = bundle_path(number, wanted.width)
        data = self._get(partial, bundle_path(number), largest=LARGEST_BUNDLE)
        try:
            entries = _first(data, wanted.width)
        except Invalid as error:
            raise Unusable(f"{partial}: {error.message}") from error
        if b"".join(map(SHA256.leaf, entries)) != hashes:
            raise Unusable(f"{partial}: the entries do not hash to their tile")
        return entries, hashes

    def _tile_at(self, level: int, number: int) -> Tile:
        return Tile(level, number, min(WIDTH, (self.checkpoint.size >> 8 * level) - number * WIDTH))

    def _fetched(self, tile: Tile) -> bytes:
        """The bytes; a log that no longer keeps the partial tile has the full one, which begins with it."""
        full = tile_path(Tile(tile.level, tile.number))
        content = self._get(tile_path(tile), full, largest=WIDTH * SIZE)
        wanted = tile.width * SIZE
        if len(content) not in {wanted, WIDTH * SIZE}:
            raise Unusable(f"{tile_path(tile)} has {len(content)} bytes")
        return content[:wanted]

    def _get(self, path: str, full: str, *, largest: int) -> bytes:
        reply = self.wire.get(path, largest=largest)
        if reply.status == HTTPStatus.NOT_FOUND and path != full:
            reply = self.wire.get(full, largest=largest)
        if reply.status != HTTPStatus.OK:
            raise Unreachable(f"{path}: status {reply.status}")
        return reply.body


def _first(data: bytes, count: int) -> list[bytes]:
    """The first ``count`` entries: of a bundle of so many, or of a full one."""
    try:
        return unbundle(data, count)
    except Invalid:
        return unbundle(data, WIDTH)[:count]
