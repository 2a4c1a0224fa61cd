"""The node as a witness of other logs (C2SP tlog-witness): the answer to add-checkpoint.

It cosigns a tree only after it has seen that the tree continues the last one it cosigned, and only after that
is on the disk. The log's row stays locked from the judgement to the commit: two requests at once can neither
roll it back nor both be first.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.db import connection, transaction

from yuanping.base.witness import keys
from yuanping.base.witnessing.disagreements import Role, keep_disagreement
from yuanping.base.witnessing.models import WitnessedLog
from yuanping.base.witnessing.others import OtherLog, log_of
from yuanping.core.errors import NotFound
from yuanping.core.tlog.cosignatures import cosign
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.notes import Note, Signature
from yuanping.core.tlog.witnessing import (
    AddCheckpoint,
    BadAddCheckpoint,
    Head,
    Verdict,
    judge,
    parse_add_checkpoint,
)

PLAIN = "text/plain; charset=utf-8"
SIZE_TYPE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status with its body."""

    status: int
    body: str
    content_type: str = PLAIN


def add_checkpoint(body: bytes, *, now: datetime) -> Answer:
    """Answer a log's request; what it holds never raises.

    200 with our cosignature's line, 400 malformed, 403 not signed by the log, 404 unknown log, 409 with the size
    that we cosigned last, 422 not shown to be a continuation. ``BadPolicy`` when the file of logs is wrong.
    """
    try:
        request = parse_add_checkpoint(body)
    except BadAddCheckpoint as error:
        return Answer(HTTPStatus.BAD_REQUEST, f"{error.message}\n")
    log = log_of(request.checkpoint.origin)
    if log is None:
        return Answer(HTTPStatus.NOT_FOUND, "本节点不见证此日志。\n")
    seen = WitnessedLog.objects.filter(origin=log.origin).first()
    verdict = judge(request, log=log.keys, head=_head(seen))
    if verdict.status == 200 or _accuses(request, verdict, seen) is not None:
        return _answer(_decide(request, log, now=now))
    return _answer((verdict, ""))  # nothing to write: strangers lock no row


def last_cosigned(log: OtherLog) -> str:
    """The last checkpoint of a log that this node cosigned, with the cosignature. ``NotFound`` before the first."""
    row = WitnessedLog.objects.filter(origin=log.origin).first()
    if row is None or not row.note:
        raise NotFound("not-witnessed", "本节点还没有见证过此日志的检查点。")
    return row.note


def insist_on_durability() -> None:
    """In the current transaction: its commit returns when it is on the disk, whatever the cluster's default."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'"
        )


def _decide(request: AddCheckpoint, log: OtherLog, *, now: datetime) -> tuple[Verdict, str]:
    """Judge under the lock and persist; returns the verdict and our signature line for 200."""
    with transaction.atomic():
        insist_on_durability()
        row = _locked(log.origin)
        verdict = judge(request, log=log.keys, head=_head(row))
        if verdict.head is None:
            proved = _accuses(request, verdict, row)
            if proved is not None:
                keep_disagreement(
                    role=Role.WITNESS, proved=proved, held=row.note, submitted=request.note, now=now
                )
            return verdict, ""
        ours = cosign(keys.witness_key(), request.note.text, timestamp=int(now.timestamp()))
        row.size, row.root, row.at = verdict.head.size, verdict.head.root.hex(), now
        row.note = _shown(request.note, log, ours).encode()
        row.save()
    return verdict, ours.line


def _locked(origin: str) -> WitnessedLog:
    """The log's row, made at first sight, locked until the transaction ends."""
    WitnessedLog.objects.bulk_create(
        [WitnessedLog(origin=origin, root=SHA256.empty.hex())], ignore_conflicts=True
    )
    return WitnessedLog.objects.select_for_update().get(origin=origin)


def _head(row: WitnessedLog | None) -> Head | None:
    return Head(row.size, bytes.fromhex(row.root)) if row is not None and row.note else None


def _accuses(request: AddCheckpoint, verdict: Verdict, row: WitnessedLog | None) -> bool | None:
    """Whether a refused request speaks against its log: True proves a fork, False hints at one; None is neither."""
    if row is None or not row.note or verdict.status in {200, 403}:
        return None
    said = request.checkpoint
    if said.size == row.size and said.root.hex() != row.root:
        return True
    return False if verdict.status == 422 else None


def _shown(note: Note, log: OtherLog, ours: Signature) -> Note:
    """What is published: the log's own verified signatures and ours; other lines nobody has checked."""
    known = {(key.name, key.key_id) for key in log.keys}
    signed = [each for each in note.signatures if (each.name, each.key_id) in known]
    return Note(note.text, (*dict.fromkeys(signed), ours))


def _answer(judged: tuple[Verdict, str]) -> Answer:
    verdict, line = judged
    if verdict.status == 200:
        return Answer(verdict.status, line)
    if verdict.size is not None:
        return Answer(verdict.status, f"{verdict.size}\n", SIZE_TYPE)
    return Answer(verdict.status, f"{verdict.message}\n")
