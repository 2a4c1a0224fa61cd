"""The note text in which a log states its size and root (C2SP tlog-checkpoint)."""

from dataclasses import dataclass

from yuanping.core.errors import Invalid
from yuanping.core.tlog.encoding import MAX_WHOLE, checked_lines, decode_base64, encode_base64, read_whole

ROOT_SIZE = 32


class BadCheckpoint(Invalid):
    """A note text that is no checkpoint. Code ``bad-checkpoint``."""

    def __init__(self, message: str) -> None:
        super().__init__(
            "bad-checkpoint", message, remedy="请从日志的公布地址重新取得检查点原文。", field="checkpoint"
        )


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its identity, how many entries it has, and the root of their Merkle tree.

    BadCheckpoint unless ``origin`` is one line, ``size`` within [0, 2^63-1] and ``root`` 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        try:
            lines = checked_lines(self.origin + "\n").count("\n")
        except ValueError as error:
            raise BadCheckpoint(f"检查点的日志标识有误：{error}。") from error
        if not self.origin or lines != 1:
            raise BadCheckpoint("检查点的日志标识应为一行非空文本。")
        if not 0 <= self.size <= MAX_WHOLE:
            raise BadCheckpoint("检查点的存证数超出范围。")
        if len(self.root) != ROOT_SIZE:
            raise BadCheckpoint(f"检查点的根摘要应为{ROOT_SIZE}字节，实为{len(self.root)}字节。")

    @property
    def text(self) -> str:
        """The note text to sign: three lines, no extension lines."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"


def parse_checkpoint(note_text: str) -> Checkpoint:
    """The checkpoint that a note's text states; BadCheckpoint if it states none.

    Extension lines are tolerated and left out: no one audits them, so nothing may rest on them. Signatures
    are over the note's text, never over ``Checkpoint.text``.
    """
    try:
        lines = checked_lines(note_text).split("\n")[:-1]
    except ValueError as error:
        raise BadCheckpoint(f"检查点文本有误：{error}。") from error
    if len(lines) < 3 or "" in lines:
        raise BadCheckpoint("检查点应至少有三行，且不含空行。")
    try:
        size = read_whole(lines[1])
    except ValueError as error:
        raise BadCheckpoint(f"检查点第2行（存证数）有误：{error}。") from error
    try:
        root = decode_base64(lines[2], size=ROOT_SIZE)
    except ValueError as error:
        raise BadCheckpoint(f"检查点第3行（根摘要）有误：{error}。") from error
    return Checkpoint(lines[0], size, root)
