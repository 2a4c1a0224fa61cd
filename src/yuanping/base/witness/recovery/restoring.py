"""Getting back from a mirror what a restored database lacks, entry by entry as it was.

First the leaf hashes of all missing entries are read and the tree is grown with them in memory: it must
end in the root that this log itself signed. Only then entries are fetched, each compared with its leaf
hash, and appended in batches, one transaction each; a run that was cut short goes on where it ended.
A mirror holds the public part of the entries: of those that the database has lost, what they say is lost.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import connection, transaction

from yuanping.base.witness import log
from yuanping.base.witness.circle.seeing import UNANSWERED, Sight, own_checkpoint, trouble_with
from yuanping.base.witness.models import Entry, Hold, Leaf, Opening, Waiting
from yuanping.base.witness.recovery import holding as recovery
from yuanping.base.witness.recovery.mirrors import Mirror, MirrorFailed
from yuanping.base.witness.writing import append
from yuanping.core.errors import Refused, WrongState
from yuanping.core.events import Event, instant
from yuanping.core.tlog import tiles
from yuanping.core.tlog.checkpoints import Checkpoint
from yuanping.core.tlog.encoding import encode_base64
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.leaves import parse_leaf

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

    from yuanping.base.context import Ctx

LOST = "witness.lost"
"""The kind under which an entry is kept of which only the public part came back."""
BATCH = 20 * tiles.WIDTH
"""Entries that are taken back in one transaction."""
EVIDENCE_FORMAT = "yuanping-fork/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesRecovered(Event):
    """After a restore from backup, entries were taken back from a mirror: so many as they were, so many without
    what they say.
    """

    KIND: ClassVar[str] = "witness.entries-recovered"
    before: int
    size: int
    kept: int
    lost: int
    mirror: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """What is to be taken back: verified leaf hashes of the entries from ``before`` to ``checkpoint.size``.

    ``kept`` of them stand in the database and only lack their place; of ``lost`` the facts are gone.
    """

    mirror: Mirror
    before: int
    checkpoint: Checkpoint
    hashes: Sequence[bytes]
    kept: int
    lost: int


def prepare(url: str, *, now: datetime) -> Restoration:
    """Find out what is missing and verify that the mirror has it; changes nothing but the holds themselves.

    What the mirror has and we lack counts too: this log has signed it, whether a witness has seen it or not.

    Raises ``WrongState`` ``nothing-to-recover`` and ``witnesses-silent``, ``MirrorFailed`` (also
    ``mirror-too-short``), and ``Refused`` ``forked`` with the evidence in a file.
    """
    mirror = Mirror(url)
    note, checkpoint = mirror.checkpoint()
    recovery.check(starting=False)
    trouble = trouble_with(checkpoint)
    if trouble is not None:  # the mirror alone shows it: nothing is signed over it from here on
        recovery.hold(
            Sight(witness=mirror.url[:200], trouble=trouble, note=note.encode(), checkpoint=checkpoint)
        )
    heads = _held_heads(recovery.open_holds())
    ours = log.current_head()
    largest = max(head.size for head in heads)
    if checkpoint.size < largest:
        raise MirrorFailed(
            "mirror-too-short",
            f"该镜像只有 {checkpoint.size} 条，见证方已见证到 {largest} 条。",
            remedy="请换一个更新的镜像。",
        )
    if checkpoint.size < ours.size:
        _refuse_fork(mirror, note.encode(), ours, now=now)
    hashes = mirror.leaf_hashes(ours.size, checkpoint.size)
    read = _grown(ours.size, hashes)
    if tiles.root(checkpoint.size, read) != checkpoint.root:
        _refuse(mirror, note.encode(), checkpoint, ours, now=now)
    for head in heads:
        if tiles.root(head.size, read) != head.root:
            _refuse_fork(mirror, note.encode(), ours, now=now)
    kept = _known(hashes)
    return Restoration(
        mirror=mirror,
        before=ours.size,
        checkpoint=checkpoint,
        hashes=hashes,
        kept=kept,
        lost=len(hashes) - kept,
    )


def restore(ctx: "Ctx", plan: Restoration) -> None:
    """Take it all back, lift the holds and sign. Raises ``MirrorFailed`` and ``log.Forked``; what was
    appended before stays, and is part of the same verified tree.
    """
    at = plan.before
    while at < plan.checkpoint.size:
        end = min(plan.checkpoint.size, (at // BATCH + 1) * BATCH)
        wanted = plan.hashes[at - plan.before : end - plan.before]
        entries = plan.mirror.entries(at, end)
        if [SHA256.leaf(entry) for entry in entries] != list(wanted):
            raise MirrorFailed(
                "mirror-damaged",
                f"该镜像第 {at} 至 {end - 1} 条的内容与其摘要不符，未采用。",
                remedy="请换一个保存本日志镜像的节点；已恢复的部分不会丢失。",
            )
        with transaction.atomic(), connection.cursor() as cursor:
            log.lead_in_turn()
            edge = log.read_edge(cursor, although_held=True)
            if edge[0].size != at:
                raise log.Forked(f"the tree moved away from {at} while it was being recovered")
            rows = [_row(entry, digest) for entry, digest in zip(entries, wanted, strict=True)]
            log.place(edge, rows, sign_at=None)
            if end == plan.checkpoint.size:
                _finish(cursor, ctx, plan, log.read_head(cursor))
        at = end


def _finish(cursor: "CursorWrapper", ctx: "Ctx", plan: Restoration, after: log.Head) -> None:
    if after.root != plan.checkpoint.root:
        raise log.Forked(f"the recovered tree of {after.size} has another root than was signed")
    recovery.lift_contained(now=ctx.now)
    if not log.is_held(cursor):
        log.write_checkpoint(cursor, after, now=ctx.now)
    append(
        ctx,
        EntriesRecovered(
            before=plan.before, size=after.size, kept=plan.kept, lost=plan.lost, mirror=plan.mirror.url
        ),
    )


def _row(entry: bytes, digest: bytes) -> log.Row:
    """The entry as the database has it, taken from those that wait; or written anew without its facts."""
    found = Entry.objects.filter(hash=digest.hex()).first()
    if found is not None:
        if Leaf.objects.filter(entry=found).exists():
            raise log.Forked(f"entry {found.number} would stand in the tree twice")
        Waiting.objects.filter(entry=found).delete()
    else:
        found = Entry.objects.create(
            at=datetime.fromisoformat(parse_leaf(entry).at),
            kind=LOST,
            content=entry.decode(),
            hash=digest.hex(),
        )
        Opening.objects.create(entry=found, facts={})
    return log.Row(found.number, digest, entry, found.project_id)


def _held_heads(holds: Sequence[Hold]) -> list[Checkpoint]:
    """What the tree must contain. Raises when nothing is missing that is known of."""
    heads = [own_checkpoint(hold.note)[1] for hold in holds if hold.reason not in UNANSWERED]
    if heads:
        return heads
    if holds:
        silent = "、".join(hold.witness for hold in holds)
        raise WrongState(
            "witnesses-silent",
            f"见证方 {silent} 没有给出可用的答复，不能确定应恢复到哪一条。",
            remedy="请联系见证方恢复服务；答复的见证方足够后，本节点自动继续。",
        )
    raise WrongState(
        "nothing-to-recover",
        "本节点的记录包含见证方见证过的和该镜像保存的全部内容，无需恢复。",
        remedy="未作任何改动。",
    )


def _grown(size: int, hashes: Sequence[bytes]) -> tiles.Read:
    """Tiles of the tree as it will be: ours, and above them those that the new leaves touch."""
    touched, _ = tiles.grow(size, hashes, log.prefetched(tiles.tiles_for_growth(size)))

    def read(tile: tiles.Tile) -> bytes:
        content = touched.get((tile.level, tile.number))
        return log.read_tiles([tile])[tile] if content is None else content[: tile.width * 32]

    return read


def _known(hashes: Sequence[bytes]) -> int:
    found = 0
    for start in range(0, len(hashes), BATCH):
        part = [digest.hex() for digest in hashes[start : start + BATCH]]
        found += Entry.objects.filter(hash__in=part).count()
    return found


def _refuse(mirror: Mirror, note: str, signed: Checkpoint, ours: log.Head, *, now: datetime) -> None:
    """The mirror's entries do not continue our tree: because it is damaged, or because there are two histories?"""
    try:
        whole = tiles.root(signed.size, mirror.tile) == signed.root
        start = tiles.root(ours.size, mirror.tile)
    except Refused:
        whole, start = False, ours.root
    if whole and start != ours.root:
        _refuse_fork(mirror, note, ours, now=now)
    raise MirrorFailed(
        "mirror-damaged",
        "该镜像不能用于恢复：其内容算不出本日志签发的检查点的根摘要。",
        remedy="请换一个保存本日志镜像的节点。",
    )


