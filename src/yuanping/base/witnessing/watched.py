"""How the logs stand that this node witnesses and mirrors, for the monitor and the supervisor's page."""

from yuanping.base.clock.reading import machine_time
from yuanping.base.witness.monitoring.watching import WatchedLog
from yuanping.base.witnessing.models import Disagreement, MirroredLog, WitnessedLog
from yuanping.base.witnessing.others import OtherLog, other_logs
from yuanping.core.local_time import written


def watched() -> list[WatchedLog]:
    """All logs of the file, in its order. A proved fork stays: no later checkpoint makes it undone."""
    seen = {row.origin: row for row in WitnessedLog.objects.exclude(note="")}
    copies = {row.origin: row.size for row in MirroredLog.objects.all()}
    forks = {row.origin: row for row in Disagreement.objects.filter(proved=True).order_by("-id")}
    return [
        _watched(log, seen.get(log.origin), copies.get(log.origin, 0), forks.get(log.origin))
        for log in other_logs()
    ]


def _watched(
    log: OtherLog, seen: WitnessedLog | None, mirrored: int, fork: Disagreement | None
) -> WatchedLog:
    return WatchedLog(
        origin=log.origin,
        url=log.url,
        size=seen.size if seen else None,
        cosigned_at=machine_time(seen.at) if seen and seen.at else None,
        mirrored=mirrored if log.url else None,
        disagreement=f"该日志签发了互相矛盾的检查点，已证实分叉（{written(fork.at)} 发现）。" if fork else "",
        evidence=(fork.held, fork.submitted) if fork else (),
    )
