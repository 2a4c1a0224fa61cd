"""The closed set of rule kinds that hold a value: each knows its units, its operators and how it is met.

A new kind is a change of code with tests; there is no expression language.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum, StrEnum
from typing import ClassVar

from yuanping.core import workdays
from yuanping.core.local_time import BEIJING, local_date
from yuanping.core.policy._reader import Fields
from yuanping.core.workdays import Calendar, Convention


class Unit(StrEnum):
    """What a value counts."""

    HOUR = "hour"
    DAY = "day"
    WORKDAY = "workday"
    MINUTE = "minute"
    SEAT = "seat"
    ROOM = "room"
    PERSON = "person"
    BID = "bid"
    BIDDER = "bidder"
    CNY = "CNY"


class Op(StrEnum):
    """How a value binds."""

    AT_LEAST = ">="
    AT_MOST = "<="
    BELOW = "<"
    IS = "is"
    ALL_OF = "all-of"
    ANY_OF = "any-of"
    ONE_OF = "one-of"
    NOT_BEFORE = "not-before"
    WHEN = "when"


class Event(StrEnum):
    """What a timing or a deadline is counted from."""

    EVALUATION_START = "evaluation-start"
    EVALUATION_END = "evaluation-end"
    CHECK_IN = "check-in"
    RESULT_FIXED = "result-fixed"


class Strictness(IntEnum):
    """How a local value stands to the one above it."""

    LOOSER = -1
    EQUAL = 0
    STRICTER = 1
    INCOMPARABLE = 2


_PERIODS = frozenset({Unit.HOUR, Unit.DAY, Unit.WORKDAY})
_COUNTS = frozenset({Unit.SEAT, Unit.ROOM, Unit.PERSON, Unit.BID, Unit.BIDDER, Unit.MINUTE})


def _unit(fields: Fields, allowed: frozenset[Unit]) -> Unit:
    unit = fields.member("unit", Unit)
    if unit not in allowed:
        raise fields.error("unit-unknown", f"单位“{unit}”不适用于这一类规则。")
    return unit


def _order(mine: int, other: int) -> Strictness:
    return Strictness((mine > other) - (mine < other))


@dataclass(frozen=True, slots=True)
class MinCount:
    """At least so many (不少于)."""

    ops: ClassVar = frozenset({Op.AT_LEAST})
    amount: int
    unit: Unit

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "MinCount":
        return cls(fields.whole("value"), _unit(fields, _COUNTS))

    def met_by(self, count: int) -> bool:
        return count >= self.amount

    def against(self, upper: "MinCount") -> Strictness:
        return Strictness.INCOMPARABLE if self.unit != upper.unit else _order(self.amount, upper.amount)


@dataclass(frozen=True, slots=True)
class MaxCount:
    """At most so many (不超过)."""

    ops: ClassVar = frozenset({Op.AT_MOST})
    amount: int
    unit: Unit

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "MaxCount":
        return cls(fields.whole("value"), _unit(fields, _COUNTS))

    def met_by(self, count: int) -> bool:
        return count <= self.amount

    def against(self, upper: "MaxCount") -> Strictness:
        return Strictness.INCOMPARABLE if self.unit != upper.unit else _order(upper.amount, self.amount)


@dataclass(frozen=True, slots=True)
class Share:
    """At least this fraction of the whole, in exact integers."""

    ops: ClassVar = frozenset({Op.AT_LEAST})
    numerator: int
    denominator: int

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Share":
        share = fields.table("value")
        numerator, denominator = share.whole("numerator"), share.whole("denominator", least=1)
        share.finish()
        if numerator > denominator:
            raise fields.error("field-malformed", "份额不能大于一。")
        return cls(numerator, denominator)

    def met_by(self, part: int, whole: int) -> bool:
        return part * self.denominator >= self.numerator * whole

    def least_of(self, whole: int) -> int:
        """The smallest part that meets the share: 2/3 of 5 is 4."""
        return -(-self.numerator * whole // self.denominator)

    def against(self, upper: "Share") -> Strictness:
        return _order(self.numerator * upper.denominator, upper.numerator * self.denominator)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something is so, or is not."""

    ops: ClassVar = frozenset({Op.IS})
    on: bool

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Flag":
        return cls(fields.flag("value"))

    def against(self, upper: "Flag") -> Strictness:
        return Strictness.EQUAL if self == upper else Strictness.INCOMPARABLE


