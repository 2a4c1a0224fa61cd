"""Rule kinds that hold time: leads, deadlines, timings, report schedules, retention and looking back.

Each answers with an instant, so that a page can show it and an action can be measured by it.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar

from yuanping.core import workdays
from yuanping.core.local_time import BEIJING, local_date
from yuanping.core.policy._reader import Fields
from yuanping.core.policy._units import PERIODS, Event, Op, Strictness, Unit, compare, unit_among
from yuanping.core.workdays import Calendar, Convention


class OnRestDay(StrEnum):
    """What becomes of a last day on which offices rest; the texts seldom say, so the pack does (民法典 203)."""

    STAYS = "stays"
    NEXT_WORKDAY = "next-workday"


def _rested(day: date, rest: OnRestDay, calendar: Calendar | None) -> date:
    if rest is OnRestDay.STAYS:
        return day
    return workdays.on_or_after(day, calendar=calendar)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, BEIJING)


@dataclass(frozen=True, slots=True)
class MinLead:
    """At least so long before an event, by the pack's own way of counting (S1-9, S4-23)."""

    ops: ClassVar = frozenset({Op.AT_LEAST})
    amount: int
    unit: Unit
    convention: Convention
    before: Event

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "MinLead":
        unit, convention = unit_among(fields, PERIODS), fields.member("convention", Convention)
        if (unit is Unit.HOUR) is not (convention is Convention.INSTANT):
            raise fields.error("field-malformed", f"单位“{unit}”不能按“{convention}”计算。")
        return cls(fields.whole("value"), unit, convention, fields.member("before", Event))

    def latest(self, later: datetime, *, calendar: Calendar | None = None) -> datetime:
        """The last instant in time; a year without a calendar is refused."""
        return workdays.latest_start(
            later,
            amount=self.amount,
            unit=workdays.Unit(self.unit),
            convention=self.convention,
            calendar=calendar,
        )

    def met_by(self, earlier: datetime, later: datetime, *, calendar: Calendar | None = None) -> bool:
        return earlier <= self.latest(later, calendar=calendar)

    def against(self, upper: "MinLead") -> Strictness:
        if (self.unit, self.convention, self.before) != (upper.unit, upper.convention, upper.before):
            return Strictness.INCOMPARABLE
        return compare(self.amount, upper.amount)


@dataclass(frozen=True, slots=True)
class Deadline:
    """At most so long after an event; the day of the event is not counted (S4-46)."""

    ops: ClassVar = frozenset({Op.AT_MOST})
    amount: int
    unit: Unit
    after: Event
    on_rest_day: OnRestDay

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Deadline":
        unit = unit_among(fields, PERIODS)
        # working days cannot end on a rest day, and hours are counted through
        rest = fields.member("on_rest_day", OnRestDay) if unit is Unit.DAY else OnRestDay.STAYS
        return cls(fields.whole("value"), unit, fields.member("after", Event), rest)

    def due(self, event_at: datetime, *, calendar: Calendar | None = None) -> datetime:
        """The last instant in time; a year without a calendar is refused."""
        due = workdays.due_by(event_at, amount=self.amount, unit=workdays.Unit(self.unit), calendar=calendar)
        if self.unit is Unit.HOUR:
            return due
        return _end_of(_rested(local_date(due), self.on_rest_day, calendar))

    def met_by(self, done_at: datetime, event_at: datetime, *, calendar: Calendar | None = None) -> bool:
        return done_at <= self.due(event_at, calendar=calendar)

    def against(self, upper: "Deadline") -> Strictness:
        if (self.unit, self.after, self.on_rest_day) != (upper.unit, upper.after, upper.on_rest_day):
            return Strictness.INCOMPARABLE
        return compare(upper.amount, self.amount)


class Of(StrEnum):
    """Of whom an event is meant."""

    EACH = "each"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Timing:
    """Not before an event, or not before a clock time some days ahead of it.

    ``days_before`` counts in ``unit``; ``at`` is the clock time in China of that day, and None means the event
    itself. ``of`` says whether the event of each person counts, or that of the last of all.
    """

    ops: ClassVar = frozenset({Op.NOT_BEFORE})
    event: Event
    of: Of
    days_before: int
    unit: Unit | None
    at: time | None

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Timing":
        event, of = fields.member("value", Event), fields.member("of", Of)
        if not fields.has("days_before"):
            return cls(event, of, 0, None, None)
        days, unit = fields.whole("days_before"), unit_among(fields, frozenset({Unit.DAY, Unit.WORKDAY}))
        clock = fields.take("at")
        if not isinstance(clock, time):
            raise fields.error("field-malformed", "字段“at”应为钟点。")
        return cls(event, of, days, unit, clock)

    def opens_at(self, event_at: datetime, *, calendar: Calendar | None = None) -> datetime:
        """From when on it is allowed (S4-24); a year without a calendar is refused."""
        day: date = local_date(event_at)
        if self.unit is None or self.at is None:
            return event_at
        day = workdays.days_before(day, self.days_before, unit=workdays.Unit(self.unit), calendar=calendar)
        return datetime.combine(day, self.at, BEIJING)

    def against(self, upper: "Timing") -> Strictness:
        return Strictness.EQUAL if self == upper else Strictness.INCOMPARABLE


