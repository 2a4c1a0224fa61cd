"""A store of tiles in memory."""

from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.tiles import grow


class Shelf:
    """Tiles as the node's store keeps them; ``reads`` are those that were asked for since it was last emptied."""

    def __init__(self, hashing=SHA256):
        self.hashing = hashing
        self.size = 0
        self.root = hashing.empty
        self.tiles = {}
        self.reads = []

    def read(self, tile):
        self.reads.append(tile)
        return self.tiles[tile.level, tile.number][: tile.width * 32]

    def grow(self, leaves):
        touched, self.root = grow(self.size, leaves, self.read, self.hashing)
        self.tiles |= touched
        self.size += len(leaves)
        return touched
