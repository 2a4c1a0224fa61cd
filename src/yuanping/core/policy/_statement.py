"""What the packs say of one project or one date, complete: the answers that ``yuanping policy`` prints.

``state`` gives the decision with the demands on the sub-venues and the trace of all documents; ``dated`` gives the
last (or first) instant that a rule allows, by the name under which other systems ask for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from yuanping.core.policy._choices import Choice, Flag, Secrecy
from yuanping.core.policy._decision import Outcome, Verdict, decide
from yuanping.core.policy._facts import Facts
from yuanping.core.policy._library import Library
from yuanping.core.policy._periods import Deadline, MinLead, Schedule, Timing
from yuanping.core.policy._policy import Policy, Role, Unresolved
from yuanping.core.policy._quantities import MinCount
from yuanping.core.policy._rule import Pack, Rule
from yuanping.core.policy._scopes import Procedure, ReachTier
from yuanping.core.policy._terms import Force, Status
from yuanping.core.workdays import Calendar

_REACHES = {
    ReachTier.WITHIN_CITY: "within-city",
    ReachTier.CROSS_CITY: "cross-city",
    ReachTier.CROSS_CITY_OR_PROVINCE: "cross-city",  # the least that satisfies the rule
    ReachTier.CROSS_PROVINCE: "cross-province",
}


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One rule, or one whole document that is not in force, and what became of it; most local first."""

    rule: str
    outcome: Outcome
    pack: Pack
    article: str
    words: str


@dataclass(frozen=True, slots=True)
class SubVenues:
    """What is demanded of the sub-venues; None where no rule says anything."""

    min_centres: int | None
    min_experts: int | None
    selection: str | None
    secret: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """The whole answer for one project.

    ``reach`` is the least that satisfies the rule: within-city, cross-city, cross-province, unspecified or unknown.
    ``exemption`` is the procedure by which these facts let the project go without, None where none does.
    """

    remote: Verdict
    reach: str
    reach_force: Force | None
    sub_venues: SubVenues
    exemption: Procedure | None
    asks: tuple[str, ...]
    trace: tuple[TraceLine, ...]


def state(library: Library, *, region: str, on: date, facts: Facts, drafts: bool = False) -> Statement:
    """What the packs of that region say on that day of a project with these facts.

    The domain is that of the facts. ``Invalid`` when the region is no region code or no domain is given.
    """
    policy = library.pin(region, facts.domain, on, drafts=drafts)
    decision = decide(policy.chain, facts, on)
    outcomes = {(reason.pack, reason.rule, reason.title): reason.outcome for reason in decision.reasons}
    sub_venues, used = _sub_venues(policy, facts)
    trace = [
        line
        for pack in library.candidates(region, facts.domain)
        for line in _lines(pack, facts, outcomes, used, policy)
    ]
    reach = _REACHES[decision.reach] if decision.reach else "unspecified"
    return Statement(
        remote=decision.verdict,
        reach="unknown" if decision.reach_open else reach,
        reach_force=decision.reach_force,
        sub_venues=sub_venues,
        exemption=decision.exemption,
        asks=decision.missing,
        trace=tuple(trace),
    )


_SUB_VENUE_RULES = ("sub.min_centres", "sub.min_experts", "sub.selection", "sub.secrecy")
_ROLES = {Role.APPLIED: Outcome.APPLIED, Role.OVERRIDDEN: Outcome.OVERRIDDEN}
_Used = dict[tuple[str, str], tuple[Outcome, Rule]]
"""Of each pack and rule id that was resolved: what became of it, and the rule."""


def _sub_venues(policy: Policy, facts: Facts) -> tuple[SubVenues, _Used]:
    used: _Used = {}

    def found(rule_id: str) -> object:
        try:
            resolution = policy.resolve(rule_id, facts=facts)
        except Unresolved:
            return None
        for step in resolution.trace:
            if step.rule is not None:
                used[step.pack.id, rule_id] = (_ROLES.get(step.role, Outcome.NOT_IN_FORCE), step.rule)
        return resolution.value

    centres, experts, selection, secrecy = map(found, _SUB_VENUE_RULES)
    return SubVenues(
        min_centres=centres.amount if isinstance(centres, MinCount) else None,
        min_experts=experts.amount if isinstance(experts, MinCount) else None,
        selection=selection.only if isinstance(selection, Choice) else None,
        secret=isinstance(secrecy, Secrecy) or (isinstance(secrecy, Flag) and secrecy.on),
    ), used


