"""The conditions that rules put on the facts of a project: they hold, do not hold, or wait for a fact."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from yuanping.core.policy._facts import Edition, Facts, Ground, Part, ProjectKind
from yuanping.core.policy._reader import Fields
from yuanping.core.policy._units import Op, Unit

Answer = tuple[bool | None, tuple[str, ...]]
"""Whether one part of a condition holds, and the facts to ask for while that is not known."""


_EVERY_KIND = frozenset(ProjectKind)
"""A condition that names every kind says 全部项目: it need not know which one this is (S0-9)."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a bracket of amounts in CNY."""

    op: Op
    amount: Decimal

    def holds(self, estimate: Decimal) -> bool:
        return estimate >= self.amount if self.op is Op.AT_LEAST else estimate < self.amount


@dataclass(frozen=True, slots=True)
class CategoryMatch:
    """Categories of one edition of the catalogue, by the beginning of their codes.

    ``uncertain`` are beginnings under which some codes are meant and others are not, and the pack does not know which.
    """

    edition: Edition
    prefixes: tuple[str, ...]
    uncertain: tuple[str, ...]

    def holds(self, stem: str) -> bool | None:
        """None where the code is wider than what is asked for, or where the pack does not know."""
        if any(stem.startswith(prefix) for prefix in self.prefixes):
            return True
        return None if self.is_wider(stem) or self._is_uncertain(stem) else False

    def is_wider(self, stem: str) -> bool:
        """Whether a finer code would settle the matter."""
        return not self._is_uncertain(stem) and any(
            prefix.startswith(stem) for prefix in self.prefixes + self.uncertain
        )

    def _is_uncertain(self, stem: str) -> bool:
        return any(stem.startswith(prefix) for prefix in self.uncertain)


@dataclass(frozen=True, slots=True)
class Condition:
    """All of these together; an empty part asks nothing."""

    kinds: frozenset[ProjectKind]
    mandatory: bool | None
    estimate: tuple[Bound, ...]
    any_part: tuple[tuple[Part, Decimal], ...]
    category: tuple[CategoryMatch, ...]
    any_ground: tuple[Ground, ...]
    all_grounds: tuple[Ground, ...]
    no_local_experts: bool

    @classmethod
    def read(cls, table: Fields) -> "Condition":
        condition = cls(
            kinds=frozenset(table.members("kinds", ProjectKind) if table.has("kinds") else ()),
            mandatory=table.flag("mandatory") if table.has("mandatory") else None,
            estimate=tuple(map(_bound, table.tables("estimate") if table.has("estimate") else ())),
            any_part=_parts(table.table("any_part")) if table.has("any_part") else (),
            category=tuple(map(_category, table.tables("category") if table.has("category") else ())),
            any_ground=table.members("any_ground", Ground) if table.has("any_ground") else (),
            all_grounds=table.members("all_grounds", Ground) if table.has("all_grounds") else (),
            no_local_experts=table.flag_or("no_local_experts", default=False),
        )
        table.finish()
        if condition == _NOTHING_ASKED:
            raise table.error("field-malformed", "适用条件不能为空。")
        return condition

    def holds(self, facts: Facts) -> bool | None:
        """True, False, or None while a needed fact is unknown."""
        answers = [answer for answer, _ in self._answers(facts)]
        if False in answers:
            return False
        return None if None in answers else True

    def unknown(self, facts: Facts) -> tuple[str, ...]:
        """The facts that stand between None and an answer."""
        return tuple(name for answer, names in self._answers(facts) if answer is None for name in names)

    def _answers(self, facts: Facts) -> Iterator[Answer]:
        if self.kinds and self.kinds != _EVERY_KIND:
            yield None if facts.kind is None else facts.kind in self.kinds, ("kind",)
        if self.mandatory is not None:
            yield None if facts.mandatory is None else facts.mandatory is self.mandatory, ("mandatory",)
        if self.estimate:
            amount = facts.estimate
            yield None if amount is None else all(b.holds(amount) for b in self.estimate), ("estimate",)
        if self.any_part:
            yield _any_part(self.any_part, facts.parts)
        if self.category:
            yield _in_category(self.category, facts)
        if self.any_ground:
            yield _any_ground(self.any_ground, facts.grounds)
        for ground in self.all_grounds:
            yield facts.grounds.get(ground), (f"grounds.{ground}",)
        if self.no_local_experts:
            yield None if facts.local_experts is None else facts.local_experts == 0, ("local_experts",)

    def overlaps(self, other: "Condition") -> bool:
        """Whether two pure brackets claim one amount; other conditions may meet by design."""
        if not (self.is_bracket and other.is_bracket):
            return False
        if self.kinds and other.kinds and not self.kinds & other.kinds:
            return False
        if None not in {self.mandatory, other.mandatory} and self.mandatory is not other.mandatory:
            return False
        bounds = self.estimate + other.estimate
        floor = max((b.amount for b in bounds if b.op is Op.AT_LEAST), default=Decimal(0))
        return all(bound.holds(floor) for bound in bounds)

    @property
    def is_bracket(self) -> bool:
        """Whether it asks for an amount and nothing that could hold together with another amount."""
        asks_more = self.any_part or self.category or self.any_ground or self.all_grounds
        return bool(self.estimate) and not asks_more and not self.no_local_experts


