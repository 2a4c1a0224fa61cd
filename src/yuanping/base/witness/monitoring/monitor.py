"""Watching the log: what is late, missing, forked or damaged becomes an alert, and ends as one.

The monitor runs beside the sequencer; a job of the worker looks too, so that a dead sequencer is missed.
How long something takes is asked of one and the same clock: of the database's own for what waits and what
witnesses send, of real time (``machine_time``) for what carries the node's time, which on a demonstration
node jumps ahead at will.
"""

import logging
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, connections

from yuanping.base.clock.reading import machine_time, read_machine_clock
from yuanping.base.witness.circle.seeing import TROUBLE_LABELS, Trouble
from yuanping.base.witness.models import Checkpoint, Cosignature, Hold, Sighting
from yuanping.base.witness.monitoring.alerts import AlertKind, Finding, settle
from yuanping.base.witness.monitoring.auditing import Audit
from yuanping.base.witness.monitoring.watching import watched_logs
from yuanping.base.witness.recovery import holding as recovery
from yuanping.base.witness.standing import policy, witnesses_of
from yuanping.core.tlog.quorum import NONE

logger = logging.getLogger(__name__)

EVERY = 15.0
"""Seconds between two looks."""
ASK_EVERY = timedelta(minutes=1)
"""How often the witnesses are asked what they have seen; at every look while the log is held."""
LATE = timedelta(seconds=5)
QUORUM_WITHIN = timedelta(seconds=60)
STALE = timedelta(minutes=65)
"""A quiet log is signed hourly."""
SKEW = timedelta(seconds=60)
RECENT = 200
"""Checkpoints, newest first, among which one with a quorum is looked for: at one a second more than a minute."""

OFTEN = frozenset(
    {
        AlertKind.HELD,
        AlertKind.FORK,
        AlertKind.SEQUENCING_LATE,
        AlertKind.QUORUM_MISSING,
        AlertKind.STALE_HEAD,
        AlertKind.CLOCK_SKEW,
    }
)

WAITS = "SELECT count(*), min(entry_id) FROM witness_waiting WHERE since < clock_timestamp() - %s"
UNPLACED = """
    SELECT count(*), min(number) FROM witness_entry
    WHERE NOT EXISTS (SELECT FROM witness_waiting WHERE entry_id = number)
      AND NOT EXISTS (SELECT FROM witness_leaf WHERE entry_id = number)
"""


class Monitor:
    """Looks until it is told to stop. A thread of its own: a slow witness delays no signature."""

    def __init__(self, *, stop: threading.Event | None = None) -> None:
        self.stop = stop or threading.Event()
        self._audit = Audit()
        self._asked: datetime | None = None

    def run(self) -> None:
        while not self.stop.wait(EVERY):
            try:
                self.turn()
            except DatabaseError as error:
                logger.warning("monitor: %s; again in %s s", error, EVERY)
            finally:
                connections.close_all()

    def turn(self) -> None:
        """Ask the witnesses when it is time, then look at everything that takes little to look at."""
        now = read_machine_clock()
        if self._asked is None or now - self._asked >= ASK_EVERY or recovery.open_holds():
            self._asked = now
            recovery.check(starting=False)
        damage = self._audit.look()
        settle([*look(), *_damaged(damage)], looked_for=OFTEN)


def keep_watching(stop: threading.Event) -> None:
    """Look until ``stop``."""
    Monitor(stop=stop).run()


def check() -> None:
    """What the database alone tells: for the worker's job."""
    settle(look(), looked_for=OFTEN)


def full_look() -> None:
    """Once a day: has every entry its place, or does it wait for one? And all tiles, from the first to the last."""
    audit = Audit()
    damage = audit.look()
    while audit.number:
        damage += audit.look()
    looked_for = {AlertKind.UNPLACED_ENTRY, AlertKind.DAMAGED}
    settle([*_unplaced(), *_damaged(damage)], looked_for=looked_for)


def look() -> list[Finding]:
    """All that is amiss now, but for what takes a full look."""
    now = read_machine_clock()
    return [*_held(), *_forks(), *_late(), *_without_quorum(now), *_stale(now), *_skewed()]


def _held() -> Iterator[Finding]:
    for hold in Hold.objects.filter(lifted_at=None):
        label = TROUBLE_LABELS[Trouble(hold.reason)]
        detail = f"{hold.witness}：{label}。本节点暂停签发检查点。{hold.detail}"
        yield Finding(kind=AlertKind.HELD, subject=hold.witness, detail=detail, evidence={"note": hold.note})


