"""The logs that this node witnesses and mirrors: the file ``settings.WITNESSED_LOGS`` (C2SP tlog-policy, ``log`` lines)."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from yuanping.core.tlog.keys import VerifierKey
from yuanping.core.tlog.quorum import parse_policy


@dataclass(frozen=True, slots=True)
class OtherLog:
    """Another node's log: its origin, the keys trusted for it (two while it changes its key), where it is read.

    ``url`` is the prefix of its files without a slash at the end; empty for a log that is witnessed only.
    """

    origin: str
    keys: tuple[VerifierKey, ...]
    url: str

    @property
    def origin_hash(self) -> str:
        """SHA-256 of the origin in lowercase hexadecimal, as witnesses and mirrors name a log."""
        return hashlib.sha256(self.origin.encode()).hexdigest()


def other_logs() -> tuple[OtherLog, ...]:
    """All of them, as the file says now; none without the file. ``BadPolicy`` names the line that is wrong."""
    file: Path = settings.WITNESSED_LOGS
    try:
        state = file.stat()
    except FileNotFoundError:
        return ()
    return _read(file, state.st_mtime_ns, state.st_size)


def log_of(origin: str) -> OtherLog | None:
    return next((each for each in other_logs() if each.origin == origin), None)


def log_by_hash(origin_hash: str) -> OtherLog | None:
    return next((each for each in other_logs() if each.origin_hash == origin_hash), None)


@lru_cache(maxsize=8)
def _read(file: Path, changed: int, length: int) -> tuple[OtherLog, ...]:
    _ = changed, length
    lines = parse_policy(file.read_bytes()).logs
    origins = dict.fromkeys(line.key.name for line in lines)
    return tuple(
        OtherLog(
            origin,
            keys=tuple(line.key for line in lines if line.key.name == origin),
            url=next((line.url.rstrip("/") for line in lines if line.key.name == origin and line.url), ""),
        )
        for origin in origins
    )
