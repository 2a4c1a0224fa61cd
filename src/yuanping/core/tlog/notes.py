"""Signed notes: text that one or more named keys signed (C2SP signed-note).

Nothing in a note's text counts before ``verified`` has named a key that is trusted for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from yuanping.core.tlog.cosignatures import cosigned_at
from yuanping.core.tlog.encoding import checked_lines, decode_base64
from yuanping.core.tlog.keys import (
    COSIGNATURE,
    ED25519,
    ID_SIZE,
    SM2,
    BadKey,
    BadNote,
    Signature,
    SigningKey,
    VerifierKey,
)

__all__ = [
    "COSIGNATURE",
    "ED25519",
    "MAX_SIGNATURES",
    "SM2",
    "BadKey",
    "BadNote",
    "Note",
    "Signature",
    "SigningKey",
    "VerifierKey",
    "parse_note",
    "parse_signatures",
    "verified",
]

MAX_SIGNATURES = 100
# A hundred post-quantum signatures fit; a reader's memory is not at a stranger's mercy.
MAX_SIZE = 1_000_000


@dataclass(frozen=True, slots=True)
class Note:
    """A text of whole lines and the signatures under it (1 to 100); BadNote unless it can be written."""

    text: str
    signatures: tuple[Signature, ...]

    def __post_init__(self) -> None:
        try:
            checked_lines(self.text)
        except ValueError as error:
            raise BadNote(f"签名文本有误：{error}。") from error
        if not 1 <= len(self.signatures) <= MAX_SIGNATURES:
            raise BadNote(f"签名文本应有1至{MAX_SIGNATURES}个签名行，实有{len(self.signatures)}个。")

    def encode(self) -> str:
        return f"{self.text}\n{''.join(signature.line for signature in self.signatures)}"


def parse_note(raw: str | bytes) -> Note:
    """The note that ``raw`` is; BadNote unless it is exactly what ``Note.encode`` writes."""
    if len(raw) > MAX_SIZE:
        raise BadNote(f"签名文本过长（上限{MAX_SIZE}字节）。")
    try:
        whole = checked_lines(raw.decode() if isinstance(raw, bytes) else raw)
    except UnicodeDecodeError as error:
        raise BadNote("签名文本不是UTF-8编码。") from error
    except ValueError as error:
        raise BadNote(f"签名文本有误：{error}。") from error
    # The text may hold blank lines of its own: the last one ends it.
    text, blank, lines = whole.rpartition("\n\n")
    if not blank:
        raise BadNote("签名文本缺少正文与签名之间的空行。")
    return Note(text + "\n", parse_signatures(lines))


def parse_signatures(lines: str) -> tuple[Signature, ...]:
    """Signature lines as they stand under a note, and as a witness answers them; BadNote if one is malformed."""
    if not lines.endswith("\n"):
        raise BadNote("没有签名行，或末行缺少换行。")
    return tuple(_signature(line) for line in lines[:-1].split("\n"))


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—":
        raise BadNote("签名行应为“— 名称 Base64签名”。")
    try:
        value = decode_base64(parts[2])
    except ValueError as error:
        raise BadNote(f"签名行的编码有误：{error}。") from error
    return Signature(parts[1], value[:ID_SIZE], value[ID_SIZE:])


def verified(note: Note, keys: Iterable[VerifierKey]) -> list[tuple[VerifierKey, int | None]]:
    """Which of ``keys`` signed the note, each once, in the order of the lines, and when if it is a cosigner.

    The time is POSIX seconds, the latest if a cosigner signed several times. Signatures of other keys are
    ignored. BadNote when a signature of one of ``keys`` does not verify, or none of them signed. SM2 keys are
    refused (BadKey): ``national.verify_line`` reads their line.
    """
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if key.kind == SM2:
            raise BadKey("SM2签名行应通过国密核验，不在此处核验。")
        # Ids are four bytes: two keys can share one, and the line could then not say whose it is.
        if known.setdefault((key.name, key.key_id), key) != key:
            raise BadKey(f"两个不同的公钥有相同的名称和编号（{key.name}）。")
    signed: dict[VerifierKey, int | None] = {}
    for signature in note.signatures:
        found = known.get((signature.name, signature.key_id))
        if found is not None:
            signed[found] = _later(signed.get(found), _signed_at(found, note.text, signature.value))
    if not signed:
        raise BadNote("没有任何已知公钥的有效签名。")
    return list(signed.items())


def _signed_at(key: VerifierKey, text: str, value: bytes) -> int | None:
    """The time of a good signature, None if its kind has none; BadNote for a bad one."""
    if key.kind == COSIGNATURE:
        at = cosigned_at(key, text, value=value)
        good = at is not None
    else:
        at, good = None, key.verifies(text.encode(), value)
    if not good:
        raise BadNote(f"“{key.name}”的签名与文本不符：文本或签名可能被改动。")
    return at


def _later(one: int | None, other: int | None) -> int | None:
    return other if one is None or other is None else max(one, other)
