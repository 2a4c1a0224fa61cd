"""Lead times before, and deadlines after, an instant, in hours, days or working days."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from yuanping.core.errors import Invalid
from yuanping.core.local_time import BEIJING, local_date
from yuanping.core.workdays._calendar import Calendar


class Unit(StrEnum):
    """What a period is counted in."""

    HOUR = "hour"
    DAY = "day"
    WORKDAY = "workday"


class Convention(StrEnum):
    """How a lead in days is counted; S1-9 leaves it open, so the pack says which."""

    INSTANT = "instant"  # hours: from instant to instant, the limit itself included
    DIFFERENCE = "difference"  # n days back from the later day: 13th less 3 working days
    FULL_DAYS = "full_days"  # n whole days lie between the two days


def days_before(day: date, n: int, *, unit: Unit, calendar: Calendar | None = None) -> date:
    """The day n days, or n working days, before ``day``."""
    if unit is Unit.WORKDAY:
        return _needed(calendar).add_workdays(day, -n)
    return day - timedelta(days=n)


def on_or_after(day: date, *, calendar: Calendar | None = None) -> date:
    """That day when it is worked, else the next working day."""
    known = _needed(calendar)
    return day if known.is_workday(day) else known.add_workdays(day, 1)


def latest_start(
    later: datetime, *, amount: int, unit: Unit, convention: Convention, calendar: Calendar | None = None
) -> datetime:
    """The last instant (itself still in time) that lies ``amount`` units before ``later``.

    Counted in days, that is the end of the last day that still qualifies.
    """
    day = local_date(later)
    if unit is Unit.HOUR:
        return later - timedelta(hours=amount)
    last = days_before(day, amount, unit=unit, calendar=calendar)
    if convention is Convention.FULL_DAYS:
        last -= timedelta(days=1)
    return datetime.combine(last, time.max, BEIJING)


def lead_ok(
    earlier: datetime,
    later: datetime,
    *,
    amount: int,
    unit: Unit,
    convention: Convention,
    calendar: Calendar | None = None,
) -> bool:
    """Whether ``earlier`` lies at least ``amount`` units before ``later`` (S1-9, S4-23; the limit is in time)."""
    local_date(earlier)
    return earlier <= latest_start(later, amount=amount, unit=unit, convention=convention, calendar=calendar)


def due_by(start: datetime, *, amount: int, unit: Unit, calendar: Calendar | None = None) -> datetime:
    """The last instant (itself still in time) of a period of ``amount`` units that begins at ``start``.

    The day on which it begins is not counted, and a period in days ends with its last day (民法典 201, 203;
    S1-21, S4-46).
    """
    day = local_date(start)
    if unit is Unit.HOUR:
        return start + timedelta(hours=amount)
    if unit is Unit.WORKDAY:
        return datetime.combine(_needed(calendar).add_workdays(day, amount), time.max, BEIJING)
    return datetime.combine(day + timedelta(days=amount), time.max, BEIJING)


def _needed(calendar: Calendar | None) -> Calendar:
    if calendar is None:
        raise Invalid("calendar-missing", "按工作日计算期限需要工作日历。", field="calendar")
    return calendar
