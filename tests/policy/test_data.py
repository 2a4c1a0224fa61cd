"""The shipped data: every pack loads, every quotation stands in its source, every fixture comes true."""

import hashlib
import tomllib
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest

from yuanping.core.policy import (
    Choice,
    Deadline,
    Domain,
    Evidence,
    Facts,
    MinCount,
    MinLead,
    ProjectKind,
    Reach,
    Regions,
    Scope,
    Specialties,
    Timing,
    load,
)
from yuanping.core.workdays import Calendar

ROOT = files("yuanping_policy")
PACKS = {
    f"packs/{region.name}/{file.name}": file.read_bytes()
    for region in (ROOT / "packs").iterdir()
    for file in region.iterdir()
}
LIBRARY = load(PACKS)
SOURCES = {s["id"]: s for s in tomllib.loads((ROOT / "sources/sources.toml").read_text("utf-8"))["source"]}
CALENDAR = Calendar.from_toml(file.read_bytes() for file in (ROOT / "calendars").iterdir())
FIXTURES = tomllib.loads((ROOT / "fixtures/411500.toml").read_text("utf-8"))
XINYANG = {
    domain: LIBRARY.pin(FIXTURES["region"], domain, FIXTURES["on"])
    for domain in (Domain.TENDER, Domain.PROCUREMENT)
}
TENDER = XINYANG[Domain.TENDER]

RULES_OTHER_ROOMS_USE = [
    "venue.city_seats",
    "venue.county_rooms",
    "venue.county_seats_per_room",
    "venue.isolated",
    "venue.seat_devices",
    "venue.posts",
    "offer.lead",
    "offer.details_release",
    "draw.owner",
    "leave.redraw",
    "committee.size_min",
    "committee.odd",
    "committee.expert_share",
    "committee.same_employer_max",
    "committee.confirmers",
    "committee.list_secret",
    "expert.unseal",
    "login.methods",
    "chair.elected",
    "chair.representative_excluded",
    "evaluation.majority",
    "evaluation.dissent",
    "score.corrections",
    "evaluation.equal_rights",
    "signing.certificate_required",
    "certificate.temporary_local",
    "certificate.recall",
    "conference_only",
    "evaluation.competition_min",
]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source["id"])
def test_a_source_text_has_its_registered_hash(source):
    if "text" not in source:
        assert source["evidence"] == Evidence.GENERAL_KNOWLEDGE
        return
    assert hashlib.sha256((ROOT / "sources" / source["text"]).read_bytes()).hexdigest() == source["sha256"]


@pytest.mark.parametrize(
    ("pack", "rule"),
    [(pack, rule) for pack in LIBRARY.packs for rule in pack.rules],
    ids=lambda value: value.id,
)
def test_a_quotation_stands_in_its_source(pack, rule):
    source = SOURCES[pack.source]
    assert (pack.title in source["title"], pack.number, pack.issued_on) == (
        True,
        source.get("number", ""),
        source["issued_on"],
    )
    if rule.paraphrase:
        assert rule.evidence is Evidence.GENERAL_KNOWLEDGE
        return
    assert rule.evidence == source["evidence"]
    assert squeezed(rule.words) in squeezed((ROOT / "sources" / source["text"]).read_text("utf-8"))


def test_the_xinyang_pack_is_verified_throughout():
    pack = LIBRARY.pack("411500/xgb-2022-7")
    assert {rule.evidence for rule in pack.rules} == {Evidence.VERIFIED}
    assert pack.name == "《关于推进远程异地评标常态化的通知》（信公管办〔2022〕7号）"


@pytest.mark.parametrize("domain", [Domain.TENDER, Domain.PROCUREMENT])
@pytest.mark.parametrize("rule_id", RULES_OTHER_ROOMS_USE)
def test_a_rule_that_other_rooms_use_resolves_in_xinyang(rule_id, domain):
    resolution = XINYANG[domain].resolve(rule_id)
    assert resolution.rule.id == rule_id
    assert resolution.rule.citation.article


@pytest.mark.parametrize("case", FIXTURES["scope"], ids=lambda case: f"{case['clause']} {case['name']}")
def test_a_scope_fixture_comes_true(case):
    given = dict(case["facts"])
    facts = Facts(
        domain=Domain(given.pop("domain")),
        kind=ProjectKind(given.pop("kind")),
        estimate=Decimal(given.pop("estimate")) if "estimate" in given else None,
        **given,
    )
    decision = XINYANG[facts.domain].scope(facts)
    assert decision.verdict == case["verdict"]
    assert (decision.reach.name if decision.reach else None) == case.get("reach")
    assert list(decision.missing) == case.get("missing", [])
    if "reach_force" in case:
        assert decision.reach_force == case["reach_force"]
    if "deciding" in case:
        assert [reason.rule for reason in decision.deciding] == case["deciding"]


