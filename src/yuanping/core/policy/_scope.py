"""Whether evaluation is remote, and how far away: decided level by level over the rules of a policy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from yuanping.core.errors import Citation
from yuanping.core.policy._conditions import FACT_LABELS, Facts, Reach, ReachTier, Scope
from yuanping.core.policy._rule import Rule
from yuanping.core.policy._terms import Evidence, Force


class Verdict(StrEnum):
    """Whether evaluation is remote."""

    MUST = "must"
    DEFAULT = "default"
    ENCOURAGED = "encouraged"
    OPTIONAL = "optional"
    EXEMPT = "exempt"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that was asked, what it answered (None: a fact is missing), and whether it decided."""

    rule: str
    title: str
    force: Force
    citation: Citation
    evidence: Evidence
    result: bool | None
    decisive: bool


@dataclass(frozen=True, slots=True)
class ScopeDecision:
    """The verdict, how far, why, and which facts are missing.

    ``reach`` is None while it is unknown or when no rule speaks of it; ``reach_force`` is the force of the rule that
    gave it. ``missing`` names the facts to ask for (see ``FACT_LABELS``) before both answers are certain.
    """

    verdict: Verdict
    reach: ReachTier | None
    reach_force: Force | None
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]

    @property
    def deciding(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.decisive)


Results = Mapping[int, bool | None]
"""What each rule answered, by its position in the policy."""

_DUTIES = (Force.MUST, Force.DEFAULT, Force.ENCOURAGED)
_BINDING = {Verdict.MUST, Verdict.DEFAULT}


def decide(rules: Iterable[Rule], facts: Facts) -> ScopeDecision:
    """Ask every scope and reach rule. What cannot change the answer is not reported as missing."""
    asked = [rule for rule in rules if isinstance(rule.value, Scope | Reach)]
    conditions = {
        n: rule.value.condition for n, rule in enumerate(asked) if isinstance(rule.value, Scope | Reach)
    }
    results: Results = {n: condition.holds(facts) for n, condition in conditions.items()}
    verdict, verdict_rules, verdict_open = _verdict(asked, results)
    tier, reach_rules, reach_open = _reach(asked, results)
    missing = {name for n in (*verdict_open, *reach_open) for name in conditions[n].unknown(facts)}
    deciding = {*verdict_rules, *reach_rules}
    return ScopeDecision(
        verdict=verdict,
        reach=tier,
        reach_force=asked[reach_rules[0]].force if reach_rules else None,
        reasons=tuple(
            Reason(rule.id, rule.title, rule.force, rule.citation, rule.evidence, results[n], n in deciding)
            for n, rule in enumerate(asked)
        ),
        missing=tuple(name for name in FACT_LABELS if name in missing),
    )


@dataclass(frozen=True, slots=True)
class _Descent:
    """Levels asked from the strongest down to the first that surely holds."""

    possible: tuple[str, ...]
    open: tuple[int, ...]
    held: tuple[int, ...]


def _descend(levels: Iterable[tuple[str, Sequence[int]]], results: Results) -> _Descent:
    possible: list[str] = []
    unsure: list[int] = []
    for name, level in levels:
        if held := tuple(n for n in level if results[n] is True):
            return _Descent((*possible, name), tuple(unsure), held)
        if doubtful := [n for n in level if results[n] is None]:
            possible.append(name)
            unsure += doubtful
    return _Descent(tuple(possible), tuple(unsure), ())


def _verdict(asked: Sequence[Rule], results: Results) -> tuple[Verdict, tuple[int, ...], tuple[int, ...]]:
    """The verdict, the rules that decided it, and the rules that leave it open."""
    by_force = {
        force: [n for n, rule in enumerate(asked) if isinstance(rule.value, Scope) and rule.force is force]
        for force in Force
    }
    # A consent to do without (S4-6) beats every duty; S1-3 puts exclusion before inclusion.
    exempt = _descend([(Verdict.EXEMPT, by_force[Force.EXEMPT])], results)
    if exempt.held:
        return Verdict.EXEMPT, exempt.held, ()
    duty = _descend([(Verdict(force), by_force[force]) for force in _DUTIES], results)
    outcomes = {Verdict(name) for name in duty.possible}
    if not duty.held:
        outcomes.add(Verdict.OPTIONAL)
    unsure = duty.open
    if exempt.open and outcomes & _BINDING:  # nobody needs leave to omit what is no duty
        outcomes.add(Verdict.EXEMPT)
        unsure += exempt.open
    if len(outcomes) > 1:
        return Verdict.UNKNOWN, (), unsure
    return outcomes.pop(), duty.held, ()


def _reach(
    asked: Sequence[Rule], results: Results
) -> tuple[ReachTier | None, tuple[int, ...], tuple[int, ...]]:
    """The tier, the rules that decided it, and the rules that leave it open; the farthest tier wins."""
    tiers = {
        tier: [n for n, rule in enumerate(asked) if isinstance(rule.value, Reach) and rule.value.tier is tier]
        for tier in sorted(ReachTier, reverse=True)
    }
    descent = _descend([(tier.name, numbers) for tier, numbers in tiers.items()], results)
    if descent.open or not descent.held:
        return None, (), descent.open
    return ReachTier[descent.possible[0]], descent.held, ()
