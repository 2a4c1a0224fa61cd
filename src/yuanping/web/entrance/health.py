"""Whether the node works, for whoever operates it; nothing here is secret."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from yuanping.base.witness import queries
from yuanping.base.witness.monitoring.alerts import open_alerts
from yuanping.base.witness.recovery.holding import open_holds
from yuanping.core.events import instant

WORKER_SILENT = timedelta(minutes=1)
"""A worker says every ten seconds that it lives."""


def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and a worker lives, else 503; each part says how it is.

    ``alerts`` are the witness log's open ones: people must look, the node still serves. ``held`` says at once,
    before there is an alert, why no checkpoint is signed: the reason for each witness, empty while all is well.
    """
    _ = request
    try:
        workers, waiting = _queue()
        entries = queries.head()[0]
        alerts = [
            {"kind": alert.kind, "subject": alert.subject, "since": instant(alert.opened_at)}
            for alert in open_alerts()
        ]
        held = {hold.witness: hold.reason for hold in open_holds()}
    except DatabaseError:
        return JsonResponse({"ok": False, "database": False}, status=503)
    answer = {
        "ok": workers > 0,
        "database": True,
        "workers": workers,
        "jobs_waiting": waiting,
        "entries": entries,
        "held": held,
        "alerts": alerts,
    }
    return JsonResponse(answer, status=200 if workers else 503)


def _queue() -> tuple[int, int]:
    """(workers heard of lately by the database's own clock, jobs that are due and wait)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - %s::interval),"
            " (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"
            "   AND (scheduled_at IS NULL OR scheduled_at <= now()))",
            [f"{WORKER_SILENT.total_seconds():.0f} seconds"],
        )
        workers, waiting = cursor.fetchone()
    return int(workers), int(waiting)