@pytest.mark.parametrize("case", FIXTURES["count"], ids=lambda case: f"{case['clause']} {case['value']}")
def test_a_count_fixture_comes_true(case):
    assert TENDER.resolve_as(case["rule"], MinCount).value.met_by(case["value"]) is case["met"]


@pytest.mark.parametrize("case", FIXTURES["rooms"], ids=lambda case: f"{case['clause']} {case['seats']}")
def test_a_room_fixture_comes_true(case):
    rooms = TENDER.resolve_as("venue.county_rooms", MinCount).value
    seats = TENDER.resolve_as("venue.county_seats_per_room", MinCount).value
    assert (rooms.met_by(len(case["seats"])) and all(map(seats.met_by, case["seats"]))) is case["met"]


@pytest.mark.parametrize("case", FIXTURES["choice"], ids=lambda case: f"{case['rule']} {case['given']}")
def test_a_choice_fixture_comes_true(case):
    assert TENDER.resolve_as(case["rule"], Choice).value.met_by(frozenset(case["given"])) is case["met"]


@pytest.mark.parametrize("case", FIXTURES["lead"], ids=lambda case: f"{case['clause']} {case['earlier']}")
def test_a_lead_fixture_comes_true(case):
    lead = TENDER.resolve_as(case["rule"], MinLead).value
    assert lead.met_by(case["earlier"], case["later"], calendar=CALENDAR) is case["met"]


@pytest.mark.parametrize("case", FIXTURES["timing"], ids=lambda case: f"{case['clause']} {case['event_at']}")
def test_a_timing_fixture_comes_true(case):
    timing = TENDER.resolve_as(case["rule"], Timing).value
    assert timing.opens_at(case["event_at"], calendar=CALENDAR) == case["opens_at"]


@pytest.mark.parametrize("case", FIXTURES["deadline"], ids=lambda case: f"{case['clause']} {case['due_on']}")
def test_a_deadline_fixture_comes_true(case):
    deadline = TENDER.resolve_as(case["rule"], Deadline).value
    assert deadline.due(case["event_at"], calendar=CALENDAR).date() == case["due_on"]


def test_fixtures_cover_the_numeric_rows_of_the_notice():
    clauses = {case["clause"] for cases in FIXTURES.values() if isinstance(cases, list) for case in cases}
    assert {"S4-3", "S4-4", "S4-5", "S4-6", "S4-7", "S4-8", "S4-15", "S4-23"} <= clauses


def test_a_county_inherits_the_city_and_the_nation():
    policy = LIBRARY.pin("411525", Domain.TENDER, date(2026, 6, 1))
    assert policy.packs == TENDER.packs
    assert policy.resolve("offer.lead").trace[0].region == "411500"


def test_before_the_notice_the_city_has_no_rule():
    policy = LIBRARY.pin("411500", Domain.TENDER, date(2022, 10, 24))
    assert {pack.region for pack in policy.chain} == {"000000"}
    assert not [rule for rule in policy.rules() if isinstance(rule.value, Scope | Reach)]


# Day counts of the two notices, counted from their text: 365 days, less weekends and holidays, plus make-up days.
@pytest.mark.parametrize(("year", "holidays", "make_up"), [(2025, 28, 5), (2026, 33, 6)])
def test_a_calendar_has_the_days_of_its_notice(year, holidays, make_up):
    assert len([day for day in CALENDAR.holidays if day.year == year]) == holidays
    assert len([day for day in CALENDAR.working if day.year == year]) == make_up


def test_the_calendars_name_their_notices():
    assert {source.year: source.number for source in CALENDAR.sources} == {
        2025: "国办发明电〔2024〕12号",
        2026: "国办发明电〔2025〕7号",
    }


def test_regions_form_chains():
    regions = Regions.from_toml((ROOT / "regions.toml").read_bytes())
    assert [r.name for r in regions.chain("411525")] == ["固始县", "信阳市", "河南省", "全国"]
    assert len(regions.within("411500")) == 10
    assert regions.get("411525").level == "county"


def test_specialties_match_by_prefix():
    specialties = Specialties.from_toml((ROOT / "specialties.toml").read_bytes())
    assert [s.name for s in specialties.path("A080104")] == ["工程", "工程施工", "建筑", "土建"]
    assert (specialties.serves("A0801", "A080104"), specialties.serves("A080104", "A0801")) == (True, False)
