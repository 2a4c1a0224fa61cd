"""Pinning, resolving and rebuilding."""

from datetime import date

import pytest

from tests.core.policy.building import CITY, NATION, ON, pack, seats
from yuanping.core.errors import Invalid
from yuanping.core.policy import Domain, Flag, MinCount, Role, Unresolved, load

TWO = {NATION: pack("000000", seats(5), title="法律"), CITY: pack("411500", seats(10))}


def test_the_local_rule_applies_and_the_trace_shows_every_document():
    found = load(TWO).pin("411525", Domain.TENDER, ON).resolve("venue.city_seats")
    assert found.value == MinCount(10, found.value.unit)
    assert [(step.source, step.role) for step in found.trace] == [
        ("《通知》（一号）", Role.APPLIED),
        ("《法律》（一号）", Role.OVERRIDDEN),
    ]


def test_a_missing_rule_is_refused_and_never_assumed():
    policy = load(TWO).pin("411500", Domain.TENDER, ON)
    assert policy.resolve("venue.city_seats").rule.id == "venue.city_seats"
    with pytest.raises(Unresolved) as refusal:
        policy.resolve("venue.county_rooms")
    assert (refusal.value.code, refusal.value.field) == ("rule-missing", "venue.county_rooms")
    with pytest.raises(Unresolved) as refusal:
        policy.resolve_as("venue.city_seats", Flag)
    assert refusal.value.code == "rule-of-another-kind"


def test_validity_includes_its_last_day():
    policy = load({CITY: pack("411500", seats(more="valid_to = 2026-06-01\n"))}).pin(
        "411500", Domain.TENDER, ON
    )
    assert policy.resolve("venue.city_seats", on=date(2026, 6, 1)).value.met_by(10)
    with pytest.raises(Unresolved):
        policy.resolve("venue.city_seats", on=date(2026, 6, 2))
    with pytest.raises(Unresolved):
        policy.resolve("venue.city_seats", on=date(2022, 10, 24))


def test_a_pinned_policy_is_rebuilt_from_its_bytes():
    policy = load(TWO).pin("411525", Domain.TENDER, ON)
    again = load(policy.files()).pin("411525", Domain.TENDER, ON)
    assert again == policy
    assert again.packs == policy.packs


def test_tampering_with_a_pack_changes_its_hash_and_no_other():
    before = load(TWO).pin("411500", Domain.TENDER, ON).packs
    tampered = {**TWO, CITY: TWO[CITY].replace(b"value = 10", b"value = 11")}
    after = load(tampered).pin("411500", Domain.TENDER, ON).packs
    assert [ref.id for ref in after] == [ref.id for ref in before] == ["411500/notice", "000000/law"]
    assert [a == b for a, b in zip(after, before, strict=True)] == [False, True]


def test_a_draft_takes_part_in_simulation_only():
    library = load({CITY: pack("411500", seats(), status="draft")})
    assert library.pin("411500", Domain.TENDER, ON).packs == ()
    assert len(library.pin("411500", Domain.TENDER, ON, drafts=True).packs) == 1


def test_pinning_needs_a_region_code_and_one_domain():
    library = load(TWO)
    with pytest.raises(Invalid) as refusal:
        library.pin("信阳", Domain.TENDER, ON)
    assert refusal.value.code == "region-unknown"
    with pytest.raises(Invalid) as refusal:
        library.pin("411500", Domain.BOTH, ON)
    assert refusal.value.code == "domain-unknown"
