"""What the packs demand of a project, and by when: dates on either side of each boundary."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from yuanping.core.errors import Citation
from yuanping.core.local_time import BEIJING
from yuanping.core.policy import (
    Direction,
    Domain,
    Event,
    Facts,
    Ground,
    Policy,
    ProjectKind,
    Rule,
    all_grounds,
)
from yuanping.core.workdays import Calendar
from yuanping.domain.projects.demands import (
    NOT_RECORDED,
    STILL_TO_COME,
    Course,
    Demand,
    DemandState,
    Group,
    demands_of,
    group_of,
)
from yuanping.domain.projects.states import Gate
from yuanping.domain.rules import queries as rules

STARTS = datetime(2026, 6, 18, 9, 0, tzinfo=BEIJING)
LAST = datetime(2026, 6, 11, 9, 0, tzinfo=BEIJING)
"""A week of 168 hours before."""
NOTHING: Mapping[Event, datetime | None] = {
    Event.EVALUATION_START: STARTS,
    Event.ACTIVITY: STARTS,
    Event.CHECK_IN: None,
    Event.EVALUATION_END: None,
}
UNDONE: Mapping[str, datetime | None] = {
    "offer.lead": None,
    "offer.details_release": None,
    "draw.earliest": None,
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def policy(region: str, domain: Domain = Domain.TENDER, on: date = date(2026, 6, 1)) -> Policy:
    return rules.library().pin(region, domain, on)


def works(domain: Domain = Domain.TENDER, **changed: Any) -> Facts:
    stated: dict[str, Any] = {
        "domain": domain,
        "kind": ProjectKind.WORKS,
        "mandatory": True,
        "estimate": Decimal(12_000_000),
        "grounds": all_grounds([]),
        "exemption_consent": None,
    }
    return Facts(**(stated | changed))


def demands(
    held: Policy,
    now: datetime,
    *,
    facts: Facts | None = None,
    events: Mapping[Event, datetime | None] | None = None,
    done: Mapping[str, datetime | None] | None = None,
    gates: tuple[Gate, ...] = (),
    calendar: Calendar | None = None,
) -> dict[str, Demand]:
    """The demands by rule id."""
    course = Course(events={**NOTHING, **(events or {})}, done={**UNDONE, **(done or {})}, gates=gates)
    found = demands_of(
        held,
        facts or works(held.domain),
        course,
        now=now,
        calendar=calendar or rules.calendar(),
    )
    assert len({demand.rule.id for demand in found}) == len(found)
    return {demand.rule.id: demand for demand in found}


@pytest.mark.parametrize(
    ("now", "state", "left"),
    [
        (at("2026-06-08 09:00"), DemandState.OPEN, 3),
        (at("2026-06-10 23:59"), DemandState.OPEN, 1),
        (at("2026-06-11 08:59"), DemandState.OPEN, 0),
        (LAST, DemandState.OPEN, None),
        (at("2026-06-11 09:01"), DemandState.LATE, None),
        (at("2026-06-12 09:00"), DemandState.LATE, None),
    ],
)
def test_booking_lead_of_xinyang_is_a_week_of_hours(
    now: datetime, state: DemandState, left: int | None
) -> None:
    lead = demands(policy("411500"), now)["offer.lead"]
    assert (lead.due, lead.direction, lead.group) == (LAST, Direction.NOT_AFTER, Group.BOOKING)
    assert (lead.state, lead.workdays_left) == (state, left)


@pytest.mark.parametrize(
    ("sent", "state"), [(LAST, DemandState.MET), (at("2026-06-11 09:01"), DemandState.LATE)]
)
def test_an_offer_in_time_meets_the_lead(sent: datetime, state: DemandState) -> None:
    assert (
        demands(policy("411500"), at("2026-06-15 09:00"), done={"offer.lead": sent})["offer.lead"].state
        is state
    )


def test_who_need_not_evaluate_remotely_is_not_late() -> None:
    free = works(mandatory=False)
    lead = demands(policy("411500"), at("2026-06-12 09:00"), facts=free)["offer.lead"]
    assert lead.state is DemandState.NOT_TRACKED


def test_liuzhou_joint_test_waits_for_an_opening_that_nobody_records() -> None:
    held = policy("450200", Domain.PROCUREMENT)
    test = demands(held, at("2026-06-01 09:00"))["test.joint"]
    assert (test.due, test.state, test.remark) == (None, DemandState.NOT_TRACKED, NOT_RECORDED)


@pytest.mark.parametrize(
    ("ended", "due"),
    [
        ("2026-06-05 17:30", "2026-06-12"),
        ("2026-06-11 17:30", "2026-06-18"),
        ("2026-06-12 17:30", "2026-06-22"),  # 端午节 2026-06-19
        ("2026-09-24 23:59", "2026-10-09"),  # 中秋节 09-25 and 国庆节 to 10-07
    ],
)
def test_fee_is_due_five_working_days_after_the_evaluation(ended: str, due: str) -> None:
    ended_at = at(ended)
    fee = demands(policy("411500"), ended_at, events={Event.EVALUATION_END: ended_at})["fee.due"]
    assert fee.due is not None
    assert (fee.due.date().isoformat(), fee.state, fee.workdays_left) == (due, DemandState.NOT_TRACKED, 5)


def test_deadline_whose_event_is_still_to_come_has_no_date() -> None:
    fee = demands(policy("411500"), at("2026-06-01 09:00"))["fee.due"]
    assert (fee.due, fee.state, fee.remark) == (None, DemandState.FUTURE, STILL_TO_COME)


def test_deadline_in_a_year_without_a_calendar_says_so() -> None:
    ended_at = at("2026-12-30 17:00")
    fee = demands(policy("411500"), ended_at, events={Event.EVALUATION_END: ended_at})["fee.due"]
    assert fee.due is None
    assert fee.remark == "没有 2027 年的法定工作日历，不能推算期限。"


def test_working_days_left_in_a_year_without_a_calendar_are_not_counted() -> None:
    starts = at("2027-01-12 09:00")
    events = {Event.EVALUATION_START: starts, Event.ACTIVITY: starts}
    found = demands(policy("411500"), at("2026-12-31 09:00"), events=events)
    lead, release = found["offer.lead"], found["offer.details_release"]
    assert (lead.due, lead.workdays_left) == (at("2027-01-05 09:00"), None)
    assert (lead.remark, release.due) == (release.remark, None)
    assert "2027 年" in lead.remark


ON_SITE = works(Domain.PROCUREMENT, grounds=all_grounds([Ground.SPECIAL_SPECIALTY]), exemption_consent=True)
"""A project that goes without remote evaluation, by consent."""


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-06-15 23:59", DemandState.FUTURE),
        ("2026-06-16 00:00", DemandState.OPEN),
        ("2026-06-18 08:00", DemandState.OPEN),
    ],
)
def test_an_on_site_draw_is_not_before_two_working_days(now: str, state: DemandState) -> None:
    draw = demands(policy("411500", Domain.PROCUREMENT), at(now), facts=ON_SITE)["draw.earliest"]
    assert (draw.due, draw.direction) == (at("2026-06-16 00:00"), Direction.NOT_BEFORE)
    assert (draw.state, draw.workdays_left) == (state, None)


def test_a_remote_project_may_draw_at_any_time() -> None:
    held = policy("411500", Domain.PROCUREMENT)
    assert "draw.earliest" not in demands(held, at("2026-06-01 09:00"))


@pytest.mark.parametrize(
    ("drawn", "state"), [("2026-06-15 23:59", DemandState.LATE), ("2026-06-16 00:00", DemandState.MET)]
)
def test_an_on_site_draw_is_measured_by_its_earliest_moment(drawn: str, state: DemandState) -> None:
    held = policy("411500", Domain.PROCUREMENT)
    done = {"draw.earliest": at(drawn)}
    found = demands(held, at("2026-06-17 09:00"), done=done, facts=ON_SITE)
    assert found["draw.earliest"].state is state


@pytest.mark.parametrize(
    ("now", "due"), [("2026-06-05 23:59", "2026-06-05"), ("2026-06-06 00:00", "2026-07-05")]
)
def test_monthly_report_of_heilongjiang_is_due_on_the_fifth(now: str, due: str) -> None:
    report = demands(policy("230100"), at(now))["report.monthly"]
    assert report.due is not None
    assert (report.due.date().isoformat(), report.group) == (due, Group.RESULT)


def test_rules_that_do_not_hold_for_the_project_are_left_out() -> None:
    found = demands(policy("411500"), at("2026-06-01 09:00"))
    scope = [name for name, demand in found.items() if demand.group is Group.SCOPE]
    assert {"scope.mandatory", "reach.city"} <= set(scope)
    assert not {"scope.other", "reach.cross_city", "scope.exempted", "venue.city_seats"} & set(found)


def test_rule_that_waits_for_a_fact_names_it() -> None:
    unsaid = works(Domain.PROCUREMENT, grounds={}, estimate=Decimal(1))
    found = demands(policy("450200", Domain.PROCUREMENT), at("2026-06-01 09:00"), facts=unsaid)
    frequent, size = found["scope.frequent"], found["committee.size_min"]
    assert (frequent.state, frequent.asks) == (DemandState.OPEN, ("grounds.frequent",))
    assert (size.state, size.asks) == (DemandState.OPEN, ("grounds.complex", "grounds.high-attention"))


@pytest.mark.parametrize(
    ("estimate", "grounds", "least"),
    [("9999999.99", [], 5), ("10000000.00", [], 7), ("1.00", [Ground.COMPLEX], 7)],
)
def test_committee_size_is_that_of_the_condition_met(
    estimate: str, grounds: list[Ground], least: int
) -> None:
    facts = works(Domain.PROCUREMENT, grounds=all_grounds(grounds), estimate=Decimal(estimate))
    found = demands(policy("450200", Domain.PROCUREMENT), at("2026-06-01 09:00"), facts=facts)
    assert getattr(found["committee.size_min"].rule.value, "amount", None) == least


def test_gates_tell_whether_the_rule_that_they_cite_is_met() -> None:
    held = policy("411500")
    citation: Citation = held.resolve("committee.size_min").rule.citation
    gate = Gate("committee-planned", "", is_open=False, who="", citation=citation)
    states = [
        demands(held, at("2026-06-01 09:00"), gates=(given,))["committee.size_min"].state
        for given in (gate, replace(gate, is_open=True))
    ]
    assert states == [DemandState.OPEN, DemandState.MET]


def test_demands_stand_by_group_and_date() -> None:
    ended_at = at("2026-06-18 17:00")
    found = list(demands(policy("230100"), ended_at, events={Event.EVALUATION_END: ended_at}).values())
    order = list(Group)
    assert [order.index(demand.group) for demand in found] == sorted(
        order.index(demand.group) for demand in found
    )
    archive = [demand for demand in found if demand.group is Group.ARCHIVE]
    assert archive[0].rule.id == "handover.to_main"
    for group in Group:
        dues = [demand.due for demand in found if demand.group is group]
        dated = [due for due in dues if due is not None]
        assert dues[: len(dated)] == sorted(dated)


def test_demands_name_the_pack_they_come_from() -> None:
    found = demands(policy("411500"), at("2026-06-01 09:00"))
    assert (found["fee.due"].pack, found["committee.size_min"].pack) == (
        "411500/xgb-2022-7",
        "000000/bidding-law-2017",
    )


def test_every_rule_of_the_shipped_packs_has_a_subject() -> None:
    def nowhere(rule: Rule) -> bool:
        return group_of(rule.id) is Group.OTHER

    found = {rule.id for pack in rules.library().packs for rule in pack.rules if nowhere(rule)}
    assert found == set()
