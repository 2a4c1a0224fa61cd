"""The national-cryptography line of a checkpoint (国密签名行): SM2 over the checkpoint and the SM3 tree's root.

The log's own tree is SHA-256, which every C2SP witness reads. A tree of the same entries over SM3 stands beside
it; its root is no extension line, which some cosignatures would not cover, but travels inside this signature:

    key id  SHA-256(name, 0x0A, 0xff, "gm/sm2-sm3", 04||x||y)[:4]     (C2SP signed-note, type 0xff)
    value   SM3 root, 32 bytes || SM2 signature, DER
    signed  note text || "sm3 " || base64(SM3 root) || 0x0A

Programs that do not know the type ignore the line, as signed-note demands.
"""

from yuanping.core.errors import Invalid
from yuanping.core.tlog import sm2
from yuanping.core.tlog.checkpoints import parse_checkpoint
from yuanping.core.tlog.encoding import encode_base64
from yuanping.core.tlog.hashing import SIZE
from yuanping.core.tlog.notes import SM2, BadNote, Note, Signature, VerifierKey


def verifier_key(private: bytes, *, name: str) -> VerifierKey:
    """The key to publish (``.vkey``) for the lines that ``private`` signs under ``name``."""
    return VerifierKey(name, SM2, sm2.public_of(private))


def sign_line(private: bytes, *, name: str, text: str, sm3_root: bytes) -> Signature:
    """The line for the checkpoint whose note text is ``text``, with the root of the SM3 tree of the same size.

    BadCheckpoint for other text, ``Invalid`` for a root that is not 32 bytes ("bad-sm3-root") or a bad private
    key ("bad-sm2-key"), RuntimeError where the machine has no SM2 (``sm2.available``).
    """
    parse_checkpoint(text)
    if len(sm3_root) != SIZE:
        raise Invalid(
            "bad-sm3-root",
            f"国密树的根哈希应为{SIZE}字节，实为{len(sm3_root)}字节。",
            remedy="请由全部条目重新计算国密树。",
            field="sm3_root",
        )
    signature = sm2.sign(private, _message(text, sm3_root))
    return Signature(name, verifier_key(private, name=name).key_id, sm3_root + signature)


def verify_line(public: bytes, *, note: Note, name: str) -> bytes:
    """The SM3 root that the key's line states.

    A checkpoint signed again has a second line, for SM2 is randomised: all must verify and state one root.
    BadNote when there is no line of this key, one does not verify or two state different roots; BadKey or
    ``Invalid`` ("bad-sm2-key") for a bad public key; RuntimeError where the machine has no SM2.
    """
    key_id = VerifierKey(name, SM2, public).key_id
    values = [line.value for line in note.signatures if (line.name, line.key_id) == (name, key_id)]
    if not values:
        raise BadNote(f"检查点上没有“{name}”的国密签名行。")
    for value in values:
        if not sm2.verify(public, _message(note.text, value[:SIZE]), value[SIZE:]):
            raise BadNote(f"“{name}”的国密签名与检查点不符：检查点或签名可能被改动。")
    roots = {value[:SIZE] for value in values}
    if len(roots) > 1:
        raise BadNote(f"“{name}”为同一检查点签署了不同的国密根哈希。")
    return roots.pop()


def _message(text: str, sm3_root: bytes) -> bytes:
    return f"{text}sm3 {encode_base64(sm3_root)}\n".encode()
