"""Which sides of which boundaries the fixture tables ask, and which they forget.

Every rule with a number or a date has a boundary; a lawyer wants to see the last case that fails, the first that holds,
and the next. ``unasked`` derives the boundaries from the packs and names what no table asks.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from yuanping.core.local_time import local_date
from yuanping.core.policy import (
    DEADLINES,
    Act,
    Choice,
    Deadline,
    Deciding,
    Domain,
    Library,
    Lookback,
    MaxCount,
    MinCount,
    MinLead,
    MinMeasure,
    Pack,
    Rule,
    Schedule,
    Share,
    Targets,
    Timing,
    Unresolved,
    Witnessed,
    region_chain,
)
from yuanping.core.workdays import Calendar
from yuanping.domain.rules import contract

CENT = Decimal("0.01")
DAY = timedelta(days=1)
Case = Mapping[str, Any]


@dataclass(frozen=True)
class Tables:
    """All cases of all fixture files, by the kind of question, each with its file's region and day filled in."""

    cases: Mapping[str, list[Case]]
    library: Library
    calendar: Calendar

    def asking(self, kind: str, pack: Pack, rule: Rule) -> list[Case]:
        """The cases of that kind which this very rule answers."""
        return [case for case in self.cases.get(kind, []) if self._answers(pack, rule, case)]

    def _answers(self, pack: Pack, rule: Rule, case: Case) -> bool:
        name = case["rule"]
        if DEADLINES.get(name, name) != rule.id or pack.region not in region_chain(case["region"]):
            return False
        domain = Domain(case.get("domain", "tender"))
        policy = self.library.pin(case["region"], domain, case["on"], drafts=case.get("drafts", False))
        facts = {"jurisdiction": case["region"], "axis_date": str(case["on"]), "domain": domain.value}
        known = contract.read_request({**facts, **case.get("facts", {})}).facts
        try:
            return policy.resolve(rule.id, facts=known).rule == rule
        except Unresolved:
            return False


def unasked(tables: Tables) -> list[str]:
    """``pack rule: what is missing`` for each side of a boundary that no case asks."""
    return [
        f"{pack.id} {rule.id}: {missing}"
        for pack in tables.library.packs
        for rule in pack.rules
        for missing in _missing(tables, pack, rule)
    ] + [f"{pack.id}: {missing}" for pack in tables.library.packs for missing in _validity(tables, pack)]


def _missing(tables: Tables, pack: Pack, rule: Rule) -> Iterator[str]:
    if isinstance(rule.value, Deciding):
        yield from _amounts(tables, pack, rule)
        yield from _parts(tables, pack, rule)
    else:
        for kind, ask in _ASKERS.items():
            if isinstance(rule.value, kind):
                yield from ask(tables, pack, rule)
    yield from _own_dates(tables, pack, rule)


def _sides(wanted: Mapping[str, object], asked: set[Any]) -> Iterator[str]:
    yield from (f"{name} {value}" for name, value in wanted.items() if value not in asked)


def _counts(tables: Tables, pack: Pack, rule: Rule) -> Iterator[str]:
    assert isinstance(rule.value, MinCount | MaxCount)
    limit = rule.value.amount
    asked = {case["value"] for case in tables.asking("count", pack, rule)}
    if rule.id.startswith("venue.county_"):  # asked together, room by room
        asked |= {n for case in tables.cases["rooms"] for n in (len(case["seats"]), *case["seats"])}
    yield from _sides({"少一": limit - 1, "相等": limit, "多一": limit + 1}, asked)


def _measures(tables: Tables, pack: Pack, rule: Rule) -> Iterator[str]:
    assert isinstance(rule.value, MinMeasure)
    limit = rule.value.amount
    asked = [Decimal(case["value"]) for case in tables.asking("count", pack, rule)]
    sides = {"略少": min(asked, default=limit) < limit, "略多": max(asked, default=limit) > limit}
    yield from (f"{name}于 {limit}" for name, there in {**sides, "相等": limit in asked}.items() if not there)


def _shares(tables: Tables, pack: Pack, rule: Rule) -> Iterator[str]:
    assert isinstance(rule.value, Share)
    asked = {tuple(case["value"]) for case in tables.asking("share", pack, rule)}
    wholes = {whole for _, whole in asked}
    for around in (-1, 0, 1):
        if not any((rule.value.least_of(whole) + around, whole) in asked for whole in wholes):
            yield f"最少人数{around:+d}"


def _targets(tables: Tables, pack: Pack, rule: Rule) -> Iterator[str]:
    assert isinstance(rule.value, Targets)
    asked = {(case.get("day", case["on"]), case["value"]) for case in tables.asking("targets", pack, rule)}
    for target in rule.value.targets:
        yield from _sides(
            {"前一日": target.by - DAY, "当日": target.by, "后一日": target.by + DAY}, {d for d, _ in asked}
        )
        yield from _sides(
            {"当日差一": (target.by, target.amount - 1), "当日恰好": (target.by, target.amount)}, asked
        )


def _choices(tables: Tables, pack: Pack, rule: Rule) -> Iterator[str]:
    asked = {case["met"] for case in tables.asking("choice", pack, rule)}
    yield from _sides({"符合": True, "不符合": False}, asked)


def _leads(tables: Tables, pack: Pack, rule: Rule) -> Iterator[str]:
    value = rule.value
    assert isinstance(value, MinLead)
    step = timedelta(minutes=1) if value.unit == "hour" else DAY
    asked: set[object] = set()
    for case in tables.asking("lead", pack, rule):
        late = _after(case["earlier"], value.latest(_instant(case["later"]), calendar=tables.calendar), step)
        asked.add(late)
    yield from _sides({"提前": -1, "恰好": 0, "迟": 1}, asked)


