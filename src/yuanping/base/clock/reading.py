"""The only place that reads the machine's clock. Everybody else is handed ``ctx.now``."""

from datetime import UTC, datetime, timedelta

from django.apps import apps
from django.conf import settings

from yuanping.core.local_time import BEIJING


def read_clock() -> datetime:
    """Now, aware, in China's time; with the recorded shift on a demonstration node."""
    return (read_machine_clock() + _shift()).astimezone(BEIJING)


def read_machine_clock() -> datetime:
    """Real time, aware, in UTC: only to show beside the demonstration's time, and to make its shift."""
    return datetime.now(UTC)  # noqa: TID251 -- the one reader


def _shift() -> timedelta:
    if not settings.DEMO:
        return timedelta()
    latest = apps.get_model("clock", "ClockShift").objects.order_by("-id").first()
    return timedelta() if latest is None else latest.ahead


def machine_time(at: datetime) -> datetime:
    """The real time of an instant of the node's clock: on a demonstration node, without the shift of that day.

    How long ago something was is asked of real time: moving the demonstration's clock makes nothing late.
    """
    if not settings.DEMO:
        return at
    shift = apps.get_model("clock", "ClockShift").objects.filter(at__lt=at).order_by("-id").first()
    return at if shift is None else at - shift.ahead
