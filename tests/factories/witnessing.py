"""Witnesses of a test's node: other centres with keys of their own, a quorum, and their cosignatures."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import LazySettings

from yuanping.base.witness.models import Checkpoint, Cosignature
from yuanping.core.tlog.cosignatures import cosign
from yuanping.core.tlog.notes import COSIGNATURE, SigningKey, parse_note

NAMES = ("gushi", "huangchuan", "hefei")
"""How the policy calls them."""


@dataclass(frozen=True)
class Province:
    """The witnesses' keys by their names in the policy."""

    keys: dict[str, SigningKey]


def province(settings: LazySettings, folder: Path) -> Province:
    """A policy of three witnesses with a group in a group: huangchuan, and one of the two others."""
    keys = {
        name: SigningKey(f"{name}.test/witness", COSIGNATURE, sha256(name.encode()).digest())
        for name in NAMES
    }
    lines = [f"witness {name} {key.verifier.vkey}" for name, key in keys.items()]
    lines += ["group north any gushi hefei", "group both all north huangchuan", "quorum both"]
    settings.WITNESS_POLICY = folder / "policy.txt"
    settings.WITNESS_POLICY.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Province(keys)


def cosigned_by(of: Province, *names: str, at: datetime) -> None:
    """The newest checkpoint, seen by these witnesses."""
    newest = Checkpoint.objects.latest("id")
    for name in names:
        text = parse_note(newest.note).text
        line = cosign(of.keys[name], text, timestamp=int(at.timestamp())).line
        Cosignature.objects.create(checkpoint=newest, witness=name, at=at, line=line)
