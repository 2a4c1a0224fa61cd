"""The shipped data: every pack loads, every quotation stands in its source, every fixture comes true."""

import hashlib
from datetime import date

import pytest

from tests.policy.shelf import CALENDAR, LIBRARY, ROOT, SOURCES
from yuanping.core.policy import Domain, Evidence, Force, Reach, Regions, Retention, Scope, Specialties, Term

XINYANG = {
    domain: LIBRARY.pin("411500", domain, date(2026, 6, 1)) for domain in (Domain.TENDER, Domain.PROCUREMENT)
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
        source.get("issued_on"),
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


# What rooms ask for without a way to go on: it must resolve where no local document speaks. What stands in
# RULES_OTHER_ROOMS_USE and not here is local: where nobody asks for seats, posts or a lead, neither does the platform.
RULES_NO_ROOM_CAN_DO_WITHOUT = [
    "leave.redraw",
    "committee.size_min",
    "committee.odd",
    "committee.expert_share",
    "committee.same_employer_max",
    "committee.confirmers",
    "committee.list_secret",
    "draw.random",
    "expert.unseal",
    "login.methods",
    "chair.elected",
    "chair.representative_excluded",
    "evaluation.majority",
    "evaluation.dissent",
    "evaluation.equal_rights",
    "evaluation.candidates_max",
    "evaluation.competition_min",
    "opening.bidders_min",
    "score.corrections",
    "signing.certificate_required",
    "certificate.temporary_local",
    "certificate.recall",
    "conference_only",
    "retention.documents",
    "retention.recordings",
    "vocabulary",
    "witness.acts",
]


@pytest.mark.parametrize("domain", [Domain.TENDER, Domain.PROCUREMENT])
@pytest.mark.parametrize("rule_id", RULES_NO_ROOM_CAN_DO_WITHOUT)
def test_a_rule_that_no_room_can_do_without_resolves_under_the_nation_alone(rule_id, domain):
    policy = LIBRARY.pin("110000", domain, date(2026, 6, 1))
    assert policy.resolve(rule_id).rule.id == rule_id


@pytest.mark.parametrize(
    ("region", "domain"),
    [("230000", Domain.TENDER), ("370305", Domain.PROCUREMENT), ("450200", Domain.PROCUREMENT)],
)
@pytest.mark.parametrize("rule_id", RULES_NO_ROOM_CAN_DO_WITHOUT)
def test_a_rule_that_no_room_can_do_without_resolves_in_each_jurisdiction(rule_id, region, domain):
    policy = LIBRARY.pin(region, domain, date(2026, 6, 1))
    assert policy.resolve(rule_id).rule.id == rule_id


def test_platform_practice_binds_nobody_and_says_what_it_is():
    for name in ("common-practice", "procurement-practice", "remote-practice"):
        rules = LIBRARY.pack(f"000000/{name}").rules
        assert {(rule.force, rule.evidence, rule.paraphrase) for rule in rules} == {
            (Force.DEFAULT, Evidence.GENERAL_KNOWLEDGE, True)
        }


@pytest.mark.parametrize(
    ("domain", "ended", "kept_until"),
    [
        (Domain.PROCUREMENT, date(2026, 6, 1), date(2041, 6, 1)),
        (Domain.TENDER, date(2028, 2, 29), date(2043, 2, 28)),
    ],
)
def test_documents_are_kept_for_fifteen_years(domain, ended, kept_until):
    retention = (
        LIBRARY.pin("411500", domain, date(2026, 6, 1)).resolve_as("retention.documents", Retention).value
    )
    assert retention.keep_until(ended) == kept_until


@pytest.mark.parametrize(
    "pack",
    ["bidding-law-2017", "bidding-regulation-2019", "procurement-law-2014", "procurement-regulation-2015"],
)
def test_a_statute_is_quoted_and_not_paraphrased(pack):
    assert {rule.evidence for rule in LIBRARY.pack(f"000000/{pack}").rules} == {Evidence.VERIFIED}


def test_a_county_inherits_the_city_and_the_nation():
    policy = LIBRARY.pin("411525", Domain.TENDER, date(2026, 6, 1))
    assert policy.packs == TENDER.packs
    assert policy.resolve("offer.lead").trace[0].region == "411500"


def test_before_the_notice_the_city_has_no_rule():
    policy = LIBRARY.pin("411500", Domain.TENDER, date(2022, 10, 24))
    assert {pack.region for pack in policy.chain} == {"000000"}
    assert not [rule for rule in policy.rules() if isinstance(rule.value, Scope | Reach)]


# Day counts of the notices, counted from their text. The New Year of 2023 begins on 31 December 2022, which makes
# that year 32 days and leaves 26 to 2023.
@pytest.mark.parametrize(
    ("year", "holidays", "make_up"),
    [(2022, 32, 7), (2023, 26, 7), (2024, 28, 8), (2025, 28, 5), (2026, 33, 6)],
)
def test_a_calendar_has_the_days_of_its_notice(year, holidays, make_up):
    assert len([day for day in CALENDAR.holidays if day.year == year]) == holidays
    assert len([day for day in CALENDAR.working if day.year == year]) == make_up


def test_the_calendars_name_their_notices():
    assert {source.year: (source.number, source.issued_on) for source in CALENDAR.sources} == {
        2022: ("国办发明电〔2021〕11号", date(2021, 10, 25)),
        2023: ("国办发明电〔2022〕16号", date(2022, 12, 8)),
        2024: ("国办发明电〔2023〕7号", date(2023, 10, 25)),
        2025: ("国办发明电〔2024〕12号", date(2024, 11, 12)),
        2026: ("国办发明电〔2025〕7号", date(2025, 11, 4)),
    }


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2022, 4, 24), True),  # a Sunday, made up for the Labour Day
        (date(2022, 12, 30), True),
        (date(2022, 12, 31), False),  # in the holiday that the notice for 2023 arranges
        (date(2023, 6, 25), True),
        (date(2023, 10, 9), True),
        (date(2024, 2, 9), True),  # New Year's Eve: only encouraged to rest
        (date(2024, 6, 10), False),
        (date(2024, 10, 12), True),
    ],
)
def test_a_day_is_worked_or_rests(day, worked):
    assert CALENDAR.is_workday(day) is worked