def _deadlines(tables: Tables, pack: Pack, rule: Rule) -> Iterator[str]:
    value = rule.value
    assert isinstance(value, Deadline)
    asked = set()
    for case in tables.asking("period", pack, rule):
        due = value.due(_instant(case["from"]), calendar=tables.calendar)
        asked.add(_after(case["done"], due, DAY))
    yield from _sides({"前一日": -1, "当日": 0, "后一日": 1}, asked)


def _schedules(tables: Tables, pack: Pack, rule: Rule) -> Iterator[str]:
    assert isinstance(rule.value, Schedule)
    asked = {local_date(_instant(case["from"])).day for case in tables.asking("deadline", pack, rule)}
    day = rule.value.day
    yield from _sides({"前一日": day - 1, "当日": day, "后一日": day + 1}, asked)


def _timings(tables: Tables, pack: Pack, rule: Rule) -> Iterator[str]:
    assert isinstance(rule.value, Timing)
    if rule.value.unit is not None and not [
        *tables.asking("timing", pack, rule),
        *tables.asking("deadline", pack, rule),
    ]:
        yield "何时可以"


def _lookbacks(tables: Tables, pack: Pack, rule: Rule) -> Iterator[str]:
    assert isinstance(rule.value, Lookback)
    asked = set()
    for case in tables.asking("lookback", pack, rule):
        asked.add((case["day"] - rule.value.first_day(case["event_on"])).days)
    yield from _sides({"期间前一日": -1, "期间首日": 0, "期间次日": 1}, asked)


def _witnessed(tables: Tables, pack: Pack, rule: Rule) -> Iterator[str]:
    asked = {case["act"] for case in tables.asking("witnessed", pack, rule)}
    yield from (f"环节 {act}" for act in Act if act not in asked)


_ASKERS: dict[type, Callable[[Tables, Pack, Rule], Iterator[str]]] = {
    MinCount: _counts,
    MaxCount: _counts,
    MinMeasure: _measures,
    Share: _shares,
    Targets: _targets,
    Choice: _choices,
    MinLead: _leads,
    Deadline: _deadlines,
    Schedule: _schedules,
    Timing: _timings,
    Witnessed: _witnessed,
    Lookback: _lookbacks,
}


def _decisions(tables: Tables, pack: Pack, rule: Rule) -> Iterator[contract.Request]:
    """The decisions in which the rule was asked, whatever it answered."""
    for case in tables.cases["decision"]:
        request = contract.read_request(
            {"jurisdiction": case["region"], "axis_date": str(case["on"]), **case["facts"]}
        )
        heard = pack.status == "issued" or case.get("drafts", False)
        if (
            heard
            and pack.region in region_chain(request.jurisdiction)
            and rule.domain.covers(request.facts.domain)
        ):
            yield request


def _amounts(tables: Tables, pack: Pack, rule: Rule) -> Iterator[str]:
    assert isinstance(rule.value, Deciding)
    condition = rule.value.condition
    inside = replace(condition, estimate=())
    asked = {
        request.facts.estimate
        for request in _decisions(tables, pack, rule)
        if rule.holds_on(request.axis_date) and inside.holds(request.facts)
    }
    for bound in condition.estimate:
        sides = {"差一分": bound.amount - CENT, "相等": bound.amount, "多一分": bound.amount + CENT}
        yield from _sides(sides, asked)


def _parts(tables: Tables, pack: Pack, rule: Rule) -> Iterator[str]:
    assert isinstance(rule.value, Deciding)
    condition = rule.value.condition
    inside = replace(condition, any_part=())
    limits = dict(condition.any_part)
    for part, limit in limits.items():
        asked = {
            request.facts.parts.get(part)
            for request in _decisions(tables, pack, rule)
            if inside.holds(request.facts)
            and all(request.facts.parts.get(p, limits[p]) < limits[p] for p in limits if p != part)
        }
        yield from _sides({f"{part} 差一分": limit - CENT, "相等": limit, "多一分": limit + CENT}, asked)


def _own_dates(tables: Tables, pack: Pack, rule: Rule) -> Iterator[str]:
    """Days around the beginning and the end of a rule whose time is not that of its pack."""
    if not isinstance(rule.value, Deciding):
        return
    inside = rule.value.condition
    asked = {r.axis_date for r in _decisions(tables, pack, rule) if inside.holds(r.facts)}
    if rule.valid_from != pack.valid_from:
        yield from _sides({"生效前一日": rule.valid_from - DAY, "生效当日": rule.valid_from}, asked)
        yield from _sides({"生效后一日": rule.valid_from + DAY}, asked)
    if rule.valid_to is not None and rule.valid_to != pack.valid_to:
        yield from _sides({"最后一日": rule.valid_to, "截止后一日": rule.valid_to + DAY}, asked)


def _validity(tables: Tables, pack: Pack) -> Iterator[str]:
    asked = {case.get("day", case["on"]) for case in tables.cases["in_force"] if case["pack"] == pack.id}
    first: date = min(rule.valid_from for rule in pack.rules)
    yield from _sides({"生效前一日": first - DAY, "生效当日": first}, asked)


def _instant(given: datetime | str) -> datetime:
    return contract.read_instant(given, field="") if isinstance(given, str) else given


def _after(given: datetime | str, limit: datetime, step: timedelta) -> int | None:
    """-1, 0 or 1: one step before the limit, on it, one step after it; None for anything else."""
    at = _instant(given)
    if step < DAY:
        return {-step: -1, timedelta(0): 0, step: 1}.get(at - limit)
    return {-DAY: -1, timedelta(0): 0, DAY: 1}.get(local_date(at) - local_date(limit))
