"""Alerts (预警): what somebody must look at, opened when it is first seen and closed when it is over; both on record."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from django.db import connection, transaction

from yuanping.base.context import system_ctx
from yuanping.base.witness.models import Alert
from yuanping.base.witness.writing import append
from yuanping.core.events import Event, Json

if TYPE_CHECKING:
    from django.db.models import QuerySet

MONITOR = 0x79_70_6D_6F_6E  # "ypmon"
"""The advisory lock of whoever compares findings with alerts: the sequencer's process and the worker both look."""


class AlertKind(StrEnum):
    """What can be amiss with this log, or with one that this node keeps an eye on."""

    HELD = "held"
    FORK = "fork"
    DAMAGED = "damaged"
    UNPLACED_ENTRY = "unplaced-entry"
    SEQUENCING_LATE = "sequencing-late"
    QUORUM_MISSING = "quorum-missing"
    STALE_HEAD = "stale-head"
    CLOCK_SKEW = "clock-skew"


ALERT_LABELS: Mapping[AlertKind, str] = {
    AlertKind.HELD: "暂停签发",
    AlertKind.FORK: "记录分叉",
    AlertKind.DAMAGED: "记录损坏",
    AlertKind.UNPLACED_ENTRY: "记录遗漏",
    AlertKind.SEQUENCING_LATE: "定序延迟",
    AlertKind.QUORUM_MISSING: "见证不足",
    AlertKind.STALE_HEAD: "检查点过期",
    AlertKind.CLOCK_SKEW: "时钟偏差",
}
"""In the order of their weight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRaised(Event):
    """Something about the log was found amiss."""

    KIND: ClassVar[str] = "witness.alert-raised"
    alert_id: int
    alert: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertClosed(Event):
    """What was amiss is so no longer."""

    KIND: ClassVar[str] = "witness.alert-closed"
    alert_id: int
    alert: str
    subject: str
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something amiss now: of a kind, about a subject (a log's origin, a witness), in a sentence for people."""

    kind: AlertKind
    subject: str
    detail: str
    evidence: Mapping[str, Json] = field(default_factory=dict)


def settle(findings: Iterable[Finding], *, looked_for: Collection[AlertKind]) -> None:
    """Open an alert for each finding that has none, and close those of the kinds ``looked_for`` that are over.

    Does nothing while another process does it.
    """
    found = {(finding.kind, finding.subject): finding for finding in findings}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [MONITOR])
        if not cursor.fetchone()[0]:
            return
        ctx = system_ctx("见证监测", channel="monitor")
        for alert in open_alerts().filter(kind__in=looked_for):
            if found.pop((AlertKind(alert.kind), alert.subject), None) is None:
                Alert.objects.filter(pk=alert.pk).update(closed_at=ctx.now)
                over = AlertClosed(
                    alert_id=alert.pk, alert=alert.kind, subject=alert.subject, opened_at=alert.opened_at
                )
                append(ctx, over)
        for finding in found.values():
            alert = Alert.objects.create(
                kind=finding.kind,
                subject=finding.subject,
                opened_at=ctx.now,
                detail=finding.detail,
                evidence=dict(finding.evidence),
            )
            raised = AlertRaised(
                alert_id=alert.pk, alert=finding.kind, subject=finding.subject, detail=finding.detail
            )
            append(ctx, raised)


def open_alerts() -> "QuerySet[Alert]":
    """What is amiss now, newest first."""
    return Alert.objects.filter(closed_at=None)


def closed_alerts() -> "QuerySet[Alert]":
    """What was amiss, newest first."""
    return Alert.objects.exclude(closed_at=None)