def test_three_working_days_before_an_opening_pass_the_weekend():  # S1-9
    assert CALENDAR.add_workdays(date(2023, 11, 13), -3) == date(2023, 11, 8)


def test_regions_form_chains():
    regions = Regions.from_toml((ROOT / "regions.toml").read_bytes())
    assert [r.name for r in regions.chain("411525")] == ["固始县", "信阳市", "河南省", "全国"]
    assert len(regions.within("411500")) == 10
    assert regions.get("411525").level == "county"


def test_specialties_match_by_prefix():
    specialties = Specialties.from_toml((ROOT / "specialties.toml").read_bytes())
    assert [s.name for s in specialties.path("A080104")] == ["工程", "工程施工", "建筑", "土建"]
    assert (specialties.serves("A0801", "A080104"), specialties.serves("A080104", "A0801")) == (True, False)


@pytest.mark.parametrize(
    ("region", "domain", "words"),
    [
        ("370305", Domain.PROCUREMENT, ("评审", "采购人", "供应商", None)),
        ("450200", Domain.PROCUREMENT, ("评标", "采购人", "供应商", None)),
        ("230000", Domain.TENDER, ("评标", "招标人", "投标人", "工位")),
    ],
)
def test_each_term_is_the_most_local_word_for_it(region, domain, words):
    found = LIBRARY.pin(region, domain, date(2026, 6, 1)).words()
    terms = (Term.EVALUATION, Term.TENDERER, Term.BIDDER, Term.WORKSTATION)
    assert tuple(found.get(term) for term in terms) == words
