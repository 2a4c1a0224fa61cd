"""Witnesses of the node's log: a policy file, and checkpoints that some of them have cosigned."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.test.utils import override_settings

from yuanping.base.witness import log
from yuanping.base.witness.models import Checkpoint, Cosignature
from yuanping.core.tlog.cosignatures import cosign
from yuanping.core.tlog.notes import COSIGNATURE, SigningKey, parse_note

CITY, COUNTY, FOREIGN = "xinyang", "gushi", "wuhan"


def key(name: str) -> SigningKey:
    return SigningKey(f"{name}.example/witness", COSIGNATURE, hashlib.sha256(name.encode()).digest())


@contextmanager
def witnessed(folder: Path, *, needed: int = 2, patience: float = 0) -> Iterator[None]:
    """The node has three witnesses, of whom ``needed`` make the quorum; its pages wait so many seconds."""
    names = (CITY, COUNTY, FOREIGN)
    lines = [f"witness {name} {key(name).verifier.vkey} http://{name}.example\n" for name in names]
    file = folder / "policy.txt"
    file.write_text("".join(lines) + f"group all-of-us {needed} {' '.join(names)}\nquorum all-of-us\n")
    with override_settings(WITNESS_POLICY=file, WITNESS_PATIENCE=patience):
        yield


def seen_by(*names: str, now: datetime) -> Checkpoint:
    """What has been entered is sequenced, and these witnesses cosign the newest checkpoint."""
    log.sequence(now=now)
    newest = Checkpoint.objects.latest("id")
    text = parse_note(newest.note).text
    for name in names:
        line = cosign(key(name), text, timestamp=int(now.timestamp())).line
        Cosignature.objects.get_or_create(checkpoint=newest, witness=name, defaults={"at": now, "line": line})
    return newest
