"""Working days by the official calendar, and the lead times and deadlines that are counted in them.

A calendar holds only years for which the State Council's yearly notice was loaded. A year without data is
refused: make-up working days (调休) cannot be computed.
"""

from yuanping.core.workdays._calendar import Calendar, CalendarSource
from yuanping.core.workdays._counting import (
    Convention,
    Unit,
    days_before,
    due_by,
    latest_start,
    lead_ok,
    on_or_after,
)

__all__ = [
    "Calendar",
    "CalendarSource",
    "Convention",
    "Unit",
    "days_before",
    "due_by",
    "latest_start",
    "lead_ok",
    "on_or_after",
]
