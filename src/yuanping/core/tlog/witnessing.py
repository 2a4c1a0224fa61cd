"""What a witness answers when a log asks it to cosign (C2SP tlog-witness, add-checkpoint).

Pure: the caller knows the log by the checkpoint's origin (404 if it does not), holds the row of the last head
from ``judge`` until the new one is stored, and cosigns only after that: else two requests could roll it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from yuanping.core.errors import Invalid
from yuanping.core.tlog.checkpoints import BadCheckpoint, Checkpoint, parse_checkpoint
from yuanping.core.tlog.encoding import MAX_WHOLE, decode_base64, encode_base64, read_whole
from yuanping.core.tlog.hashing import SHA256, SIZE
from yuanping.core.tlog.notes import BadNote, Note, VerifierKey, parse_note, verified
from yuanping.core.tlog.tree import BadProof, verify_consistency

MAX_PATH = 63
MAX_SIZE = 1_000_000

Status = Literal[200, 400, 403, 409, 422]


class BadAddCheckpoint(Invalid):
    """A request body that is no add-checkpoint request (HTTP 400). Code ``bad-add-checkpoint``."""

    def __init__(self, message: str) -> None:
        super().__init__(
            "bad-add-checkpoint", message, remedy="请按C2SP tlog-witness的格式重新提交。", field="body"
        )


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A log's request: cosign ``note``, which by ``path`` is consistent with the tree of size ``old``."""

    old: int
    path: tuple[bytes, ...]
    note: Note

    def __post_init__(self) -> None:
        if not 0 <= self.old <= MAX_WHOLE:
            raise BadAddCheckpoint("原存证数超出范围。")
        if len(self.path) > MAX_PATH or any(len(part) != SIZE for part in self.path):
            raise BadAddCheckpoint(f"一致性证明最多{MAX_PATH}行，每行一个{SIZE}字节的摘要。")

    @property
    def checkpoint(self) -> Checkpoint:
        """What the note states, not yet verified; BadCheckpoint if it states no checkpoint."""
        return parse_checkpoint(self.note.text)

    def encode(self) -> bytes:
        """The request body."""
        path = "".join(f"{encode_base64(part)}\n" for part in self.path)
        return f"old {self.old}\n{path}\n{self.note.encode()}".encode()


@dataclass(frozen=True, slots=True)
class Head:
    """The tree of a log that a witness cosigned last."""

    size: int
    root: bytes


EMPTY = Head(0, SHA256.empty)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer: an HTTP status, the last head's size for 409, the head to store and cosign for 200."""

    status: Status
    message: str
    size: int | None = None
    head: Head | None = None


def parse_add_checkpoint(body: bytes) -> AddCheckpoint:
    """The request that ``body`` is, its note a checkpoint; BadAddCheckpoint otherwise."""
    if len(body) > MAX_SIZE:
        raise BadAddCheckpoint(f"请求过长（上限{MAX_SIZE}字节）。")
    try:
        head, blank, note = body.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise BadAddCheckpoint("请求不是UTF-8编码。") from error
    first, *lines = head.split("\n")
    if not blank or not first.startswith("old "):
        raise BadAddCheckpoint("请求应以“old 存证数”开头，并以空行隔开检查点。")
    try:
        request = AddCheckpoint(
            old=read_whole(first.removeprefix("old ")),
            path=tuple(decode_base64(line, size=SIZE) for line in lines),
            note=parse_note(note),
        )
        parse_checkpoint(request.note.text)
    except ValueError as error:
        raise BadAddCheckpoint(f"请求有误：{error}。") from error
    except (BadNote, BadCheckpoint) as error:
        raise BadAddCheckpoint(error.message) from error
    return request


def judge(request: AddCheckpoint, *, log: VerifierKey | Sequence[VerifierKey], head: Head | None) -> Verdict:
    """Whether to cosign. ``log`` is the key or keys trusted for the checkpoint's origin, ``head`` what was cosigned
    last for it (None if nothing was). Never raises for what a request may hold.
    """
    try:
        checkpoint = request.checkpoint
    except BadCheckpoint as error:
        return Verdict(400, error.message)
    try:
        verified(request.note, [log] if isinstance(log, VerifierKey) else log)
    except BadNote as error:
        return Verdict(403, error.message)
    if request.old > checkpoint.size:
        return Verdict(400, f"原存证数{request.old}大于检查点的存证数{checkpoint.size}。")
    # The empty tree is known to everybody, so a first checkpoint of size 0 cannot state another root.
    last = head or EMPTY
    if request.old != last.size:
        return Verdict(409, f"原存证数{request.old}与最近见证的存证数{last.size}不一致。", size=last.size)
    return _grown(request, checkpoint, last)


def _grown(request: AddCheckpoint, checkpoint: Checkpoint, last: Head) -> Verdict:
    """The verdict once the old size is that of the last head."""
    if checkpoint.size == last.size and checkpoint.root != last.root:
        # The log signed two trees of one size: this request is the evidence.
        return Verdict(
            409, f"存证数同为{last.size}，根摘要却与最近见证的不同：日志可能已分叉。", size=last.size
        )
    try:
        if last.size == 0:
            # Everything grows out of nothing; the verifier of RFC 9162 2.1.4.2 does not take size 0.
            _expect_no_path(request)
        else:
            verify_consistency(
                old_size=last.size,
                old_root=last.root,
                new_size=checkpoint.size,
                new_root=checkpoint.root,
                path=request.path,
            )
    except BadProof as error:
        return Verdict(422, error.message)
    return Verdict(200, "检查点与最近见证的一致。", head=Head(checkpoint.size, checkpoint.root))


def _expect_no_path(request: AddCheckpoint) -> None:
    if request.path:
        raise BadProof("原存证数为0时，一致性证明应为空。", field="path")
