"""A proof that an entry is in a witnessed log, as one text file that is checked offline (C2SP tlog-proof)."""

from dataclasses import dataclass

from yuanping.core.tlog.checkpoints import Checkpoint
from yuanping.core.tlog.encoding import MAX_WHOLE, decode_base64, encode_base64, read_whole
from yuanping.core.tlog.hashing import SHA256, SIZE
from yuanping.core.tlog.notes import Note, parse_note
from yuanping.core.tlog.policies import Policy
from yuanping.core.tlog.tree import BadProof, verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
# The depth of the largest tree that a checkpoint can state.
MAX_PATH = 63
MAX_SIZE = 1_000_000


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry's index, its inclusion path (leaf's sibling first) and the cosigned checkpoint, as the log gave it.

    ``extra`` is what an application carries along: nothing vouches for it. BadProof unless it can be written.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.index <= MAX_WHOLE:
            raise BadProof("存证证明的序号超出范围。", field="index")
        if len(self.path) > MAX_PATH or any(len(part) != SIZE for part in self.path):
            raise BadProof(f"存证证明的路径最多{MAX_PATH}个摘要，每个{SIZE}字节。", field="path")
        if self.extra == b"":
            raise BadProof("存证证明没有附加数据时应省略extra行。", field="extra")

    def encode(self) -> str:
        extra = "" if self.extra is None else f"extra {encode_base64(self.extra)}\n"
        path = "".join(f"{encode_base64(part)}\n" for part in self.path)
        return f"{HEADER}\n{extra}index {self.index}\n{path}\n{self.checkpoint.encode()}"


def parse_proof(text: str | bytes) -> Proof:
    """The proof that ``text`` is; BadProof (or BadNote) unless it is exactly what ``Proof.encode`` writes."""
    if len(text) > MAX_SIZE:
        raise BadProof(f"存证证明过长（上限{MAX_SIZE}字节）。", field="proof")
    try:
        whole = text.decode() if isinstance(text, bytes) else text
    except UnicodeDecodeError as error:
        raise BadProof("存证证明不是UTF-8编码。", field="proof") from error
    head, blank, checkpoint = whole.partition("\n\n")
    header, *lines = head.split("\n")
    if header != HEADER or not blank:
        raise BadProof(f"存证证明应以“{HEADER}”开头，并以空行隔开检查点。", field="proof")
    encoded = lines.pop(0).removeprefix("extra ") if lines and lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index "):
        raise BadProof("存证证明缺少index行。", field="index")
    try:
        return Proof(
            index=read_whole(lines[0].removeprefix("index ")),
            path=tuple(decode_base64(line, size=SIZE) for line in lines[1:]),
            checkpoint=parse_note(checkpoint),
            extra=None if encoded is None else decode_base64(encoded),
        )
    except ValueError as error:
        raise BadProof(f"存证证明有误：{error}。", field="proof") from error


def verify_proof(proof: Proof, *, entry: bytes, policy: Policy) -> Checkpoint:
    """The checkpoint in whose tree ``entry`` stands at ``proof.index``, trusted by ``policy``.

    BadNote, BadCheckpoint or QuorumUnmet when the checkpoint is not to be trusted, BadProof when the entry is
    not there.
    """
    checkpoint, _ = policy.check(proof.checkpoint)
    verify_inclusion(
        SHA256.leaf(entry),
        index=proof.index,
        size=checkpoint.size,
        path=proof.path,
        root=checkpoint.root,
    )
    return checkpoint
