"""The official calendar: which days are worked."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yuanping.core.errors import Invalid, Refused

_ONE = timedelta(days=1)
_FILE_KEYS = {"year", "source", "holiday"}
_SOURCE_KEYS = {"title", "number", "issuer", "issued_on"}
_HOLIDAY_KEYS = {"name", "first", "last", "working"}


@dataclass(frozen=True, slots=True)
class CalendarSource:
    """The notice on which one year's days rest."""

    year: int
    title: str
    number: str
    issuer: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days of the loaded years: weekdays, less the holidays, plus the make-up working days."""

    sources: tuple[CalendarSource, ...]
    holidays: frozenset[date]
    working: frozenset[date]

    @classmethod
    def from_toml(cls, files: Iterable[bytes]) -> "Calendar":
        """Read one file for each year; a malformed file or a year given twice is ``Invalid``."""
        sources: list[CalendarSource] = []
        holidays: set[date] = set()
        working: set[date] = set()
        for raw in files:
            source, off, on = _parse_year(raw)
            if any(source.year == known.year for known in sources):
                raise _malformed(f"{source.year} 年的工作日历重复。")
            sources.append(source)
            holidays |= off
            working |= on
        if clash := sorted(holidays & working):
            raise _malformed(f"{clash[0].isoformat()} 既列为放假，又列为上班。")
        sources.sort(key=lambda source: source.year)
        return cls(tuple(sources), frozenset(holidays), frozenset(working))

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(source.year for source in self.sources)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on that day; a year without an official notice is refused."""
        if day.year not in self.years:
            raise Refused(
                "calendar-missing",
                f"没有 {day.year} 年的法定工作日历，不能推算期限。",
                remedy="请在国务院办公厅公布该年放假安排后导入工作日历。",
                field="calendar",
            )
        return day in self.working or (day.weekday() < 5 and day not in self.holidays)

    def add_workdays(self, day: date, n: int) -> date:
        """The n-th working day after ``day`` (before it, when n is negative); the starting day is not counted.

        With n = 0 it is ``day`` itself, worked or not. "在 n 个工作日内" excludes the day on which it begins.
        """
        step = _ONE if n > 0 else -_ONE
        left = abs(n)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def previous_workday(self, day: date) -> date:
        """The last working day before ``day`` (S4-24: 前一个工作日)."""
        return self.add_workdays(day, -1)

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end`` (difference convention).

        ``workdays_between(d, add_workdays(d, n)) == n``; negative when ``end`` lies before ``start``.
        """
        if end < start:
            return -self.workdays_between(end, start)
        return sum(self.is_workday(start + i * _ONE) for i in range(1, (end - start).days + 1))


def _malformed(message: str) -> Invalid:
    return Invalid(
        "calendar-malformed", message, field="calendar", remedy="请对照国务院办公厅的通知更正日历文件。"
    )


def _keys(table: Mapping[str, Any], allowed: set[str], required: set[str]) -> None:
    if unknown := sorted(table.keys() - allowed):
        raise _malformed(f"日历文件有未知字段“{unknown[0]}”。")
    if absent := sorted(required - table.keys()):
        raise _malformed(f"日历文件缺少字段“{absent[0]}”。")


def _day(value: object, year: int) -> date:
    # The notice for a year may reach back: 元旦 often begins on 31 December of the year before.
    if type(value) is not date or not (value.year == year or (value.year, value.month) == (year - 1, 12)):
        raise _malformed(f"{year} 年日历中的日期“{value}”不是该年的日期。")
    return value


def _parse_year(raw: bytes) -> tuple[CalendarSource, set[date], set[date]]:
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _malformed(f"日历文件不是有效的 TOML：{error}") from error
    _keys(table, _FILE_KEYS, _FILE_KEYS)
    year, origin = table["year"], table["source"]
    if type(year) is not int or not isinstance(origin, dict) or not isinstance(table["holiday"], list):
        raise _malformed("日历文件的年份、来源或节日格式不对。")
    _keys(origin, _SOURCE_KEYS, _SOURCE_KEYS)
    if type(origin["issued_on"]) is not date:
        raise _malformed(f"{year} 年日历的发文日期不是日期。")
    off: set[date] = set()
    on: set[date] = set()
    for holiday in table["holiday"]:
        _keys(holiday, _HOLIDAY_KEYS, _HOLIDAY_KEYS - {"working"})
        first, last = _day(holiday["first"], year), _day(holiday["last"], year)
        if last < first:
            raise _malformed(f"{year} 年“{holiday['name']}”的起止日期颠倒。")
        off |= {first + i * _ONE for i in range((last - first).days + 1)}
        for value in holiday.get("working", []):
            day = _day(value, year)
            if day.weekday() < 5:
                raise _malformed(f"{day.isoformat()} 不是周末，不能列为调休上班日。")
            on.add(day)
    source = CalendarSource(
        year, str(origin["title"]), str(origin["number"]), str(origin["issuer"]), origin["issued_on"]
    )
    return source, off, on
