"""Where a draw's seed comes from: the log's entry of the intent, and a nonce that nobody knew when it was written."""

import hashlib

SEED_TAG = b"yuanping-seed/1\n"


def seed_of(intent_hash: str, nonce: bytes) -> bytes:
    """The seed of a draw: nobody knew it when the intent was committed, and the log's entry is part of it.

    ``intent_hash`` is the entry's digest in hexadecimal.
    """
    return hashlib.sha256(SEED_TAG + bytes.fromhex(intent_hash) + nonce).digest()
