"""Who is kept out of draws for a time, conduct on record, the catalogue and its warnings."""

import json
import re
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest
from django.test import Client

from tests.factories import experts, people
from tests.factories.clock import NOW
from yuanping.base.context import Ctx
from yuanping.core.errors import Invalid, NotAllowed, Refused, WrongState
from yuanping.core.intervals import Interval
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.catalogue import refresh_catalogue
from yuanping.domain.experts.actions.pool import enrol_experts, set_availability
from yuanping.domain.experts.actions.standing import (
    SanctionEntry,
    lift_sanction,
    record_leave,
    reveal_identity,
    sanction_expert,
    take_leave_back,
)
from yuanping.domain.experts.models import CatalogueEdition, Expert, PoolCount
from yuanping.domain.experts.rarity import COMMITTEE, FEW_EMPLOYERS, FEW_EXPERTS, Plenty
from yuanping.domain.people.states import OrganisationKind, Role

pytestmark = pytest.mark.django_db
CTX = Ctx(now=NOW, actor_name="测试", roles=frozenset({"system"}), channel="test", request_id="r")
DAY = timedelta(days=1)
TODAY = NOW.date()


def enrolled(count: int, *, employers: int = 1, region: str = "411525", start: int = 1) -> list[Expert]:
    known = [people.organisation(OrganisationKind.EMPLOYER) for _ in range(employers)]
    entries = [
        experts.person(start + n, employer=known[n % employers], region_code=region) for n in range(count)
    ]
    return enrol_experts(CTX, entries)


@pytest.fixture
def expert(db: None) -> Expert:
    return enrolled(1)[0]


def away(expert: Expert) -> None:
    """Tomorrow and the day after."""
    days = {"first_on": TODAY + DAY, "last_on": TODAY + 2 * DAY}
    record_leave(CTX, expert.number, reason="travel", **days)


def evaluation(day: int) -> Interval:
    """An evaluation of some hours, so many days from now."""
    return Interval(NOW + day * DAY, NOW + day * DAY + timedelta(hours=4))


def test_leave_keeps_out_of_evaluations_on_its_days(expert: Expert) -> None:
    away(expert)
    found = {day: queries.away_during(evaluation(day)) for day in range(4)}
    assert found == {0: set(), 1: {expert.pk}, 2: {expert.pk}, 3: set()}
    assert queries.away_during(Interval(NOW, NOW + 9 * DAY)) == {expert.pk}


def test_leave_taken_back_keeps_nobody_out(expert: Expert) -> None:
    away(expert)
    leave = queries.leaves_of(expert.pk).get()
    take_leave_back(CTX, leave.pk)
    assert queries.away_during(evaluation(1)) == set()
    with pytest.raises(WrongState):
        take_leave_back(CTX, leave.pk)


@pytest.mark.parametrize(
    ("days", "reason", "code"),
    [
        ((-3, -1), "travel", "leave-over"),
        ((2, 1), "travel", "leave-order"),
        ((1, 2), "bored", "choice-unknown"),
    ],
)
def test_leave_that_makes_no_sense_is_refused(
    expert: Expert, days: tuple[int, int], reason: str, code: str
) -> None:
    first, last = (TODAY + day * DAY for day in days)
    with pytest.raises(Refused) as caught:
        record_leave(CTX, expert.number, first_on=first, last_on=last, reason=reason)
    assert caught.value.code == code


def sanction(expert: Expert, kind: str, *, days: int | None = 10) -> int:
    entry = SanctionEntry(
        kind=kind,
        reason="leaked",
        document="信发改罚〔2026〕3号",
        from_on=TODAY,
        to_on=None if days is None else TODAY + days * DAY,
    )
    return sanction_expert(CTX, expert.number, entry).pk


def test_suspension_holds_on_both_its_days_and_no_longer(expert: Expert) -> None:
    sanction(expert, "suspension")
    assert queries.sanctioned(TODAY - DAY) == {}
    assert queries.sanctioned(TODAY) == queries.sanctioned(TODAY + 10 * DAY) == {expert.pk: "suspension"}
    assert queries.sanctioned(TODAY + 11 * DAY) == {}


def test_blacklist_has_no_end_and_stands_before_a_suspension(expert: Expert) -> None:
    sanction(expert, "blacklist", days=None)
    sanction(expert, "suspension")
    assert queries.sanctioned(date(2050, 1, 1)) == {expert.pk: "blacklist"}
    assert queries.sanctioned(TODAY) == {expert.pk: "blacklist"}


def test_warning_keeps_nobody_out(expert: Expert) -> None:
    sanction(expert, "warning")
    assert queries.sanctioned(TODAY) == {}


def test_lifted_sanction_ends_today(expert: Expert) -> None:
    lift_sanction(CTX, expert.number, sanction(expert, "blacklist", days=None))
    assert queries.sanctioned(TODAY) == {}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "flogging"}, "choice-unknown"),
        ({"reason": "mood"}, "choice-unknown"),
        ({"document": " 无 "}, "sanction-document"),
        ({"to_on": TODAY - DAY}, "sanction-backwards"),
    ],
)
def test_sanction_needs_kind_reason_document_and_days(
    expert: Expert, changed: dict[str, Any], code: str
) -> None:
    whole = {"kind": "warning", "reason": "leaked", "document": "信发改罚〔2026〕3号", "from_on": TODAY}
    with pytest.raises(Invalid) as caught:
        sanction_expert(CTX, expert.number, SanctionEntry(**{**whole, **changed}))
    assert caught.value.code == code


