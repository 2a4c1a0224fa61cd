"""Asking the witnesses for the newest head of this log that they have seen.

Each publishes the last checkpoint that it cosigned under its monitoring address, ``<url>/<SHA-256 of the
origin>/checkpoint``. Two signatures are verified: our own log's, without which the head is none of ours,
and the witness's, without which the answer is not its.
"""

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from django.db.models import Max

from yuanping.base.witness import keys, log
from yuanping.base.witness.circle.reaching import Absent, get
from yuanping.base.witness.circle.wire import Unreachable
from yuanping.base.witness.models import Cosignature, Sighting
from yuanping.base.witness.standing import policy
from yuanping.core.errors import Invalid
from yuanping.core.tlog.checkpoints import Checkpoint, parse_checkpoint
from yuanping.core.tlog.notes import BadNote, Note, VerifierKey, parse_note, verified
from yuanping.core.tlog.quorum import NONE, Policy, Witness
from yuanping.core.tlog.tiles import root, tiles_for_growth

LARGEST_NOTE = 1_000_000


class Trouble(StrEnum):
    """What is wrong with a witness's answer."""

    SILENT = "silent"
    UNVERIFIED = "unverified"
    FORGOT = "forgot"
    LARGER = "larger"
    OTHER_ROOT = "other-root"


UNANSWERED = frozenset({Trouble.SILENT, Trouble.UNVERIFIED, Trouble.FORGOT})
"""Answers that do not tell the largest head which the witness has seen."""
DISAGREEING = frozenset({Trouble.LARGER, Trouble.OTHER_ROOT})
"""Answers that show a head, signed by this log, which this tree does not contain."""
TROUBLE_LABELS: Mapping[Trouble, str] = {
    Trouble.SILENT: "没有答复",
    Trouble.UNVERIFIED: "答复未通过核验",
    Trouble.FORGOT: "其记载比本节点保存的见证签名旧",
    Trouble.LARGER: "其见证过的记录，本节点缺少",
    Trouble.OTHER_ROOT: "其见证过的记录，与本节点的不一致",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A witness's answer. ``checkpoint`` is None when it has seen nothing yet, or nothing could be read."""

    witness: str
    trouble: Trouble | None = None
    detail: str = ""
    note: str = ""
    checkpoint: Checkpoint | None = None
    cosigned_at: datetime | None = None


def askable(rule: Policy) -> list[Witness]:
    """The witnesses that can be asked; nobody under ``quorum none``.

    One without an address is left out: nothing of ours has ever reached it, so that nobody waits for it.
    """
    return [] if rule.quorum == NONE else [witness for witness in rule.witnesses if witness.url]


def ask(witnesses: Sequence[Witness]) -> list[Sight]:
    """What these witnesses have seen, all asked at once, compared with the tree."""
    if not witnesses:
        return []
    remembered = _remembered()  # first: what a witness has seen only grows
    ours = keys.log_key().verifier
    with ThreadPoolExecutor(len(witnesses), thread_name_prefix="asking witnesses") as pool:
        sights = list(pool.map(lambda witness: _asked(witness, ours), witnesses))
    return [_compared(sight, remembered.get(sight.witness, 0)) for sight in sights]


def ask_all() -> list[Sight]:
    return ask(askable(policy()))


def keep(sights: Sequence[Sight], *, now: datetime) -> None:
    """Keep the answers, for the pages and the monitor; those of witnesses that the policy no longer names go."""
    for sight in sights:
        good = sight.trouble not in UNANSWERED
        said = {"answered_at": now, "note": sight.note, "cosigned_at": sight.cosigned_at} if good else {}
        size = {"size": sight.checkpoint.size if sight.checkpoint else 0} if good else {}
        Sighting.objects.update_or_create(
            witness=sight.witness,
            defaults={
                "asked_at": now,
                "trouble": sight.trouble or "",
                "detail": sight.detail,
                **said,
                **size,
            },
        )
    Sighting.objects.exclude(witness__in=[witness.name for witness in askable(policy())]).delete()


def trouble_with(checkpoint: Checkpoint) -> Trouble | None:
    """How a head of this log disagrees with the tree; None when the tree contains it."""
    size = log.current_head().size
    if checkpoint.size > size:
        return Trouble.LARGER
    read = log.prefetched(tiles_for_growth(checkpoint.size))
    return None if root(checkpoint.size, read) == checkpoint.root else Trouble.OTHER_ROOT


def own_checkpoint(raw: str | bytes) -> tuple[Note, Checkpoint]:
    """A checkpoint that this log has signed. Raises ``Invalid`` for anything else."""
    return _signed_by(keys.log_key().verifier, raw)


def _signed_by(ours: VerifierKey, raw: str | bytes) -> tuple[Note, Checkpoint]:
    note = parse_note(raw)
    verified(note, [ours])
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != ours.name:
        raise BadNote("检查点所属的日志与签名的日志不同。")
    return note, checkpoint


def _asked(witness: Witness, ours: VerifierKey) -> Sight:
    """In a thread of its own: no database here."""
    try:
        body = get(monitoring_url(witness.url, ours.name), largest=LARGEST_NOTE)
    except Absent:
        return Sight(witness=witness.name)
    except Unreachable as silence:
        return Sight(witness=witness.name, trouble=Trouble.SILENT, detail=str(silence))
    try:
        note, checkpoint = _signed_by(ours, body)
    except Invalid as bad:
        return Sight(witness=witness.name, trouble=Trouble.UNVERIFIED, detail=bad.message)
    said = Sight(witness=witness.name, note=note.encode(), checkpoint=checkpoint)
    try:
        ((_, at),) = verified(note, [witness.key])
    except BadNote as bad:
        return replace(said, trouble=Trouble.UNVERIFIED, detail=bad.message)
    return replace(said, cosigned_at=datetime.fromtimestamp(at or 0, UTC))


def _compared(sight: Sight, remembered: int) -> Sight:
    """Our own log's signature on a head that the tree lacks is proof enough, with or without the witness's."""
    trouble = trouble_with(sight.checkpoint) if sight.checkpoint else None
    if trouble is not None:
        return replace(sight, trouble=trouble, detail="")
    if sight.trouble is None and (sight.checkpoint.size if sight.checkpoint else 0) < remembered:
        detail = f"该见证方曾为 {remembered} 条的检查点签名，现在只记得更早的。"
        return replace(sight, trouble=Trouble.FORGOT, detail=detail)
    return sight


def monitoring_url(url: str, origin: str) -> str:
    """Where a witness shows the last checkpoint of a log that it cosigned."""
    return f"{url.rstrip('/')}/{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint"


def _remembered() -> dict[str, int]:
    """The size of the largest head under which each witness's signature stands in our own database."""
    rows = Cosignature.objects.values_list("witness").annotate(size=Max("checkpoint__size"))
    return dict(rows)