_NOTHING_ASKED = Condition(frozenset(), None, (), (), (), (), (), no_local_experts=False)


def _any_part(limits: tuple[tuple[Part, Decimal], ...], parts: Mapping[Part, Decimal]) -> Answer:
    if any(part in parts and parts[part] >= limit for part, limit in limits):
        return True, ()
    missing = tuple(f"parts.{part}" for part, _ in limits if part not in parts)
    return (None if missing else False), missing


def _in_category(matches: tuple[CategoryMatch, ...], facts: Facts) -> Answer:
    if facts.category is None:
        return None, ("category",)
    of_edition = [match for match in matches if match.edition is facts.category.edition]
    if not of_edition:
        return None, ("category.edition",)
    answers = [match.holds(facts.category.stem) for match in of_edition]
    if True in answers:
        return True, ()
    # a code of which the pack is not sure is settled by naming it in another edition
    finer = any(match.is_wider(facts.category.stem) for match in of_edition)
    return (None if None in answers else False), ("category.code" if finer else "category.edition",)


def _any_ground(wanted: tuple[Ground, ...], grounds: Mapping[Ground, bool]) -> Answer:
    if any(grounds.get(ground) for ground in wanted):
        return True, ()
    missing = tuple(f"grounds.{ground}" for ground in wanted if ground not in grounds)
    return (None if missing else False), missing


def _bound(part: Fields) -> Bound:
    op = part.member("op", Op)
    if op not in {Op.AT_LEAST, Op.BELOW}:
        raise part.error("op-unknown", "金额区间只能用“>=”和“<”。")
    if part.member("unit", Unit) is not Unit.CNY:
        raise part.error("unit-unknown", "金额的单位只能是 CNY（元）。")
    bound = Bound(op, part.amount("value"))
    part.finish()
    return bound


def _parts(table: Fields) -> tuple[tuple[Part, Decimal], ...]:
    limits = tuple((part, table.amount(part)) for part in Part if table.has(part))
    table.finish()
    if not limits:
        raise table.error("field-malformed", "总承包各部分的限额不能为空。")
    return limits


def _category(table: Fields) -> CategoryMatch:
    edition = table.member("edition", Edition)
    prefixes, uncertain = (table.words(name) if table.has(name) else () for name in ("prefixes", "uncertain"))
    table.finish()
    if not (prefixes or uncertain):
        raise table.error("field-malformed", "品目编码不能为空。", remedy="请填写 prefixes 或者 uncertain。")
    return CategoryMatch(edition, prefixes, uncertain)
