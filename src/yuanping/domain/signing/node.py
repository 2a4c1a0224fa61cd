"""The node's own authority, as the settings place it."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from yuanping.domain.signing.authority import Authority, authority, load


def authority_at(at: datetime) -> Authority:
    """The authority under ``settings.CA_ROOT``; made on first use, valid from ``at``."""
    directory = Path(settings.CA_ROOT)
    return _kept(directory) if (directory / "root.key").exists() else authority(directory, at=at)


def root_pem() -> bytes:
    """The root certificate, PEM; empty on a node that has never issued one."""
    file = Path(settings.CA_ROOT) / "root.pem"
    return file.read_bytes() if file.exists() else b""


@lru_cache(maxsize=2)
def _kept(directory: Path) -> Authority:
    return load(directory)
