"""Rule kinds that hold a number: counts, measures, shares, and numbers to be reached by a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar

from yuanping.core.policy._reader import Fields
from yuanping.core.policy._units import COUNTS, MEASURES, Op, Strictness, Unit, compare, unit_among


@dataclass(frozen=True, slots=True)
class MinCount:
    """At least so many (不少于)."""

    ops: ClassVar = frozenset({Op.AT_LEAST})
    amount: int
    unit: Unit

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "MinCount":
        return cls(fields.whole("value"), unit_among(fields, COUNTS))

    def met_by(self, count: int) -> bool:
        return count >= self.amount

    def against(self, upper: "MinCount") -> Strictness:
        return Strictness.INCOMPARABLE if self.unit != upper.unit else compare(self.amount, upper.amount)


@dataclass(frozen=True, slots=True)
class MaxCount:
    """At most so many (不超过)."""

    ops: ClassVar = frozenset({Op.AT_MOST})
    amount: int
    unit: Unit

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "MaxCount":
        return cls(fields.whole("value"), unit_among(fields, COUNTS))

    def met_by(self, count: int) -> bool:
        return count <= self.amount

    def against(self, upper: "MaxCount") -> Strictness:
        return Strictness.INCOMPARABLE if self.unit != upper.unit else compare(upper.amount, self.amount)


@dataclass(frozen=True, slots=True)
class MinMeasure:
    """At least so much of something that is measured, exactly in decimals (S3-17: 299.9 is not 300)."""

    ops: ClassVar = frozenset({Op.AT_LEAST})
    amount: Decimal
    unit: Unit

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "MinMeasure":
        return cls(fields.amount("value"), unit_among(fields, MEASURES))

    def met_by(self, measured: Decimal | int) -> bool:
        return measured >= self.amount

    def against(self, upper: "MinMeasure") -> Strictness:
        return Strictness.INCOMPARABLE if self.unit != upper.unit else compare(self.amount, upper.amount)


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
        return compare(self.numerator * upper.denominator, upper.numerator * self.denominator)


@dataclass(frozen=True, slots=True)
class Target:
    """So many by that day, the day itself included."""

    by: date
    amount: int


@dataclass(frozen=True, slots=True)
class Targets:
    """Numbers that grow from date to date (S2-27: two partner provinces, then three, then five)."""

    ops: ClassVar = frozenset({Op.AT_LEAST})
    targets: tuple[Target, ...]
    unit: Unit

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Targets":
        targets = []
        for part in fields.tables("value"):
            targets.append(Target(part.day("by"), part.whole("amount")))
            part.finish()
        if any(
            later.by <= earlier.by or later.amount < earlier.amount for earlier, later in pairwise(targets)
        ):
            raise fields.error("field-malformed", "目标应按日期先后排列，数量不得减少。")
        return cls(tuple(targets), unit_among(fields, COUNTS | {Unit.PERCENT}))

    def needed(self, on: date) -> int:
        """What must have been reached when that day has ended: the last target whose day has come."""
        return max((target.amount for target in self.targets if target.by <= on), default=0)

    def next_after(self, on: date) -> Target | None:
        """The first target whose day is still to come."""
        return next((target for target in self.targets if target.by > on), None)

    def met_by(self, count: int, on: date) -> bool:
        return count >= self.needed(on)

    def against(self, upper: "Targets") -> Strictness:
        if self.unit != upper.unit:
            return Strictness.INCOMPARABLE
        covers = all(self.needed(target.by) >= target.amount for target in upper.targets)
        covered = all(upper.needed(target.by) >= target.amount for target in self.targets)
        if covers and covered:
            return Strictness.EQUAL
        if covers or covered:
            return Strictness.STRICTER if covers else Strictness.LOOSER
        return Strictness.INCOMPARABLE
