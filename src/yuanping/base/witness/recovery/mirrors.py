"""Reading a copy of this log that another node keeps: its checkpoint, its tiles, its entries (C2SP tlog-tiles)."""

from yuanping.base.witness import keys
from yuanping.base.witness.circle.reaching import LARGEST, Absent, get
from yuanping.base.witness.circle.seeing import LARGEST_NOTE, own_checkpoint
from yuanping.base.witness.circle.wire import Unreachable
from yuanping.core.errors import Invalid, Refused
from yuanping.core.tlog.checkpoints import Checkpoint
from yuanping.core.tlog.hashing import SIZE
from yuanping.core.tlog.notes import Note
from yuanping.core.tlog.tiles import WIDTH, Tile, bundle_path, tile_path, unbundle

PATIENCE = 30.0
"""Seconds for one file: a bundle may be some megabytes on a slow line."""


class MirrorFailed(Refused):
    """The mirror does not answer, or what it holds is not (all of) this log. Codes ``mirror-unreachable``, ``mirror-damaged``."""


class Mirror:
    """A mirror of this log at its prefix, ``…/mirror/<SHA-256 of the origin>``.

    Nothing that it says is believed: the caller compares hashes with a checkpoint that this log has signed.
    Methods raise ``MirrorFailed``.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._size = 0

    def checkpoint(self) -> tuple[Note, Checkpoint]:
        """The newest checkpoint that it keeps, with this log's own signature verified."""
        try:
            note, checkpoint = own_checkpoint(self._get("checkpoint", largest=LARGEST_NOTE))
        except Invalid as bad:
            raise self._damaged(f"其检查点不是本日志（{keys.log_key().name}）签发的：{bad.message}") from bad
        self._size = checkpoint.size
        return note, checkpoint

    def leaf_hashes(self, start: int, end: int) -> list[bytes]:
        """The leaf hashes of the entries from ``start`` up to, not including, ``end``."""
        found: list[bytes] = []
        for number in range(start // WIDTH, -(-end // WIDTH)):
            row = self.tile(Tile(0, number, self._width(number)))
            found += [row[at : at + SIZE] for at in range(0, len(row), SIZE)]
        return found[start % WIDTH :][: end - start]

    def tile(self, tile: Tile) -> bytes:
        """The hashes of a tile of this tree or of an earlier one: the beginning of what the mirror publishes."""
        published = Tile(tile.level, tile.number, self._width(tile.number, tile.level))
        try:
            content = self._get(tile_path(published))
        except Absent:
            content = self._get(tile_path(Tile(tile.level, tile.number)))
        if len(content) < tile.width * SIZE:
            raise self._damaged(f"数据块 {tile_path(tile)} 不完整")
        return content[: tile.width * SIZE]

    def entries(self, start: int, end: int) -> list[bytes]:
        """The bytes of the entries from ``start`` up to, not including, ``end``."""
        found: list[bytes] = []
        for number in range(start // WIDTH, -(-end // WIDTH)):
            found += self._bundle(number)
        return found[start % WIDTH :][: end - start]

    def _bundle(self, number: int) -> list[bytes]:
        width = self._width(number)
        try:
            try:
                return unbundle(self._get(bundle_path(number, width)), width)
            except Absent:
                return unbundle(self._get(bundle_path(number)), WIDTH)[:width]
        except Invalid as bad:
            raise self._damaged(bad.message) from bad

    def _width(self, number: int, level: int = 0) -> int:
        return max(1, min(WIDTH, (self._size >> 8 * level) - number * WIDTH))

    def _get(self, path: str, *, largest: int = LARGEST) -> bytes:
        try:
            return get(f"{self.url}/{path}", largest=largest, patience=PATIENCE)
        except Absent:
            if ".p/" not in path:  # of a partial one the full one may have taken the place
                raise self._damaged(f"缺少 {path}") from None
            raise
        except Unreachable as silence:
            raise MirrorFailed(
                "mirror-unreachable",
                f"读取镜像失败：{silence}。",
                remedy="请核对镜像地址（形如 https://对方节点/mirror/日志标识的摘要/）和网络，然后再试；已恢复的部分不会丢失。",
            ) from silence

    @staticmethod
    def _damaged(what: str) -> MirrorFailed:
        return MirrorFailed(
            "mirror-damaged", f"该镜像不能用于恢复：{what}。", remedy="请换一个保存本日志镜像的节点。"
        )
