"""A log and its witnesses, with keys that anyone may know."""

import hashlib

from yuanping.core.tlog.checkpoints import Checkpoint
from yuanping.core.tlog.cosignatures import cosign
from yuanping.core.tlog.notes import COSIGNATURE, ED25519, Note, SigningKey

ORIGIN = "log.example/henan"
AT = 1795483800


def signing_key(name, kind):
    return SigningKey(name, kind, hashlib.sha256(f"{name} {kind}".encode()).digest())


LOG = signing_key(ORIGIN, ED25519)
STRANGER = signing_key("stranger.example", ED25519)


def witness_key(name):
    return signing_key(f"{name}.example", COSIGNATURE)


def checkpoint_note(size, root, *, by=(), log=LOG, origin=ORIGIN, extension=""):
    """The log's checkpoint, cosigned by the witnesses of these names."""
    text = Checkpoint(origin, size, root).text + extension
    return Note(text, (log.sign(text), *(cosign(witness_key(name), text, timestamp=AT) for name in by)))


def altered(octets, place, change):
    """``octets`` with one octet changed by ``change`` (1 to 255)."""
    place %= len(octets)
    return octets[:place] + bytes([octets[place] ^ change]) + octets[place + 1 :]