def _lines(
    pack: Pack,
    facts: Facts,
    outcomes: dict[tuple[str, str, str], Outcome],
    used: _Used,
    policy: Policy,
) -> Iterator[TraceLine]:
    if pack not in policy.chain:
        left_out = Outcome.DRAFT if pack.status is Status.DRAFT else Outcome.NOT_IN_FORCE
        yield TraceLine(pack.id, left_out, pack, "", "")
        return
    for rule in pack.named("adoption"):
        yield TraceLine(rule.id, Outcome.ADOPTED, pack, rule.article, rule.words)
    for rule in pack.deciding:
        if rule.domain.covers(facts.domain):
            outcome = outcomes[pack.id, rule.id, rule.title]
            yield TraceLine(rule.id, outcome, pack, rule.article, rule.words)
    for rule_id in _SUB_VENUE_RULES:
        if step := used.get((pack.id, rule_id)):
            yield TraceLine(rule_id, step[0], pack, step[1].article, step[1].words)


class Direction(StrEnum):
    """On which side of the instant it is in time."""

    NOT_AFTER = "not-after"
    NOT_BEFORE = "not-before"


@dataclass(frozen=True, slots=True)
class Dated:
    """The last (or the first) instant that a rule allows, and the documents that made it so."""

    due: datetime
    direction: Direction
    rule: Rule
    trace: tuple[TraceLine, ...]


DEADLINES = {
    "booking-lead": "offer.lead",
    "joint-test": "test.joint",
    "details-release": "offer.details_release",
    "av-to-main": "handover.to_main",
    "av-to-tenderer": "handover.to_tenderer",
    "fee-main": "fee.due",
    "fee-sub": "fee.due_sub",
    "reevaluation-registration": "reevaluation.registration",
    "monthly-report": "report.monthly",
    "inquiry-answer": "inquiry.answer",
    "objection-answer": "objection.answer",
    "query-filing": "objection.filing",
    "complaint-filing": "complaint.filing",
    "complaint-acceptance": "complaint.acceptance",
    "complaint-decision": "complaint.decision",
    "bidding-period": "bidding.period",
    "clarification-lead": "clarification.lead",
    "objection-lead": "objection.lead",
    "candidates-publication": "candidates.publish",
    "award-report": "award.report",
    "contract-signing": "contract.sign",
    "report-to-purchaser": "report.to_purchaser",
    "winner-choice": "winner.choose",
    "result-announcement": "result.announce",
    "expert-draw": "draw.earliest",
    "expert-record": "appraisal.record",
}
"""The names under which other systems ask for a deadline, and the rule behind each."""


def dated(policy: Policy, name: str, start: datetime, *, calendar: Calendar) -> Dated | None:
    """What the named rule allows when its clock starts at that instant; None where the policy has no such rule.

    A deadline counted in working days of a year without an official notice is ``Refused``.
    """
    try:
        resolution = policy.resolve(DEADLINES[name])
    except Unresolved:
        return None
    value = resolution.value
    direction = Direction.NOT_AFTER
    if isinstance(value, MinLead):
        due = value.latest(start, calendar=calendar)
    elif isinstance(value, Deadline):
        due = value.due(start, calendar=calendar)
    elif isinstance(value, Schedule):
        due = value.next_due(start, calendar=calendar)
    elif isinstance(value, Timing):
        due, direction = value.opens_at(start, calendar=calendar), Direction.NOT_BEFORE
    else:
        return None
    packs = {pack.id: pack for pack in policy.chain}
    trace = tuple(
        TraceLine(
            step.rule.id,
            _ROLES.get(step.role, Outcome.NOT_IN_FORCE),
            packs[step.pack.id],
            step.rule.article,
            step.rule.words,
        )
        for step in resolution.trace
        if step.rule is not None
    )
    return Dated(due, direction, resolution.rule, trace)
