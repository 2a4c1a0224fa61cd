"""What the pinned packs demand of one project: every rule that speaks of it, once, with its date where it has one.

Nothing here reads the database or the clock: what the platform knows of the project's course is handed in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from yuanping.core.errors import Refused
from yuanping.core.local_time import local_date, local_time
from yuanping.core.policy import (
    Deadline,
    Direction,
    Event,
    Facts,
    MinLead,
    Outcome,
    Policy,
    Retention,
    Rule,
    Schedule,
    ScopeDecision,
    Timing,
    Unresolved,
    Verdict,
)
from yuanping.core.workdays import Calendar
from yuanping.domain.projects.states import Gate


class Group(StrEnum):
    """What a demand is about, in the order of the procedure."""

    SCOPE = "scope"
    NOTICE = "notice"
    BOOKING = "booking"
    EXPERTS = "experts"
    EVALUATION = "evaluation"
    RESULT = "result"
    FEES = "fees"
    ARCHIVE = "archive"
    OBJECTIONS = "objections"
    OTHER = "other"


GROUP_LABELS: Mapping[Group, str] = MappingProxyType(
    {
        Group.SCOPE: "适用范围与副场",
        Group.NOTICE: "公告与开标",
        Group.BOOKING: "场地预约",
        Group.EXPERTS: "专家与名单",
        Group.EVALUATION: "评标",
        Group.RESULT: "结果与报告",
        Group.FEES: "费用",
        Group.ARCHIVE: "资料移交与归档",
        Group.OBJECTIONS: "异议投诉",
        Group.OTHER: "其他要求",
    }
)

_SUBJECTS: Mapping[Group, str] = MappingProxyType(
    {
        Group.SCOPE: "scope estimate reach exemption main sub supervision agency",
        Group.NOTICE: "notice bidding sale clarification opening disclosure",
        Group.BOOKING: "offer test",
        Group.EXPERTS: "expert draw call leave committee recusal check_in negotiation appraisal",
        Group.EVALUATION: "evaluation chair score conference_only login access signing certificate recording"
        " incident reevaluation clarification.through_main clarification.unsolicited_excluded",
        Group.RESULT: "candidates award result winner contract report",
        Group.FEES: "fee",
        Group.ARCHIVE: "handover archive register retention clue record",
        Group.OBJECTIONS: "objection complaint inquiry",
    }
)
_GROUP_OF = {subject: group for group, subjects in _SUBJECTS.items() for subject in subjects.split()}
"""By the rule's whole id, or by what stands before its first point."""

_NOT_OF_A_PROJECT = frozenset(
    {
        *(
            "venue",
            "centre",
            "conference",
            "hub",
            "network",
            "pool",
            "mobile",
            "trading",
            "process",
            "witness",
        ),
        *("oversight", "service", "conduct", "security", "risk", "anomaly", "evidence", "targets", "rollout"),
        *("vocabulary", "adoption", "archive.rules", "archive.automatic", "report.bulletin"),
        *("report.progress", "certificate.mutual", "certificate.mediumless", "incident.causes"),
        "record.qualities",
    }
)
"""What packs demand of centres, platforms and authorities; it is shown with them, not with a project."""


class DemandState(StrEnum):
    """Where a demand stands. ``NOT_TRACKED``: the platform does not record whether it was met."""

    MET = "met"
    OPEN = "open"
    LATE = "late"
    FUTURE = "future"
    NOT_TRACKED = "not-tracked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One rule of a pinned pack, as it stands for one project.

    ``due`` is the last instant in time, or the first where ``direction`` says so; a direction without it means that
    the clock runs but no calendar tells when it stops. ``workdays_left`` counts the working
    days after today up to and including the due day; None where there is no due day to come or no calendar for it,
    and ``remark`` then says why. ``asks`` names the facts without which it is not known whether the rule binds.
    """

    rule: Rule
    pack: str
    group: Group
    state: DemandState
    due: datetime | None = None
    direction: Direction | None = None
    workdays_left: int | None = None
    remark: str = ""
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the platform knows of how a project goes.

    ``events`` are those that it records, None while they are still to come. ``done`` says by rule id when what the
    rule asks was done; None while it was not. ``gates`` are the conditions before the evaluation.
    """

    events: Mapping[Event, datetime | None]
    done: Mapping[str, datetime | None]
    gates: Sequence[Gate] = ()


def group_of(rule_id: str) -> Group | None:
    """What the rule is about; None where it speaks of no project."""
    subject = rule_id.partition(".")[0]
    if rule_id in _NOT_OF_A_PROJECT or subject in _NOT_OF_A_PROJECT:
        return None
    return _GROUP_OF.get(rule_id) or _GROUP_OF.get(subject, Group.OTHER)


_ON_SITE_ONLY = frozenset({"draw.earliest"})
"""Rules that free what is evaluated remotely (财库〔2016〕198号 14: 异地评审的项目除外)."""


def demands_of(
    policy: Policy,
    facts: Facts,
    course: Course,
    *,
    now: datetime,
    calendar: Calendar,
) -> tuple[Demand, ...]:
    """Every rule in force that speaks of the project, by group; in a group those with a date first, by date."""
    decision = policy.scope(facts)
    drawn_up = [*_deciding(policy, facts, decision), *_valued(policy, facts)]
    if decision.verdict is not Verdict.EXCLUDED:
        drawn_up = [demand for demand in drawn_up if demand.rule.id not in _ON_SITE_ONLY]
    reckoner = _Reckoner(course, now, calendar, decision.verdict in {Verdict.MUST, Verdict.DEFAULT})
    found = [reckoner.reckoned(demand) for demand in drawn_up]
    order = list(Group)
    return tuple(
        sorted(
            found,
            # sorting is stable: what has no date keeps the order of the packs
            key=lambda demand: (order.index(demand.group), demand.due is None, demand.due or now),
        )
    )


