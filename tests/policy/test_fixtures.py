"""Every table of ``policy/fixtures`` comes true: facts and what the packs must say of them, as a lawyer reads them.

Each table belongs to one kind of question; a case may name its own ``region`` and ``on``, else those of its file hold.
"""

import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.policy.shelf import CALENDAR, LIBRARY, ROOT
from yuanping.core.policy import (
    Act,
    Choice,
    Deadline,
    Domain,
    Flag,
    Lookback,
    MaxCount,
    MinCount,
    MinLead,
    MinMeasure,
    Policy,
    Share,
    Targets,
    Unresolved,
    Witnessed,
    dated,
    state,
)
from yuanping.domain.rules import contract

FILES = {
    file.name: tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
    for file in sorted((ROOT / "fixtures").iterdir(), key=lambda file: file.name)
}
KINDS = {
    "decision", "deadline", "lead", "period", "count", "share", "choice", "flag", "targets", "timing", "rooms",
    "in_force", "witnessed", "lookback",
}  # fmt: skip


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(
            {"region": table["region"], "on": table["on"], **case},
            id=f"{case['clause']} {case.get('name', '')}{n}",
        )
        for table in FILES.values()
        for n, case in enumerate(table.get(kind, []))
    ]


def policy(case: dict[str, Any]) -> Policy:
    drafts = case.get("drafts", False)
    return LIBRARY.pin(case["region"], Domain(case.get("domain", "tender")), case["on"], drafts=drafts)


def test_the_tables_hold_nothing_that_is_not_run():
    stray = {key for table in FILES.values() for key in table if isinstance(table[key], list)} - KINDS
    assert not stray


@pytest.mark.parametrize("case", cases("decision"))
def test_a_decision_comes_true(case):
    defaults = {"jurisdiction": case["region"], "axis_date": str(case["on"])}
    request = contract.read_request({**defaults, **case["facts"]})
    found = state(
        LIBRARY,
        region=request.jurisdiction,
        on=request.axis_date,
        facts=request.facts,
        drafts=case.get("drafts", False),
    )
    said = contract.written_statement(found)
    answers = {
        **{name: said[name] for name in ("remote", "reach", "reach_force", "asks")},
        **said["sub_venues"],
        "exemption": said["exemption"]["procedure"],
        "applied": [line["rule"] for line in said["trace"] if line["outcome"] == "applied"],
        "sources": list(dict.fromkeys(line["pack"] for line in said["trace"])),
    }
    expected = {name: None if value == "none-stated" else value for name, value in case["expect"].items()}
    assert {name: answers[name] for name in expected} == expected


@pytest.mark.parametrize("case", cases("deadline"))
def test_a_deadline_falls_where_it_must(case):
    start = contract.read_instant(case["from"], field="from")
    said = contract.written_dated(dated(policy(case), case["rule"], start, calendar=CALENDAR))
    expected = {name: case[name] for name in ("due", "direction", "reason") if name in case}
    if "reason" in expected:
        expected["due"] = None
    assert {name: said[name] for name in expected} == expected


@pytest.mark.parametrize("case", cases("lead"))
def test_a_lead_is_kept_or_not(case):
    lead = policy(case).resolve_as(case["rule"], MinLead).value
    assert lead.met_by(case["earlier"], case["later"], calendar=CALENDAR) is case["met"]


@pytest.mark.parametrize("case", cases("period"))
def test_a_period_is_kept_or_not(case):
    deadline = policy(case).resolve_as(case["rule"], Deadline).value
    done, start = (contract.read_instant(case[name], field=name) for name in ("done", "from"))
    assert deadline.met_by(done, start, calendar=CALENDAR) is case["met"]


@pytest.mark.parametrize("case", cases("count"))
def test_a_number_is_enough_or_not(case):
    defaults = {"jurisdiction": case["region"], "axis_date": str(case["on"])}
    facts = {"domain": case.get("domain", "tender"), **case.get("facts", {}), **defaults}
    value = policy(case).resolve(case["rule"], facts=contract.read_request(facts).facts).value
    assert isinstance(value, MinCount | MaxCount | MinMeasure)
    assert value.met_by(case["value"]) is case["met"]


@pytest.mark.parametrize("case", cases("share"))
def test_a_share_is_enough_or_not(case):
    assert policy(case).resolve_as(case["rule"], Share).value.met_by(*case["value"]) is case["met"]


@pytest.mark.parametrize("case", cases("choice"))
def test_a_choice_is_allowed_or_not(case):
    given = frozenset(case["given"])
    assert policy(case).resolve_as(case["rule"], Choice).value.met_by(given) is case["met"]


@pytest.mark.parametrize("case", cases("flag"))
def test_a_flag_holds_for_these_facts_or_not(case):
    defaults = {"jurisdiction": case["region"], "axis_date": str(case["on"])}
    facts = {"domain": case.get("domain", "tender"), **case.get("facts", {}), **defaults}
    try:
        found = policy(case).resolve_as(case["rule"], Flag, facts=contract.read_request(facts).facts)
        holds: bool | str = found.value.on
    except Unresolved as refused:
        holds = {"rule-missing": False, "fact-missing": "unknown"}[refused.code]
    assert holds == case["holds"]


@pytest.mark.parametrize("case", cases("targets"))
def test_a_target_is_reached_or_not(case):
    targets = policy(case).resolve_as(case["rule"], Targets).value
    assert targets.met_by(case["value"], case.get("day", case["on"])) is case["met"]


@pytest.mark.parametrize("case", cases("timing"))
def test_a_timing_opens_when_it_must(case):
    at = contract.read_instant(case["event_at"], field="event_at")
    resolution = policy(case).resolve(case["rule"])
    assert resolution.value.opens_at(at, calendar=CALENDAR).isoformat() == case["opens_at"]


@pytest.mark.parametrize("case", cases("lookback"))
def test_what_lasted_until_a_day_still_counts_or_not(case):
    period = policy(case).resolve_as(case["rule"], Lookback).value
    assert period.covers(case["day"], case["event_on"]) is case["met"]


@pytest.mark.parametrize("case", cases("witnessed"))
def test_an_act_waits_for_its_witnesses_or_not(case):
    found = policy(case).resolve_as(case["rule"], Witnessed).value
    waits = found.wait_seconds if Act(case["act"]) in found.acts else "none"
    assert waits == case["wait_seconds"]


@pytest.mark.parametrize("case", cases("rooms"))
def test_rooms_and_their_seats_are_enough_or_not(case):
    rooms = policy(case).resolve_as("venue.county_rooms", MinCount).value
    seats = policy(case).resolve_as("venue.county_seats_per_room", MinCount).value
    assert (rooms.met_by(len(case["seats"])) and all(map(seats.met_by, case["seats"]))) is case["met"]


@pytest.mark.parametrize("case", cases("in_force"))
def test_a_pack_is_in_force_or_not(case):
    on = case["day"] if "day" in case else case["on"]
    assert isinstance(on, date)
    drafts = case.get("drafts", False)
    pinned = LIBRARY.pin(case["region"], Domain(case.get("domain", "tender")), on, drafts=drafts)
    assert (case["pack"] in {pack.id for pack in pinned.chain}) is case["met"]
