"""The node's signing keys, each for one purpose, made the first time and kept with its other keys.

A log, a witness and a mirror never share a key: an Ed25519 cosignature does not bind its signer's name
(C2SP tlog-cosignature).
"""

import os
import secrets
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

from django.conf import settings

from yuanping.core.tlog import sm2
from yuanping.core.tlog.notes import COSIGNATURE, ED25519, SigningKey

SEED = 32


def log_key() -> SigningKey:
    """The key that signs this node's checkpoints; its name is the log's origin, which is kept with it."""
    seed = _kept("log")
    _file(settings.WITNESS_KEYS / "origin", settings.LOG_ORIGIN.encode)
    return SigningKey(settings.LOG_ORIGIN, ED25519, seed)


def witness_key() -> SigningKey:
    """The key that cosigns the checkpoints of others."""
    return SigningKey(f"{settings.LOG_ORIGIN}/witness", COSIGNATURE, _kept("witness"))


def mirror_key() -> SigningKey:
    """The key that says: I keep a copy of all of it."""
    return SigningKey(f"{settings.LOG_ORIGIN}/mirror", COSIGNATURE, _kept("mirror"))


def national_key() -> bytes | None:
    """The SM2 private key of the checkpoint's second signature; None where the machine has no SM2."""
    return _kept("sm2") if sm2.available() else None


def _kept(name: str) -> bytes:
    make = sm2.generate if name == "sm2" else partial(secrets.token_bytes, SEED)
    return _file(settings.WITNESS_KEYS / f"{name}.key", make)


def _file(file: Path, make: Callable[[], bytes]) -> bytes:
    """What the file holds; made, whole and on the disk, by whoever comes first."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = file.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(make())
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return _bytes(file)


@lru_cache(maxsize=32)
def _bytes(file: Path) -> bytes:
    return file.read_bytes()
