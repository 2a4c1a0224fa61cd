"""Evidence against another log is kept, and the record says so: it is what witnesses are for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import ClassVar

from django.db import connection

from yuanping.base import witness
from yuanping.base.context import system_ctx
from yuanping.base.witnessing.models import Disagreement
from yuanping.core.events import Event
from yuanping.core.tlog.checkpoints import parse_checkpoint
from yuanping.core.tlog.notes import Note, parse_note

UNPROVED_EVERY = timedelta(hours=1)
"""Anybody can send a public checkpoint with a spoilt proof: of one log, that is noted once in this time."""


class Role(StrEnum):
    WITNESS = "witness"
    MIRROR = "mirror"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForkSeen(Event):
    """A log signed a checkpoint that does not continue, or was not shown to continue, one that it signed before.

    ``held_note`` and ``submitted_note`` are the SHA-256 (hexadecimal) of the two signed notes, which are kept.
    """

    KIND: ClassVar[str] = "witnessing.fork-seen"
    origin: str
    role: Role
    proved: bool
    held_size: int
    held_note: str
    submitted_size: int
    submitted_note: str


def keep_disagreement(*, role: Role, proved: bool, held: str, submitted: Note, now: datetime) -> bool:
    """Keep both notes and record the event, in the caller's transaction that holds the log's row locked.

    Once for each submitted checkpoint; unproved ones sparingly. Tells whether it was noted now.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a disagreement is kept under the lock of the log's row")
    said = parse_checkpoint(submitted.text)
    before = Disagreement.objects.filter(origin=said.origin)
    digest = sha256(submitted.text.encode()).hexdigest()
    if before.filter(digest=digest, proved__gte=proved).exists():
        return False
    if not proved and before.filter(proved=False, at__gt=now - UNPROVED_EVERY).exists():
        return False
    Disagreement.objects.create(
        origin=said.origin,
        at=now,
        role=role,
        proved=proved,
        held=held,
        submitted=submitted.encode(),
        digest=digest,
    )
    event = ForkSeen(
        origin=said.origin,
        role=role,
        proved=proved,
        held_size=parse_checkpoint(parse_note(held).text).size,
        held_note=sha256(held.encode()).hexdigest(),
        submitted_size=said.size,
        submitted_note=sha256(submitted.encode().encode()).hexdigest(),
    )
    witness.append(system_ctx("见证服务", channel="witness").at(now), event)
    return True
