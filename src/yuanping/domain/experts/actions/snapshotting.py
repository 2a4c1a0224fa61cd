"""Freezing the pool (专家库快照): daily, and before a draw when the pool has changed since."""

import secrets

from django.db import connection, transaction

from yuanping.base.change import recording
from yuanping.base.context import Ctx
from yuanping.base.ports.storage import storage
from yuanping.base.vault.sealing import encrypt_bytes, seal
from yuanping.core.local_time import local_date
from yuanping.domain.experts import snapshot
from yuanping.domain.experts.events import SnapshotTaken
from yuanping.domain.experts.models import PoolSnapshot
from yuanping.domain.experts.permissions import Experts

KEY_BYTES = 32
_LOCK = 0x59504C53


def take_snapshot(ctx: Ctx) -> PoolSnapshot:
    """Freeze the pool as it is, under a new key; the commitment goes on record."""
    with transaction.atomic():
        _alone()
        with recording(ctx, "take_snapshot", permission=Experts.FREEZE) as tx:
            before = PoolSnapshot.objects.order_by("-number").first()
            rows = snapshot.present_rows()
            key = secrets.token_bytes(KEY_BYTES)
            lines = snapshot.lines_of(snapshot.freeze(rows, key).pool)
            box = encrypt_bytes(snapshot.CONTENT, snapshot.content_of(rows))
            taken = PoolSnapshot(
                number=1 if before is None else before.number + 1,
                taken_at=ctx.now,
                size=len(rows),
                fingerprint=snapshot.present_fingerprint(),
                root=snapshot.root_of_lines(lines),
                lines=storage().put([lines]).sha256,
                content=storage().put([box]).sha256,
                key=seal(ctx, snapshot.KEY, {"key": key.hex()}),
            )
            tx.record(
                SnapshotTaken(
                    number=taken.number,
                    size=taken.size,
                    root=taken.root,
                    lines=taken.lines,
                    delta=snapshot.changes([] if before is None else snapshot.frozen_rows(before), rows),
                )
            )
        taken.save()
    return taken


def present_snapshot(ctx: Ctx) -> PoolSnapshot:
    """The snapshot that a draw of now is made from: of today, and of the pool as it is."""
    last = PoolSnapshot.objects.order_by("-number").first()
    if (
        last is not None
        and local_date(last.taken_at) == local_date(ctx.now)
        and last.fingerprint == snapshot.present_fingerprint()
    ):
        return last
    return take_snapshot(ctx)


def _alone() -> None:
    """One at a time: snapshots are numbered without a gap."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