def _forks() -> Iterator[Finding]:
    """Two statements signed by one log that cannot both be true."""
    for sighting in Sighting.objects.filter(trouble=Trouble.OTHER_ROOT):
        yield Finding(
            kind=AlertKind.FORK,
            subject=sighting.witness,
            detail=f"{sighting.witness} 见证过的前 {sighting.size} 条记录与本节点的不是同一份。",
            evidence={"note": sighting.note, **_own_note()},
        )
    for watched in watched_logs():
        if watched.disagreement:
            yield Finding(
                kind=AlertKind.FORK,
                subject=watched.origin,
                detail=watched.disagreement,
                evidence={"notes": list(watched.evidence)},
            )


def _late() -> Iterator[Finding]:
    """Not while the log is held: that is known, and has an alert of its own."""
    if recovery.open_holds():
        return
    count, first = _row(WAITS, LATE)
    if count:
        seconds = int(LATE.total_seconds())
        detail = f"回执号 {first} 起有 {count} 条记录入账超过 {seconds} 秒仍未定序，请检查定序进程。"
        yield Finding(kind=AlertKind.SEQUENCING_LATE, subject=_origin(), detail=detail)


def _without_quorum(now: datetime) -> Iterator[Finding]:
    rule = policy()
    if rule.quorum == NONE:
        return
    first: Checkpoint | None = None
    newest = Checkpoint.objects.prefetch_related("cosignatures").order_by("-id")[:RECENT]
    for checkpoint in newest:
        if rule.met(witnesses_of(checkpoint, rule)):
            if first is not None and first.size <= checkpoint.size:
                first = None  # the same tree, signed again, is seen as soon as its witnesses come by
            break
        first = checkpoint
    if first is not None and now - machine_time(first.at) > QUORUM_WITHIN:
        detail = f"自 {first.size} 条的检查点起，见证签名超过 {int(QUORUM_WITHIN.total_seconds())} 秒仍未达到策略要求。"
        yield Finding(kind=AlertKind.QUORUM_MISSING, subject=_origin(), detail=detail)


def _stale(now: datetime) -> Iterator[Finding]:
    last = Checkpoint.objects.order_by("-id").first()
    minutes = int(STALE.total_seconds() / 60)
    if last is not None and now - machine_time(last.at) > STALE:
        detail = f"超过 {minutes} 分钟没有签发检查点，最新一个为 {last.size} 条。"
        yield Finding(kind=AlertKind.STALE_HEAD, subject=_origin(), detail=detail)
    for watched in watched_logs():
        if watched.cosigned_at is not None and now - watched.cosigned_at > STALE:
            detail = f"该日志超过 {minutes} 分钟没有送来新的检查点，最新一个为 {watched.size} 条。"
            yield Finding(kind=AlertKind.STALE_HEAD, subject=watched.origin, detail=detail)


def _skewed() -> Iterator[Finding]:
    """A witness's time against the database's at the moment when its signature came.

    Not on a demonstration node: there every node keeps the time of its own rehearsal, and how far two of them
    are apart says nothing about their machines.
    """
    if settings.DEMO:
        return
    newest = Cosignature.objects.order_by("witness", "-id").distinct("witness")
    for cosignature in newest.filter(witness__in=[witness.name for witness in policy().witnesses]):
        apart = cosignature.at - cosignature.received_at
        if abs(apart) > SKEW:
            way = "快" if apart > timedelta() else "慢"
            detail = f"{cosignature.witness} 的见证时间比本节点{way} {abs(int(apart.total_seconds()))} 秒，请双方核对授时。"
            yield Finding(kind=AlertKind.CLOCK_SKEW, subject=cosignature.witness, detail=detail)


def _unplaced() -> Iterator[Finding]:
    count, first = _row(UNPLACED)
    if count:
        detail = f"有 {count} 条记录既无序号也不在待定序之列，最早的回执号为 {first}。"
        yield Finding(kind=AlertKind.UNPLACED_ENTRY, subject=_origin(), detail=detail)


def _damaged(damage: list[str]) -> Iterator[Finding]:
    if damage:
        more = f"等共 {len(damage)} 处。" if len(damage) > 3 else ""
        yield Finding(kind=AlertKind.DAMAGED, subject=_origin(), detail="".join(damage[:3]) + more)


def _own_note() -> dict[str, str]:
    last = Checkpoint.objects.order_by("-id").first()
    return {} if last is None else {"own": last.note}


def _row(query: str, *params: Any) -> tuple[int, int | None]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        count, first = cursor.fetchone()
    return int(count), first


def _origin() -> str:
    return str(settings.LOG_ORIGIN)
