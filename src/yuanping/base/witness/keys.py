"""The node's signing keys, each for one purpose, made the first time and kept with its other keys.

A log, a witness and a mirror never share a key: an Ed25519 cosignature does not bind its signer's name
(C2SP tlog-cosignature).
"""

import secrets
from functools import lru_cache, partial
from pathlib import Path

from django.conf import settings

from yuanping.base.kept import kept
from yuanping.core.tlog import sm2
from yuanping.core.tlog.notes import COSIGNATURE, ED25519, SigningKey

SEED = 32


def log_key() -> SigningKey:
    """The key that signs this node's checkpoints; its name is the log's origin, which is kept with it."""
    seed = _kept(settings.WITNESS_KEYS, "log")
    kept(settings.WITNESS_KEYS / "origin", settings.LOG_ORIGIN.encode)
    return SigningKey(settings.LOG_ORIGIN, ED25519, seed)


def witness_key() -> SigningKey:
    """The key that cosigns the checkpoints of others."""
    return SigningKey(f"{settings.LOG_ORIGIN}/witness", COSIGNATURE, _kept(settings.WITNESS_KEYS, "witness"))


def mirror_key() -> SigningKey:
    """The key that says: I keep a copy of all of it."""
    return SigningKey(f"{settings.LOG_ORIGIN}/mirror", COSIGNATURE, _kept(settings.WITNESS_KEYS, "mirror"))


def national_key() -> bytes | None:
    """The SM2 private key of the checkpoint's second signature; None where the machine has no SM2."""
    return _kept(settings.WITNESS_KEYS, "sm2") if sm2.available() else None


@lru_cache(maxsize=32)
def _kept(folder: Path, name: str) -> bytes:
    make = sm2.generate if name == "sm2" else partial(secrets.token_bytes, SEED)
    return kept(folder / f"{name}.key", make)
