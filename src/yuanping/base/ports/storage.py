"""One content-addressed store for files: the key is the SHA-256 of the content."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored file: SHA-256 in hex, and length in bytes."""

    sha256: str
    size: int


class Storage(Protocol):
    """Keeps bytes for ever under their digest."""

    def put(self, chunks: Iterable[bytes]) -> Stored: ...

    def open(self, sha256: str) -> BinaryIO: ...


class DiskStorage:
    """``<root>/<aa>/<sha256>``: written beside, synced, renamed, read-only. A crash leaves no half file."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, chunks: Iterable[bytes]) -> Stored:
        self._root.mkdir(parents=True, exist_ok=True)
        draft = self._root / f".{secrets.token_hex(8)}"
        digest, size = hashlib.sha256(), 0
        try:
            with draft.open("xb") as handle:
                for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    handle.write(chunk)
                handle.flush()
                os.fsync(handle.fileno())
            target = self._path(digest.hexdigest())
            target.parent.mkdir(exist_ok=True)
            if not target.exists():
                draft.chmod(0o440)
                draft.rename(target)
                _sync(target.parent)
        finally:
            draft.unlink(missing_ok=True)
        return Stored(digest.hexdigest(), size)

    def open(self, sha256: str) -> BinaryIO:
        return self._path(sha256).open("rb")

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("a storage key is 64 hexadecimal digits")
        return self._root / sha256[:2] / sha256


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def storage() -> Storage:
    """The node's store."""
    return DiskStorage(Path(settings.FILES_ROOT))