class Every(StrEnum):
    """How often a report is due."""

    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A report of the period that has ended, due by that day of each following one (S2-29)."""

    ops: ClassVar = frozenset({Op.ON})
    every: Every
    day: int
    on_rest_day: OnRestDay

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Schedule":
        every, day = fields.member("every", Every), fields.whole("day", least=1)
        if day > 28:
            raise fields.error("field-malformed", "字段“day”应为每月都有的日子（1 至 28）。")
        return cls(every, day, fields.member("on_rest_day", OnRestDay))

    def next_due(self, at: datetime, *, calendar: Calendar | None = None) -> datetime:
        """The end of the next due day that has not passed at that instant."""
        month = local_date(at).replace(day=1)
        while True:
            due = _end_of(_rested(month.replace(day=self.day), self.on_rest_day, calendar))
            if due >= at:
                return due
            month = _following(month)

    def due_for(self, year: int, month: int, *, calendar: Calendar | None = None) -> datetime:
        """The last instant for the report of that month."""
        following = _following(date(year, month, 1))
        return _end_of(_rested(following.replace(day=self.day), self.on_rest_day, calendar))

    def against(self, upper: "Schedule") -> Strictness:
        if (self.every, self.on_rest_day) != (upper.every, upper.on_rest_day):
            return Strictness.INCOMPARABLE
        return compare(upper.day, self.day)


def _following(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long records are kept after an event; None years is for ever (永久)."""

    ops: ClassVar = frozenset({Op.AT_LEAST})
    years: int | None
    after: Event

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Retention":
        after = fields.member("after", Event)
        if fields.peek("value") == "permanent":
            fields.take("value")
            return cls(None, after)
        unit_among(fields, frozenset({Unit.YEAR}))
        return cls(fields.whole("value", least=1), after)

    def keep_until(self, event_on: date) -> date | None:
        """The last day on which the records must still be there; None is for ever."""
        if self.years is None:
            return None
        leap_day = (event_on.month, event_on.day) == (2, 29)
        return event_on.replace(year=event_on.year + self.years, day=28 if leap_day else event_on.day)

    def against(self, upper: "Retention") -> Strictness:
        if self.after != upper.after:
            return Strictness.INCOMPARABLE
        if self.years is None or upper.years is None:
            return compare(self.years is None, upper.years is None)
        return compare(self.years, upper.years)


@dataclass(frozen=True, slots=True)
class Lookback:
    """What happened within so long before an event counts (参加采购活动前三年内).

    ``inclusive`` says whether the day exactly so long ago belongs to the period.
    """

    ops: ClassVar = frozenset({Op.AT_LEAST})
    amount: int
    unit: Unit
    before: Event
    inclusive: bool

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Lookback":
        unit = unit_among(fields, frozenset({Unit.YEAR, Unit.MONTH}))
        return cls(
            fields.whole("value", least=1), unit, fields.member("before", Event), fields.flag("inclusive")
        )

    def first_day(self, event_on: date) -> date:
        """The first day that counts. What falls on a day that its month lacks is taken on the month's last."""
        months = self.amount * (12 if self.unit is Unit.YEAR else 1)
        year, month = divmod(event_on.year * 12 + event_on.month - 1 - months, 12)
        start = date(year, month + 1, min(event_on.day, monthrange(year, month + 1)[1]))
        return start if self.inclusive else start + timedelta(days=1)

    def covers(self, day: date, event_on: date) -> bool:
        """Whether what lasted until ``day`` still counts at an event on ``event_on``."""
        return day >= self.first_day(event_on)

    def against(self, upper: "Lookback") -> Strictness:
        if self.before != upper.before:
            return Strictness.INCOMPARABLE
        mine, other = (each.amount * (12 if each.unit is Unit.YEAR else 1) for each in (self, upper))
        return compare(mine * 2 + self.inclusive, other * 2 + upper.inclusive)