def test_operator_reveals_nobody(expert: Expert) -> None:
    operator = people.ctx(people.account(Role.OPERATOR, people.organisation(OrganisationKind.CENTRE)))
    with pytest.raises(NotAllowed):
        reveal_identity(operator, expert.number, reason="contact")


def test_rarity_counts_experts_and_their_employers(db: None) -> None:
    enrolled(FEW_EXPERTS, employers=FEW_EMPLOYERS)
    enrolled(FEW_EXPERTS, employers=FEW_EMPLOYERS - 1, region="411522", start=100)
    enrolled(COMMITTEE, employers=COMMITTEE - 1, region="411523", start=200)
    found = {region: queries.rarity("A0601", region).plenty for region in ("411525", "411522", "411523")}
    assert found == {"411525": Plenty.ENOUGH, "411522": Plenty.FEW, "411523": Plenty.SHORT}
    city = queries.rarity("A06", "411500")
    assert (city.experts, city.employers) == (
        2 * FEW_EXPERTS + COMMITTEE,
        2 * FEW_EMPLOYERS + COMMITTEE - 2,
    )
    assert queries.rarity("B", "411525").experts == 0
    refresh_catalogue(CTX)
    assert [(each.region_code, each.plenty) for each in queries.scarce()] == [
        ("411523", Plenty.SHORT),
        ("411522", Plenty.FEW),
    ]


def test_rarity_does_not_count_who_is_taken_out(expert: Expert) -> None:
    set_availability(CTX, expert.number, available=False)
    assert queries.rarity("A", "411500").experts == 0


def test_catalogue_hides_small_counts_and_names_nobody(client: Client, db: None) -> None:
    enrolled(4)
    enrolled(5, region="411522", start=100)
    refresh_catalogue(CTX)
    found = client.get("/experts/catalogue.json").json()
    assert [(cell["region"], cell["experts"]) for cell in found["cells"]] == [("411522", 5), ("411525", "<5")]
    assert (found["experts"], found["month"]) == (9, f"{NOW:%Y-%m}")
    assert violations(found, schema()) == []
    assert client.get("/experts/catalogue/").status_code == 200


def test_catalogue_of_the_month_is_replaced_and_others_stay(client: Client, db: None) -> None:
    enrolled(5)
    refresh_catalogue(CTX)
    refresh_catalogue(CTX.at(NOW + 40 * DAY))
    enrolled(5, start=100)
    refresh_catalogue(CTX.at(NOW + 41 * DAY))
    assert CatalogueEdition.objects.count() == 2
    assert client.get("/experts/catalogue.json").json()["experts"] == 10
    assert client.get("/experts/catalogue.json", {"month": f"{NOW:%Y-%m}"}).json()["experts"] == 5
    assert client.get("/experts/catalogue.json", {"month": "2001-01"}).status_code == 404
    assert PoolCount.objects.get().experts == 10


def test_catalogue_before_the_first_edition_is_counted_on_the_spot(client: Client, db: None) -> None:
    enrolled(5)
    found = client.get("/experts/catalogue.json").json()
    assert (found["experts"], violations(found, schema())) == (5, [])
    assert CatalogueEdition.objects.count() == 0


def test_published_schema_is_the_one_that_holds(client: Client, db: None) -> None:
    assert client.get("/experts/catalogue.schema.json").json() == schema()
    good = queries.catalogue(now=NOW)
    for wrong in ({**good, "names": []}, {**good, "month": "2026-13"}, {**good, "experts": -1}):
        assert violations(wrong, schema()) != []


def schema() -> dict[str, Any]:
    text = (files("yuanping.domain.experts") / "schemas" / "catalogue.schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def violations(value: Any, rule: dict[str, Any], at: str = "$") -> list[str]:
    """The few words of JSON Schema that ours uses; a word that is not known here fails."""
    root = schema()
    if "$ref" in rule:
        rule = {**root["$defs"][rule["$ref"].rpartition("/")[2]], **rule}
    known = {"$schema", "$id", "$ref", "$defs", "title", "description", "type", "additionalProperties",
             "required", "properties", "const", "minLength", "pattern", "minimum", "items", "oneOf"}  # fmt: skip
    assert set(rule) <= known, set(rule) - known
    types = {"object": dict, "array": list, "string": str, "integer": int}
    if "type" in rule and not isinstance(value, types[rule["type"]]):
        return [f"{at}: not {rule['type']}"]
    found = []
    if "oneOf" in rule:
        found += [at] if sum(not violations(value, one, at) for one in rule["oneOf"]) != 1 else []
    if "const" in rule and value != rule["const"]:
        found.append(f"{at}: not {rule['const']}")
    if isinstance(value, str) and not re.search(rule.get("pattern", ""), value):
        found.append(f"{at}: pattern")
    if isinstance(value, str) and len(value) < rule.get("minLength", 0):
        found.append(f"{at}: short")
    if isinstance(value, int) and value < rule.get("minimum", value):
        found.append(f"{at}: small")
    if isinstance(value, list):
        found += [v for n, item in enumerate(value) for v in violations(item, rule["items"], f"{at}[{n}]")]
    if isinstance(value, dict):
        found += [f"{at}: {name} missing" for name in rule.get("required", ()) if name not in value]
        found += [f"{at}: {name} unknown" for name in value if name not in rule["properties"]]
        found += [
            v
            for name, item in value.items()
            if name in rule["properties"]
            for v in violations(item, rule["properties"][name], f"{at}.{name}")
        ]
    return found
