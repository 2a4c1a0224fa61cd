"""Rule kinds that decide: whether evaluation is remote, how far away, and who may do without."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import ClassVar

from yuanping.core.policy._conditions import Condition
from yuanping.core.policy._reader import Fields
from yuanping.core.policy._units import Op, Strictness, compare


class Boundary(StrEnum):
    """Who has an amount that two neighbouring brackets both claim (以上 and 以下 include the number)."""

    UPPER = "upper-bracket"


class ReachTier(IntEnum):
    """How far away the sub-venues are; a greater tier wins."""

    WITHIN_CITY = 1
    CROSS_CITY = 2
    CROSS_CITY_OR_PROVINCE = 3
    CROSS_PROVINCE = 4


_TIERS = {tier.name.lower(): tier for tier in ReachTier}


class Procedure(StrEnum):
    """How a project may go without remote evaluation.

    Consent is needed before the notice (S4-6); an explanation goes with the tender report after the award (S2-10);
    or the circumstances themselves rule it out (S1-3).
    """

    AUTOMATIC = "automatic"
    EXPLANATION_AFTER_AWARD = "explanation-after-award"
    CONSENT_BEFORE = "consent-before"


@dataclass(frozen=True, slots=True)
class Scope:
    """When the condition holds, the rule's force says whether evaluation is remote."""

    ops: ClassVar = frozenset({Op.WHEN})
    condition: Condition

    @classmethod
    def read(cls, table: Fields, _op: Op) -> "Scope":
        return cls(Condition.read(table.table("when")))

    def against(self, upper: "Scope") -> Strictness:
        return Strictness.EQUAL if self == upper else Strictness.INCOMPARABLE


@dataclass(frozen=True, slots=True)
class Reach:
    """When the condition holds, the sub-venues are this far away.

    ``boundary`` is the pack's reading of 以上 and 以下 where its brackets touch; None where nothing touches.
    """

    ops: ClassVar = frozenset({Op.WHEN})
    tier: ReachTier
    condition: Condition
    boundary: Boundary | None

    @classmethod
    def read(cls, table: Fields, _op: Op) -> "Reach":
        name = table.text("value")
        if name not in _TIERS:
            raise table.error("value-unknown", f"没有范围“{name}”。", remedy=f"可写 {'、'.join(_TIERS)}。")
        boundary = table.member("boundary", Boundary) if table.has("boundary") else None
        return cls(_TIERS[name], Condition.read(table.table("when")), boundary)

    def against(self, upper: "Reach") -> Strictness:
        if self.condition != upper.condition:
            return Strictness.INCOMPARABLE
        return compare(self.tier, upper.tier)


@dataclass(frozen=True, slots=True)
class Exemption:
    """When the condition holds, the project may go without remote evaluation by this procedure."""

    ops: ClassVar = frozenset({Op.WHEN})
    procedure: Procedure
    condition: Condition

    @classmethod
    def read(cls, table: Fields, _op: Op) -> "Exemption":
        return cls(table.member("value", Procedure), Condition.read(table.table("when")))

    def against(self, upper: "Exemption") -> Strictness:
        return Strictness.EQUAL if self == upper else Strictness.INCOMPARABLE


Deciding = Scope | Reach | Exemption
