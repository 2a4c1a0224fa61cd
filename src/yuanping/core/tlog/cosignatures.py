"""A witness's timestamped Ed25519 signature on a checkpoint (C2SP tlog-cosignature, cosignature/v1).

It says: at this time, this was the largest consistent tree that the witness had seen of this log.
"""

from yuanping.core.tlog.checkpoints import parse_checkpoint
from yuanping.core.tlog.keys import COSIGNATURE, BadKey, BadNote, Signature, SigningKey, VerifierKey

LATEST = 2**37 - 1
"""The latest POSIX time that counts (the year 6325): a calendar of any reader can show it. A witness that states a
later one would otherwise stop whoever turns it into a date."""

_TIME_SIZE = 8
_VALUE_SIZE = _TIME_SIZE + 64


def cosign(key: SigningKey, text: str, *, timestamp: int) -> Signature:
    """Sign the checkpoint whose note text is ``text``, seen at ``timestamp`` (POSIX seconds).

    Only for a checkpoint that ``witnessing.judge`` accepted. BadKey for a key that is no cosigner's,
    BadCheckpoint for other text, BadNote for a time outside [0, ``LATEST``].
    """
    if key.kind != COSIGNATURE:
        raise BadKey("签署检查点应使用见证私钥（类型0x04）。")
    if not 0 <= timestamp <= LATEST:
        raise BadNote("见证签名的时间超出范围。")
    parse_checkpoint(text)
    value = timestamp.to_bytes(_TIME_SIZE, "big") + key.raw_signature(_message(text, timestamp))
    return Signature(key.name, key.verifier.key_id, value)


def cosigned_at(key: VerifierKey, text: str, *, value: bytes) -> int | None:
    """The POSIX time of a cosignature over ``text`` by ``key``; None when ``value`` is not one."""
    timestamp = int.from_bytes(value[:_TIME_SIZE], "big")
    if len(value) != _VALUE_SIZE or timestamp > LATEST:
        return None
    return timestamp if key.verifies(_message(text, timestamp), value[_TIME_SIZE:]) else None


def _message(text: str, timestamp: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()
