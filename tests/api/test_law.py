"""The law for other systems: the same answers as on the command line, without an account."""

import json

from django.test import Client

LAW = "/api/v1/law"
FACTS = {
    "jurisdiction": "230000",
    "domain": "tender",
    "axis_date": "2026-06-01",
    "kind": "goods",
    "mandatory": True,
    "estimate": "20000000.00",
    "grounds": [],
}
AV = {"jurisdiction": "230000", "domain": "tender", "rule": "av-to-main", "from": "2026-06-05T17:30"}


def ask(facts: object) -> tuple[int, dict[str, object]]:
    text = facts if isinstance(facts, str) else json.dumps(facts)
    said = Client().get(f"{LAW}/decision", {"facts": text})
    return said.status_code, said.json()


def test_a_decision_needs_no_account(db: None) -> None:
    status, said = ask(FACTS)
    assert (status, said["remote"], said["reach"]) == (200, "default", "cross-province")
    status, said = ask({**FACTS, "estimate": "19999999.99"})
    assert (status, said["reach"]) == (200, "cross-city")


def test_a_decision_names_what_is_wrong(db: None) -> None:
    status, said = ask({**FACTS, "estimate": 2e7})
    assert (status, said["code"], said["field"]) == (422, "amount-malformed", "estimate")
    status, said = ask("{" * 3000)
    assert (status, said["code"]) == (422, "json-malformed")
    status, said = ask(json.dumps(FACTS) * 2)
    assert (status, said["code"]) == (422, "json-malformed")


def test_a_deadline_is_worked_out_or_refused(db: None) -> None:
    said = Client().get(f"{LAW}/deadline", AV)
    assert (said.status_code, said.json()["due"]) == (200, "2026-06-12T23:59:59+08:00")
    said = Client().get(f"{LAW}/deadline", {**AV, "jurisdiction": "411500"})
    assert (said.json()["due"], said.json()["reason"]) == (None, "no-rule")
    said = Client().get(f"{LAW}/deadline", {**AV, "from": "2026-12-30T09:00"})
    assert (said.status_code, said.json()["code"]) == (409, "calendar-missing")


def test_the_documents_are_listed_with_their_digests(db: None) -> None:
    listed = {pack["id"]: pack for pack in Client().get(f"{LAW}/packs").json()}
    assert listed["370000/engineering-plan"]["status"] == "draft"
    assert listed["450200/lcc-2023-32"]["issued_on"] == "2023-10-27"
    assert {len(pack["sha256"]) for pack in listed.values()} == {64}
