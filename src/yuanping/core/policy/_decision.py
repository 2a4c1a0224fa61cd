"""Whether evaluation is remote, and how far away: decided over all rules of a chain of packs, most local first.

Three-valued: a missing fact leaves the answer open only where its value could change it. The strongest duty wins;
circumstances that rule remote evaluation out beat every duty (S1-3); what a duty allows to be left out needs the
procedure that the rule names (S2-10, S4-6).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yuanping.core.errors import Citation
from yuanping.core.policy._facts import FACT_LABELS, Facts
from yuanping.core.policy._rule import Pack, Rule
from yuanping.core.policy._scopes import Exemption, Procedure, Reach, ReachTier, Scope
from yuanping.core.policy._terms import Evidence, Force


class Verdict(StrEnum):
    """Whether evaluation is remote."""

    MUST = "must"
    DEFAULT = "default"
    ENCOURAGED = "encouraged"
    OPTIONAL = "optional"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What became of one rule in a decision."""

    APPLIED = "applied"
    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"
    OVERRIDDEN = "overridden"
    NOT_IN_FORCE = "not-in-force"
    DRAFT = "draft"
    ADOPTED = "adopted"


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
    outcome: Outcome
    pack: str


@dataclass(frozen=True, slots=True)
class ScopeDecision:
    """The verdict, how far, why, and which facts are missing.

    ``reach`` is None while it is unknown or when no rule speaks of it (``reach_open`` tells which); ``reach_force`` is
    the force of the rule that gave it. ``exemption`` is the procedure by which the facts let the project go without.
    ``missing`` names the facts to ask for (see ``FACT_LABELS``) before all answers are certain.
    """

    verdict: Verdict
    reach: ReachTier | None
    reach_force: Force | None
    reach_open: bool
    exemption: Procedure | None
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]

    @property
    def deciding(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.decisive)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The rules in force, by number, and what each answered."""

    rules: Sequence[Rule]
    results: Mapping[int, bool | None]

    def demanding(self, force: Force) -> tuple[int, ...]:
        return self._numbers(lambda rule: isinstance(rule.value, Scope) and rule.force is force)

    def offering(self, procedure: Procedure) -> tuple[int, ...]:
        return self._numbers(
            lambda rule: isinstance(rule.value, Exemption) and rule.value.procedure is procedure
        )

    def reaching(self, tier: ReachTier, forces: tuple[Force, ...]) -> tuple[int, ...]:
        return self._numbers(
            lambda rule: isinstance(rule.value, Reach) and rule.value.tier is tier and rule.force in forces
        )

    def _numbers(self, chosen: Callable[[Rule], bool]) -> tuple[int, ...]:
        return tuple(n for n in self.results if chosen(self.rules[n]))


@dataclass(frozen=True, slots=True)
class _Descent:
    """Levels asked from the strongest down to the first that surely holds."""

    possible: tuple[str, ...]
    open: tuple[int, ...]
    held: tuple[int, ...]


_DUTIES = (Force.MUST, Force.DEFAULT, Force.ENCOURAGED)
_BINDING = frozenset({Verdict.MUST, Verdict.DEFAULT})


def decide(packs: Sequence[Pack], facts: Facts, on: date) -> ScopeDecision:
    """Ask every scope, reach and exemption rule of the packs. What cannot change an answer is not asked for."""
    held = [(pack, rule) for pack in packs for rule in pack.deciding if rule.domain.covers(facts.domain)]
    rules = [rule for _, rule in held]
    outcomes = _displaced(held, on)
    asked = _Asked(rules, {n: rule.binds(facts) for n, rule in enumerate(rules) if n not in outcomes})
    verdict = _verdict(asked, facts)
    reach = _reach(asked)
    decisive = {*verdict.rules, *(() if reach.open else reach.held)}
    for n, result in asked.results.items():
        outcomes[n] = _outcome(result=result, decisive=n in decisive)
    missing = {name for n in (*verdict.open, *reach.open) for name in rules[n].asks(facts)}
    if verdict.asks_consent:
        missing.add("exemption_consent")
    tier = rules[reach.held[0]].value if reach.held and not reach.open else None
    return ScopeDecision(
        verdict=verdict.verdict,
        reach=tier.tier if isinstance(tier, Reach) else None,
        reach_force=max((rules[n].force for n in reach.held), key=lambda force: force.rank) if tier else None,
        reach_open=bool(reach.open),
        exemption=verdict.exemption,
        reasons=tuple(
            Reason(
                rule.id,
                rule.title,
                rule.force,
                rule.citation,
                rule.evidence,
                asked.results.get(n, False),
                n in decisive,
                outcomes[n],
                pack.id,
            )
            for n, (pack, rule) in enumerate(held)
        ),
        missing=tuple(name for name in FACT_LABELS if name in missing),
    )


def _outcome(*, result: bool | None, decisive: bool) -> Outcome:
    if result is None:
        return Outcome.UNKNOWN
    if not result:
        return Outcome.NOT_MET
    return Outcome.APPLIED if decisive else Outcome.MET


def _displaced(held: Sequence[tuple[Pack, Rule]], on: date) -> dict[int, Outcome]:
    """The rules that are not asked: out of force, or replaced by a more local rule of the same or the named id."""
    outcomes: dict[int, Outcome] = {}
    for n, (pack, rule) in enumerate(held):
        if not rule.holds_on(on):
            outcomes[n] = Outcome.NOT_IN_FORCE
        elif any(
            rule.id in {local.id, local.derogates}
            and type(local.value) is type(rule.value)  # an exemption departs from a duty without replacing it
            and nearer.region != pack.region
            and local.holds_on(on)
            for nearer, local in held[:n]
        ):
            outcomes[n] = Outcome.OVERRIDDEN
    return outcomes


def _descend(levels: Iterable[tuple[str, Sequence[int]]], results: Mapping[int, bool | None]) -> _Descent:
    possible: list[str] = []
    unsure: list[int] = []
    for name, level in levels:
        if held := tuple(n for n in level if results[n] is True):
            return _Descent((*possible, name), tuple(unsure), held)
        if doubtful := [n for n in level if results[n] is None]:
            possible.append(name)
            unsure += doubtful
    return _Descent(tuple(possible), tuple(unsure), ())


@dataclass(frozen=True, slots=True)
class _VerdictFound:
    verdict: Verdict
    rules: tuple[int, ...] = ()
    open: tuple[int, ...] = ()
    exemption: Procedure | None = None
    asks_consent: bool = False


def _verdict(asked: _Asked, facts: Facts) -> _VerdictFound:
    """The verdict, the rules that decided it, and the rules that leave it or its procedure open."""
    automatic, explained, consented = (
        _descend([(procedure, asked.offering(procedure))], asked.results) for procedure in Procedure
    )
    if automatic.held:
        return _VerdictFound(Verdict.EXCLUDED, automatic.held, exemption=Procedure.AUTOMATIC)
    duty = _descend([(force, asked.demanding(force)) for force in _DUTIES], asked.results)
    outcomes = {Verdict(name) for name in duty.possible}
    if not duty.held:
        outcomes.add(Verdict.OPTIONAL)
    if automatic.open:
        outcomes.add(Verdict.EXCLUDED)
    unsure = (*duty.open, *automatic.open)
    if not outcomes & _BINDING:  # nobody needs leave to omit what is no duty
        return _found(outcomes, duty.held, unsure)
    if explained.held:
        certain = outcomes <= _BINDING  # then it does not matter which of the duties it is
        outcomes = (outcomes - _BINDING) | {Verdict.OPTIONAL}
        procedure = Procedure.EXPLANATION_AFTER_AWARD
        return _found(outcomes, explained.held, () if certain else unsure, exemption=procedure)
    if explained.open:
        outcomes.add(Verdict.OPTIONAL)
        unsure += explained.open
    if consented.held and facts.exemption_consent:
        certain = outcomes <= _BINDING
        outcomes = (outcomes - _BINDING) | {Verdict.EXCLUDED}
        procedure = Procedure.CONSENT_BEFORE
        return _found(outcomes, consented.held, () if certain else unsure, exemption=procedure)
    # what it would take depends on the grounds, even where consent has not been given
    unsure += consented.open
    if (consented.held or consented.open) and facts.exemption_consent is not False:
        outcomes.add(Verdict.EXCLUDED)
    exemption = Procedure.CONSENT_BEFORE if consented.held else None
    asks_consent = bool(consented.held) and facts.exemption_consent is None
    return _found(outcomes, duty.held, unsure, exemption=exemption, asks_consent=asks_consent)


def _found(
    outcomes: set[Verdict],
    rules: tuple[int, ...],
    unsure: tuple[int, ...],
    *,
    exemption: Procedure | None = None,
    asks_consent: bool = False,
) -> _VerdictFound:
    if len(outcomes) > 1:
        return _VerdictFound(Verdict.UNKNOWN, (), unsure, exemption, asks_consent)
    return _VerdictFound(outcomes.pop(), rules, unsure, exemption, asks_consent)


def _reach(asked: _Asked) -> _Descent:
    """The farthest tier that binds; where none does, the farthest that is encouraged."""

    def tiers(*forces: Force) -> _Descent:
        levels = [(tier.name, asked.reaching(tier, forces)) for tier in sorted(ReachTier, reverse=True)]
        return _descend(levels, asked.results)

    binding = tiers(Force.MUST, Force.DEFAULT)
    if binding.held:
        return binding
    encouraged = tiers(Force.ENCOURAGED)
    return _Descent((), (*binding.open, *encouraged.open), encouraged.held)
