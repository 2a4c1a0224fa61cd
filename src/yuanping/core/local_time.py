"""Official time: days and moments as people in China read them."""

from datetime import date, datetime, timedelta, timezone

from yuanping.core.errors import Invalid

# Official time of the whole country. A fixed offset: no summer time since 1991, and no zone file is read here.
BEIJING = timezone(timedelta(hours=8), "CST")


def local_time(instant: datetime) -> datetime:
    """The instant in official time. ``Invalid`` for one without a zone: it is a bug to guess it."""
    if instant.tzinfo is None:
        raise Invalid("naive-time", "时间必须带时区。")
    return instant.astimezone(BEIJING)


def local_date(instant: datetime) -> date:
    """The calendar day in China at that instant."""
    return local_time(instant).date()


def written(instant: datetime) -> str:
    """``2026-11-20 09:30``, as every page and message writes it."""
    return f"{local_time(instant):%Y-%m-%d %H:%M}"