def _refuse_fork(mirror: Mirror, note: str, ours: log.Head, *, now: datetime) -> None:
    file = _save_evidence(mirror, note, ours, now=now)
    raise Refused(
        "forked",
        f"本节点的前 {ours.size} 条记录与见证方见证过的不是同一份：同一本日志出现了两种历史（分叉），不能恢复。"
        f"证据已保存在 {file}。",
        remedy="请停用本节点，保留现场和证据文件，报告行政监督部门和各见证方；"
        "如有更早的备份，可换用该备份后再执行恢复。",
    )


def _save_evidence(mirror: Mirror, note: str, ours: log.Head, *, now: datetime) -> Path:
    """Two statements signed by this log, and the proof that the mirror's tree has another beginning than ours."""
    _, theirs = own_checkpoint(note)
    own = log.latest_checkpoint()
    facts = {
        "format": EVIDENCE_FORMAT,
        "found_at": instant(now),
        "ours": {
            "size": ours.size,
            "root": encode_base64(ours.root),
            "checkpoint": "" if own is None else own.encode(),
        },
        "theirs": {
            "from": mirror.url,
            "checkpoint": note,
            **_their_beginning(mirror, theirs.size, ours.size),
        },
        "witnesses": {hold.witness: hold.note for hold in recovery.open_holds() if hold.note},
    }
    folder: Path = settings.WITNESS_EVIDENCE
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"fork-{ours.size}-{theirs.size}-{now:%Y%m%d%H%M%S}.json"
    file.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return file


def _their_beginning(mirror: Mirror, size: int, ours: int) -> dict[str, object]:
    """The root of the mirror's first ``ours`` entries, and the proof that its checkpoint continues them."""
    if not 0 < ours <= size:
        return {}
    try:
        return {
            "root_at_our_size": encode_base64(tiles.root(ours, mirror.tile)),
            "consistency": [encode_base64(each) for each in tiles.consistency_proof(ours, size, mirror.tile)],
        }
    except Refused:
        return {}
