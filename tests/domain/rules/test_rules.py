"""The shipped law, and that pinned packs outlive their files."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from yuanping.core.errors import Refused
from yuanping.core.policy import MinLead, load
from yuanping.domain.rules import queries
from yuanping.domain.rules.actions.pinning import pin_packs
from yuanping.domain.rules.models import PackVersion

ON = date(2026, 11, 10)


def test_library_knows_the_city_pack() -> None:
    assert "411500/xgb-2022-7" in [pack.id for pack in queries.library().packs]


@pytest.mark.parametrize(
    ("code", "name", "path"),
    [
        ("411527", "淮滨县", "河南省信阳市淮滨县"),
        ("411500", "信阳市", "河南省信阳市"),
        ("999999", "999999", "999999"),
    ],
)
def test_region_names(code: str, name: str, path: str) -> None:
    assert (queries.region_name(code), queries.region_path(code)) == (name, path)


def test_specialties_have_names() -> None:
    assert ("A060101", "建筑造价") in queries.specialties()
    assert queries.specialty_name("A060101") == "建筑造价"
    assert queries.specialty_name("Z99") == "Z99"


def test_calendar_knows_the_year_of_the_demonstration() -> None:
    assert queries.calendar().is_workday(date(2026, 11, 20))
    assert not queries.calendar().is_workday(date(2026, 11, 21))


def test_pinned_policy_answers_as_the_library_does(db: None) -> None:
    policy = queries.policy_for(region="411527", domain="tender", on=ON)
    pins = pin_packs(policy)
    kept = queries.policy_of(pins, region="411527", domain="tender", on=ON)
    assert pins[0].startswith("411500/xgb-2022-7@")
    assert kept == policy
    assert kept.resolve_as("offer.lead", MinLead).value == policy.resolve("offer.lead").value
    assert [title for title, _ in queries.pack_titles(pins)] == [pack.name for pack in policy.chain]


def test_pinned_pack_outlives_a_changed_file(db: None) -> None:
    first = queries.policy_for(region="411527", domain="tender", on=ON)
    changed = {
        pack.file: pack.raw.replace(b"value = 168", b"value = 240") for pack in queries.library().packs
    }
    second = load(changed).pin("411527", first.domain, ON)
    pins = [pin_packs(first), pin_packs(second)]
    leads = [
        queries.policy_of(p, region="411527", domain="tender", on=ON).resolve_as("offer.lead", MinLead).value
        for p in pins
    ]
    assert [lead.amount for lead in leads] == [168, 240]
    assert PackVersion.objects.filter(pack_id="411500/xgb-2022-7").count() == 2


def test_pinning_twice_keeps_one_version(db: None) -> None:
    policy = queries.policy_for(region="411527", domain="tender", on=ON)
    assert pin_packs(policy) == pin_packs(policy)
    assert PackVersion.objects.count() == len(policy.chain)


def test_pin_that_is_not_kept_is_refused(db: None) -> None:
    with pytest.raises(Refused) as caught:
        queries.policy_of([f"411500/xgb-2022-7@{'0' * 64}"], region="411527", domain="tender", on=ON)
    assert caught.value.code == "pack-missing"


def test_pinning_outside_of_a_transaction_fails(committed_db: None) -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        pin_packs(queries.policy_for(region="411527", domain="tender", on=ON))


@pytest.mark.parametrize(
    "statement", ["UPDATE rules_packversion SET title = 'x'", "DELETE FROM rules_packversion"]
)
def test_pack_version_is_append_only(db: None, statement: str) -> None:
    pin_packs(queries.policy_for(region="411527", domain="tender", on=ON))
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_draft_decides_only_on_a_node_that_was_set_up_so(settings):
    place = {"region": "370000", "domain": "tender", "on": date(2026, 6, 1)}
    settings.DRAFTS_DECIDE = False
    assert "370000/engineering-plan" not in [pack.id for pack in queries.policy_for(**place).packs]
    settings.DRAFTS_DECIDE = True
    assert queries.policy_for(**place).packs[0].id == "370000/engineering-plan"
