"""The rules of one project: packs pinned by their hashes, answering with their trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from yuanping.core.errors import Invalid, Refused
from yuanping.core.policy._choices import Term, Vocabulary
from yuanping.core.policy._decision import ScopeDecision, decide
from yuanping.core.policy._facts import FACT_LABELS, Facts
from yuanping.core.policy._kinds import Value
from yuanping.core.policy._rule import Pack, Rule
from yuanping.core.policy._scopes import Deciding
from yuanping.core.policy._terms import Domain

K_co = TypeVar("K_co", bound=Value, covariant=True)
K = TypeVar("K", bound=Value)


class Unresolved(Refused):
    """No rule in force answers: nothing is assumed."""


@dataclass(frozen=True, slots=True)
class PackRef:
    """A pinned pack: its id and the SHA-256 of its bytes, as hexadecimal."""

    id: str
    sha256: str


class Role(StrEnum):
    """What a document did to an answer."""

    APPLIED = "applied"
    OVERRIDDEN = "overridden"
    NOT_IN_FORCE = "not-in-force"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One document that was asked, the most local first, and the rule it offered."""

    pack: PackRef
    source: str
    region: str
    role: Role
    rule: Rule | None


@dataclass(frozen=True, slots=True)
class Resolution(Generic[K_co]):
    """The value in force, the rule that gives it, and every document that was asked."""

    value: K_co
    rule: Rule
    trace: tuple[TraceStep, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for projects of one region and domain on a date; ``chain`` is the pinned packs, most local first."""

    region: str
    domain: Domain
    on: date
    chain: tuple[Pack, ...]

    @property
    def packs(self) -> tuple[PackRef, ...]:
        """What a project stores to pin its policy."""
        return tuple(PackRef(pack.id, pack.sha256) for pack in self.chain)

    def files(self) -> Mapping[str, bytes]:
        """The pinned bytes: ``load(policy.files()).pin(region, domain, on)`` is this policy again."""
        return {pack.file: pack.raw for pack in self.chain}

    def resolve(
        self, rule_id: str, *, facts: Facts | None = None, on: date | None = None
    ) -> Resolution[Value]:
        """The value of that rule, the most local rule in force first; ``Unresolved`` when there is none.

        A rule with a condition is only asked when ``facts`` are given; where it waits for a fact, so does the answer.
        """
        day = on or self.on
        steps: list[TraceStep] = []
        chosen: Rule | None = None
        for pack in self.chain:
            offered = [rule for rule in pack.named(rule_id) if rule.domain.covers(self.domain)]
            held = _binding([rule for rule in offered if rule.holds_on(day)], facts)
            if held is None:
                role = Role.NOT_IN_FORCE if offered else Role.SILENT
            else:
                role = Role.OVERRIDDEN if chosen else Role.APPLIED
                chosen = chosen or held
            shown = held or (offered[0] if offered else None)
            steps.append(TraceStep(PackRef(pack.id, pack.sha256), pack.name, pack.region, role, shown))
        if chosen is None or isinstance(chosen.value, Deciding):
            raise Unresolved(
                "rule-missing",
                f"现行规则没有关于“{rule_id}”的规定。",
                remedy="请核对项目所在地区、交易类型和适用日期，或补充政策文件。",
                field=rule_id,
            )
        return Resolution(chosen.value, chosen, tuple(steps))

    def resolve_as(
        self, rule_id: str, kind: type[K], *, facts: Facts | None = None, on: date | None = None
    ) -> Resolution[K]:
        """As ``resolve``, for a caller that needs one kind of value; another kind is ``Unresolved``."""
        found = self.resolve(rule_id, facts=facts, on=on)
        if not isinstance(found.value, kind):
            raise Unresolved(
                "rule-of-another-kind",
                f"规则“{rule_id}”的类型是“{type(found.value).__name__}”，不是“{kind.__name__}”。",
                field=rule_id,
                citation=found.rule.citation,
            )
        return Resolution(found.value, found.rule, found.trace)

    def rules(self, *, on: date | None = None) -> tuple[Rule, ...]:
        """All rules in force for this domain, the most local pack first."""
        day = on or self.on
        return tuple(
            rule
            for pack in self.chain
            for rule in pack.rules
            if rule.domain.covers(self.domain) and rule.holds_on(day)
        )

    def words(self, *, on: date | None = None) -> Mapping[Term, str]:
        """What to call things (S0-31): each term by the most local document that has a word for it."""
        found: dict[Term, str] = {}
        for rule in reversed(self.rules(on=on)):
            if isinstance(rule.value, Vocabulary):
                found |= rule.value.words
        return found

    def scope(self, facts: Facts, *, on: date | None = None) -> ScopeDecision:
        """Whether evaluation is remote and how far away; facts of another domain are ``Invalid``."""
        if facts.domain is not self.domain:
            raise Invalid("domain-mismatch", "项目的交易类型与所固定的政策不符。", field="domain")
        return decide(self.chain, facts, on or self.on)


def _binding(rules: list[Rule], facts: Facts | None) -> Rule | None:
    """Of one pack's rules with one id: the one whose condition the facts meet, else the one without a condition."""
    general = next((rule for rule in rules if rule.condition is None), None)
    if facts is None:
        return general
    for rule in rules:
        if rule.condition is None:
            continue
        binds = rule.binds(facts)
        if binds is None:
            missing = "、".join(FACT_LABELS[name] for name in rule.asks(facts))
            raise Unresolved(
                "fact-missing",
                f"判断“{rule.title}”是否适用还缺：{missing}。",
                remedy="请补充后再试。",
                field=rule.asks(facts)[0],
                citation=rule.citation,
            )
        if binds:
            return rule
    return general
