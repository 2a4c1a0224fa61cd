"""How pages write times, days, money and nothing: always the same."""

from datetime import date, datetime
from decimal import Decimal

from yuanping.core.local_time import written

NOTHING = "—"


def moment(value: datetime | date | None) -> str:
    """``2026-11-20 09:30`` in the server's time zone, ``2026-11-20`` for a date, a dash for nothing.

    Raises ``Invalid`` naive-time for a datetime without a zone: that is a bug.
    """
    if not value:
        return NOTHING
    if isinstance(value, datetime):
        return written(value)
    return value.isoformat()


def day(value: datetime | date | None) -> str:
    """``2026-11-20`` in the server's time zone, a dash for nothing."""
    return moment(value)[:10]


def yuan(value: Decimal | None) -> str:
    """An amount in CNY with thousands separators and two decimals, without the unit; a dash for nothing."""
    return NOTHING if value is None else f"{value:,.2f}"


def shown(value: object) -> object:
    """A value as a table or a list of facts shows it; text and components stay as they are."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, date):  # a datetime is a date too
        return moment(value)
    # str() keeps the template engine from writing numbers by locale.
    return str(value) if isinstance(value, int | float | Decimal) else value