@dataclass(frozen=True, slots=True)
class Choice:
    """A subset of named options: all are needed, any will do, or just one."""

    ops: ClassVar = frozenset({Op.ALL_OF, Op.ANY_OF, Op.ONE_OF})
    options: frozenset[str]
    among: frozenset[str]
    op: Op

    @classmethod
    def read(cls, fields: Fields, op: Op) -> "Choice":
        chosen, among = fields.words("value"), fields.words("options")
        if stray := [option for option in chosen if option not in among]:
            raise fields.error("option-unknown", f"选项“{stray[0]}”不在备选范围之内。")
        if op is Op.ONE_OF and len(chosen) != 1:
            raise fields.error("field-malformed", "单选规则只能有一个选项。")
        return cls(frozenset(chosen), frozenset(among), op)

    @property
    def only(self) -> str:
        """The one option of a ``one-of`` choice."""
        (option,) = self.options
        return option

    def met_by(self, given: frozenset[str]) -> bool:
        """All options are there; or, for the other operators, something is given and nothing else than they."""
        if self.op is Op.ALL_OF:
            return self.options <= given
        return bool(given) and given <= self.options

    def against(self, upper: "Choice") -> Strictness:
        if (self.op, self.among) != (upper.op, upper.among):
            return Strictness.INCOMPARABLE
        if self.options == upper.options:
            return Strictness.EQUAL
        more, fewer = self.options > upper.options, self.options < upper.options
        if not (more or fewer):
            return Strictness.INCOMPARABLE
        return Strictness.STRICTER if more is (self.op is Op.ALL_OF) else Strictness.LOOSER


@dataclass(frozen=True, slots=True)
class MinLead:
    """At least so long before something, by the pack's own way of counting (S1-9, S4-23)."""

    ops: ClassVar = frozenset({Op.AT_LEAST})
    amount: int
    unit: Unit
    convention: Convention

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "MinLead":
        unit, convention = _unit(fields, _PERIODS), fields.member("convention", Convention)
        if (unit is Unit.HOUR) is not (convention is Convention.INSTANT):
            raise fields.error("field-malformed", f"单位“{unit}”不能按“{convention}”计算。")
        return cls(fields.whole("value"), unit, convention)

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
        if (self.unit, self.convention) != (upper.unit, upper.convention):
            return Strictness.INCOMPARABLE
        return _order(self.amount, upper.amount)


@dataclass(frozen=True, slots=True)
class Deadline:
    """At most so long after an event; the day of the event is not counted (S4-46)."""

    ops: ClassVar = frozenset({Op.AT_MOST})
    amount: int
    unit: Unit
    after: Event

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Deadline":
        return cls(fields.whole("value"), _unit(fields, _PERIODS), fields.member("after", Event))

    def due(self, event_at: datetime, *, calendar: Calendar | None = None) -> datetime:
        """The last instant in time; a year without a calendar is refused."""
        return workdays.due_by(event_at, amount=self.amount, unit=workdays.Unit(self.unit), calendar=calendar)

    def against(self, upper: "Deadline") -> Strictness:
        if (self.unit, self.after) != (upper.unit, upper.after):
            return Strictness.INCOMPARABLE
        return _order(upper.amount, self.amount)


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
        days, unit = fields.whole("days_before"), _unit(fields, frozenset({Unit.DAY, Unit.WORKDAY}))
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


Value = MinCount | MaxCount | Share | Flag | Choice | MinLead | Deadline | Timing

VALUE_KINDS: dict[str, type[Value]] = {
    kind.__name__: kind for kind in (MinCount, MaxCount, Share, Flag, Choice, MinLead, Deadline, Timing)
}


def strictness(mine: Value, upper: Value) -> Strictness:
    """How ``mine`` stands to ``upper``; values of two kinds cannot be compared."""
    if type(mine) is not type(upper):
        return Strictness.INCOMPARABLE
    return mine.against(upper)  # type: ignore[arg-type]  # same kind, checked in the line above
