"""What is known of a project, and the conditions that rules put on it: three-valued, so that nothing is guessed."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import ClassVar

from yuanping.core.errors import Invalid
from yuanping.core.policy._kinds import Op, Unit
from yuanping.core.policy._reader import Fields
from yuanping.core.policy._terms import Domain


class ProjectKind(StrEnum):
    """What is bought."""

    WORKS = "works"
    GOODS = "goods"
    SERVICES = "services"
    EPC = "epc"


class Boundary(StrEnum):
    """Who has an amount that two neighbouring brackets both claim (以上 and 以下 include the number)."""

    UPPER = "upper-bracket"


class ReachTier(IntEnum):
    """How far away the sub-venues are; a greater tier wins."""

    CITY = 1
    CROSS_CITY = 2
    CROSS_CITY_OR_PROVINCE = 3


_TIERS = {tier.name.lower(): tier for tier in ReachTier}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a project; None means that nobody has said.

    ``estimate`` is in CNY. ``exemption_consent`` is the recorded consent of the supervisor (S4-6).
    """

    domain: Domain
    kind: ProjectKind
    mandatory: bool | None = None
    estimate: Decimal | None = None
    tenderer_applies: bool | None = None
    especially_important: bool | None = None
    exemption_consent: bool | None = None

    def __post_init__(self) -> None:
        for name in _FLAGS:
            given: object = getattr(self, name)
            if given is not None and not isinstance(given, bool):
                raise Invalid("fact-malformed", f"“{FACT_LABELS[name]}”只能是“是”“否”或未知。", field=name)
        amount: object = self.estimate
        if amount is not None and not (isinstance(amount, Decimal) and amount.is_finite() and amount >= 0):
            raise Invalid(
                "estimate-malformed",
                "合同估算价应为不小于 0 的金额。",
                field="estimate",
                remedy="请更正金额。",
            )


FACT_LABELS = {
    "domain": "交易类型",
    "kind": "项目类别",
    "mandatory": "是否依法必须招标",
    "estimate": "合同估算价（元）",
    "tenderer_applies": "招标人是否申请采用远程异地评标",
    "especially_important": "是否特别重大项目",
    "exemption_consent": "行政监督部门是否同意不采用远程异地评标",
}
"""What a page asks for, by the name of the missing fact."""

_FLAGS = tuple(name for name in FACT_LABELS if name not in {"domain", "kind", "estimate"})


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a bracket of amounts in CNY."""

    op: Op
    amount: Decimal

    def holds(self, estimate: Decimal) -> bool:
        return estimate >= self.amount if self.op is Op.AT_LEAST else estimate < self.amount


@dataclass(frozen=True, slots=True)
class Condition:
    """All of these together; an empty part asks nothing."""

    kinds: frozenset[ProjectKind]
    flags: tuple[tuple[str, bool], ...]
    estimate: tuple[Bound, ...]

    @classmethod
    def read(cls, table: Fields) -> "Condition":
        kinds: frozenset[ProjectKind] = frozenset()
        if table.has("kinds"):
            names = table.words("kinds")
            if stray := [name for name in names if name not in set(ProjectKind)]:
                raise table.error("kind-unknown", f"没有项目类别“{stray[0]}”。")
            kinds = frozenset(ProjectKind(name) for name in names)
        flags = tuple((name, table.flag(name)) for name in _FLAGS if table.has(name))
        bounds = tuple(_bound(part) for part in table.tables("estimate")) if table.has("estimate") else ()
        table.finish()
        if not (kinds or flags or bounds):
            raise table.error("field-malformed", "适用条件不能为空。")
        return cls(kinds, flags, bounds)

    def holds(self, facts: Facts) -> bool | None:
        """True, False, or None while a needed fact is unknown."""
        parts = list(self._parts(facts))
        if any(part is False for part, _ in parts):
            return False
        return None if any(part is None for part, _ in parts) else True

    def unknown(self, facts: Facts) -> tuple[str, ...]:
        """The facts that stand between None and an answer."""
        return tuple(name for part, name in self._parts(facts) if part is None)

    def _parts(self, facts: Facts) -> Iterator[tuple[bool | None, str]]:
        if self.kinds:
            yield facts.kind in self.kinds, "kind"
        for name, wanted in self.flags:
            given: bool | None = getattr(facts, name)
            yield None if given is None else given is wanted, name
        if self.estimate:
            amount = facts.estimate
            yield None if amount is None else all(bound.holds(amount) for bound in self.estimate), "estimate"

    def overlaps(self, other: "Condition") -> bool:
        """Whether two pure brackets claim one amount; conditions with flags may meet by design."""
        if self.flags or other.flags or not (self.estimate and other.estimate):
            return False
        if self.kinds and other.kinds and not self.kinds & other.kinds:
            return False
        bounds = self.estimate + other.estimate
        floor = max((b.amount for b in bounds if b.op is Op.AT_LEAST), default=Decimal(0))
        return all(bound.holds(floor) for bound in bounds)


def _bound(part: Fields) -> Bound:
    op = part.member("op", Op)
    if op not in {Op.AT_LEAST, Op.BELOW}:
        raise part.error("op-unknown", "金额区间只能用“>=”和“<”。")
    if part.member("unit", Unit) is not Unit.CNY:
        raise part.error("unit-unknown", "金额的单位只能是 CNY（元）。")
    bound = Bound(op, part.amount("value"))
    part.finish()
    return bound


@dataclass(frozen=True, slots=True)
class Scope:
    """When the condition holds, the rule's force says whether evaluation is remote."""

    ops: ClassVar = frozenset({Op.WHEN})
    condition: Condition

    @classmethod
    def read(cls, table: Fields, _op: Op) -> "Scope":
        return cls(Condition.read(table.table("when")))


@dataclass(frozen=True, slots=True)
class Reach:
    """When the condition holds, the sub-venues are this far away.

    ``boundary`` is the pack's reading of 以上 and 以下 where the brackets touch.
    """

    ops: ClassVar = frozenset({Op.WHEN})
    tier: ReachTier
    condition: Condition
    boundary: Boundary

    @classmethod
    def read(cls, table: Fields, _op: Op) -> "Reach":
        name = table.text("value")
        if name not in _TIERS:
            raise table.error("value-unknown", f"没有范围“{name}”。")
        boundary = table.member("boundary", Boundary)
        return cls(_TIERS[name], Condition.read(table.table("when")), boundary)