def _deciding(policy: Policy, facts: Facts, decision: ScopeDecision) -> Iterator[Demand]:
    """The rules on scope, reach and exemption that hold for the project, or may."""
    rules = {(pack.id, rule.id): rule for pack in policy.chain for rule in pack.rules if rule.decides}
    for reason in decision.reasons:
        group = group_of(reason.rule)
        displaced = reason.outcome in {Outcome.OVERRIDDEN, Outcome.NOT_IN_FORCE}
        if displaced or reason.result is False or group is None:
            continue
        unsure = reason.result is None
        rule = rules[reason.pack, reason.rule]
        yield Demand(
            rule=rule,
            pack=reason.pack,
            group=group,
            state=DemandState.OPEN if unsure else DemandState.MET,
            asks=rule.asks(facts) if unsure else (),
        )


def _valued(policy: Policy, facts: Facts) -> Iterator[Demand]:
    """Each value that holds for the project, from the most local pack that gives it."""
    in_force = [rule for rule in policy.rules() if not rule.decides]
    for rule_id in dict.fromkeys(rule.id for rule in in_force):
        group = group_of(rule_id)
        if group is None:
            continue
        asks: tuple[str, ...] = ()
        try:
            rule = policy.resolve(rule_id, facts=facts).rule
        except Unresolved as refused:
            unsure = [found for found in in_force if found.id == rule_id and found.binds(facts) is None]
            if refused.code != "fact-missing" or not unsure:
                continue
            rule, asks = unsure[0], unsure[0].asks(facts)
        state = DemandState.OPEN if asks else DemandState.NOT_TRACKED
        yield Demand(rule=rule, pack=_pack_of(policy, rule), group=group, state=state, asks=asks)


def _pack_of(policy: Policy, rule: Rule) -> str:
    return next(pack.id for pack in policy.chain if any(rule is held for held in pack.rules))


NOT_RECORDED = "平台没有登记起算时间，请自行计算。"
STILL_TO_COME = "事件发生后起算。"


@dataclass(frozen=True, slots=True)
class _Reckoner:
    """Puts dates and states to demands. ``bound`` is whether the project must or should be evaluated remotely."""

    course: Course
    now: datetime
    calendar: Calendar
    bound: bool

    def reckoned(self, demand: Demand) -> Demand:
        if demand.asks or demand.rule.decides:
            return demand
        value = demand.rule.value
        event = _event_of(value)
        if event is not None and event not in self.course.events:
            return replace(demand, state=self._kept(demand), remark=NOT_RECORDED)
        if event is not None and self.course.events[event] is None:
            return replace(demand, state=DemandState.FUTURE, remark=STILL_TO_COME)
        direction = Direction.NOT_BEFORE if isinstance(value, Timing) else Direction.NOT_AFTER
        try:
            due = self._due(value, self.course.events.get(event) if event else None)
        except Refused as refused:
            return replace(demand, state=self._kept(demand), direction=direction, remark=refused.message)
        if due is None:
            return replace(demand, state=self._kept(demand))
        dated = replace(demand, due=local_time(due), direction=direction)
        return self._with_workdays(replace(dated, state=self._state(dated, due)))

    def _due(self, value: object, event_at: datetime | None) -> datetime | None:
        if isinstance(value, Schedule):
            return value.next_due(self.now, calendar=self.calendar)
        if event_at is None:
            return None
        if isinstance(value, MinLead):
            return value.latest(event_at, calendar=self.calendar)
        if isinstance(value, Deadline):
            return value.due(event_at, calendar=self.calendar)
        if isinstance(value, Timing):
            return value.opens_at(event_at, calendar=self.calendar)
        return None

    def _kept(self, demand: Demand) -> DemandState:
        """The state that the gates give, which stand for the rules that they cite."""
        citing = [gate for gate in self.course.gates if gate.citation == demand.rule.citation]
        if not citing:
            return DemandState.NOT_TRACKED
        return DemandState.MET if all(gate.is_open for gate in citing) else DemandState.OPEN

    def _state(self, demand: Demand, due: datetime) -> DemandState:
        before = demand.direction is Direction.NOT_BEFORE
        if demand.rule.id not in self.course.done:
            return DemandState.FUTURE if before and self.now < due else self._kept(demand)
        done = self.course.done[demand.rule.id]
        if done is not None:
            in_time = due <= done if before else done <= due
            return DemandState.MET if in_time else DemandState.LATE
        if before:
            return DemandState.FUTURE if self.now < due else DemandState.OPEN
        if self.now <= due:
            return DemandState.OPEN
        # who need not evaluate remotely is not late in asking for places
        return DemandState.LATE if self.bound else DemandState.NOT_TRACKED

    def _with_workdays(self, demand: Demand) -> Demand:
        due, met = demand.due, demand.state is DemandState.MET
        if due is None or met or demand.direction is Direction.NOT_BEFORE or due <= self.now:
            return demand
        try:
            left = self.calendar.workdays_between(local_date(self.now), local_date(due))
        except Refused as refused:
            return replace(demand, remark=refused.message)
        return replace(demand, workdays_left=left)


def _event_of(value: object) -> Event | None:
    """From what a period is counted, or before what something is to be done."""
    if isinstance(value, MinLead):
        return value.before
    if isinstance(value, Deadline | Retention):
        return value.after
    return value.event if isinstance(value, Timing) else None
