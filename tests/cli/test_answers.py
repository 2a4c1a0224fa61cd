"""``yuanping policy decide`` and ``deadline`` as another program calls them."""

import json

import pytest
from click.testing import CliRunner

from tests.cli.test_law import yuanping
from yuanping.cli.answers import deadline, decide

WORKS = {
    "jurisdiction": "230000",
    "domain": "tender",
    "axis_date": "2026-06-01",
    "kind": "works",
    "mandatory": True,
    "estimate": "100000000.00",
    "grounds": [],
}
AV = {"jurisdiction": "230000", "domain": "tender", "rule": "av-to-main", "from": "2026-06-05T17:30"}


def asked(text):
    done = CliRunner().invoke(decide, input=text)
    return done.exit_code, done.stdout, done.stderr


def answered(**facts):
    code, out, err = asked(json.dumps({**WORKS, **facts}))
    assert (code, err) == (0, "")
    return json.loads(out)


def refused(text):
    code, out, err = asked(text)
    assert (code, out) == (2, "")
    return json.loads(err)


def dated(**options):
    given = {**AV, **options}
    done = CliRunner().invoke(deadline, [part for name in given for part in (f"--{name}", given[name])])
    return done.exit_code, done.stdout, done.stderr


def test_a_decision_is_one_object_with_its_trace():
    said = answered()
    trace = said.pop("trace")
    assert said == {
        "remote": "default",
        "reach": "cross-province",
        "reach_force": "default",
        "sub_venues": {"min_centres": 2, "min_experts": None, "selection": "random", "secret": True},
        "exemption": {"procedure": "none"},
        "asks": [],
    }
    applied = [line for line in trace if line["outcome"] == "applied"]
    assert applied[0] == {
        "rule": "scope.mandatory",
        "outcome": "applied",
        "source": "《全面推广远程异地评标工作安排（试行）》",
        "article": "一（一）",
        "words": "全省依法必须招标的工程项目原则上应当实行远程异地评标",
        "pack": "230000/remote-arrangement",
    }


def test_a_district_is_traced_through_its_city_and_province():
    said = answered(
        jurisdiction="370305",
        domain="procurement",
        axis_date="2022-09-01",
        kind="services",
        category={"code": "C21040000", "edition": "2022"},
    )
    assert said["remote"] == "must"
    assert list(dict.fromkeys(line["pack"] for line in said["trace"])) == [
        "370305/lcc-2022-9",
        "370300/zcc-2022-11",
        "370000/lcc-2022-6",
    ]


def test_a_draft_decides_only_when_asked_to():
    facts = json.dumps({**WORKS, "jurisdiction": "370000"})
    plain, drafted = (
        json.loads(CliRunner().invoke(decide, options, input=facts).stdout) for options in ([], ["--drafts"])
    )
    assert (plain["remote"], drafted["remote"]) == ("optional", "encouraged")
    assert [line["outcome"] for line in plain["trace"]] == ["draft"]


def test_missing_facts_are_asked_for_and_null_is_missing():
    said = answered(kind="epc", estimate=None, parts={"works": "99000000", "goods": None, "services": "9"})
    assert (said["reach"], said["asks"]) == ("unknown", ["parts.goods"])
    facts = {name: value for name, value in WORKS.items() if name != "grounds"}
    said = json.loads(asked(json.dumps(facts))[1])
    assert (said["remote"], said["reach"], said["asks"]) == ("unknown", "cross-province", ["grounds"])


def test_objects_may_stand_on_lines_or_over_several():
    text = json.dumps(WORKS) + "\n\n" + json.dumps(WORKS, indent=2) + json.dumps(WORKS)
    code, out, _ = asked(text)
    assert (code, len(out.splitlines())) == (0, 3)


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"estimate": 100000000}, "amount-malformed", "estimate"),
        ({"estimate": 1e8}, "amount-malformed", "estimate"),
        ({"estimate": "1e8"}, "amount-malformed", "estimate"),
        ({"estimate": "-1"}, "amount-malformed", "estimate"),
        ({"estimate": "100,000"}, "amount-malformed", "estimate"),
        ({"estimate": "١٠"}, "amount-malformed", "estimate"),
        ({"parts": {"works": "x"}}, "amount-malformed", "parts.works"),
        ({"parts": {"labour": "1"}}, "field-unknown", "parts.labour"),
        ({"parts": []}, "object-expected", "parts"),
        ({"mandatory": "yes"}, "flag-expected", "mandatory"),
        ({"mandatory": 1}, "flag-expected", "mandatory"),
        ({"kind": "labour"}, "value-unknown", "kind"),
        ({"domain": "both"}, "value-unknown", "domain"),
        ({"domain": None}, "field-missing", "domain"),
        ({"axis_date": "2026-6-1"}, "date-malformed", "axis_date"),
        ({"axis_date": "2026-02-30"}, "date-malformed", "axis_date"),
        ({"jurisdiction": "23000"}, "region-format", "jurisdiction"),
        ({"jurisdiction": 230000}, "text-expected", "jurisdiction"),
        ({"jurisdiction": "990000"}, "jurisdiction-unknown", "jurisdiction"),
        ({"grounds": "complex"}, "list-expected", "grounds"),
        ({"grounds": ["complex", "urgent"]}, "value-unknown", "grounds[1]"),
        ({"grounds": [{}]}, "value-unknown", "grounds[0]"),
        ({"category": "C2104"}, "category-malformed", "category"),
        ({"category": {"code": "X1", "edition": "2022"}}, "category-malformed", "category.code"),
        ({"category": {"code": "C21040000", "edition": "2030"}}, "value-unknown", "category.edition"),
        ({"local_experts": -1}, "count-malformed", "local_experts"),
        ({"main_region": "4115"}, "region-format", "main_region"),
        ({"colour": "red"}, "field-unknown", "colour"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(change, code, path):
    said = refused(json.dumps(WORKS) + "\n" + json.dumps({**WORKS, **change}))
    assert (said["code"], said["path"], said["line"]) == (code, path, 2)


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        ("", "input-empty", ""),
        ("{", "json-malformed", ""),
        ("[1]", "object-expected", ""),
        ('{"estimate": NaN}', "json-malformed", ""),
        ('{"domain": "tender", "domain": "tender"}', "field-repeated", "domain"),
        ("[" * 100_000, "json-malformed", ""),
        (b"\xff\xfe", "not-utf8", ""),
    ],
)
def test_what_is_no_json_is_refused(text, code, path):
    said = refused(text)
    assert (said["code"], said["path"]) == (code, path)
    assert said["message"]


def test_a_deadline_is_one_object_with_its_trace():
    code, out, _ = dated()
    said = json.loads(out)
    (line,) = said.pop("trace")
    assert (code, said) == (0, {"due": "2026-06-12T23:59:59+08:00", "direction": "not-after"})
    assert (line["rule"], line["outcome"], line["article"]) == ("handover.to_main", "applied", "四（八）")


@pytest.mark.parametrize("start", ["2026-06-05T23:30", "2026-06-05T15:30+00:00", "2026-06-05T15:30Z"])
def test_a_deadline_counts_the_day_in_china(start):
    assert json.loads(dated(**{"from": start})[1])["due"] == "2026-06-12T23:59:59+08:00"


def test_a_rule_that_the_jurisdiction_lacks_is_no_error():
    code, out, _ = dated(jurisdiction="411500")
    assert (code, json.loads(out)) == (0, {"due": None, "reason": "no-rule"})


@pytest.mark.parametrize(
    ("options", "code", "path"),
    [
        ({"rule": "lunch"}, "rule-unknown", "rule"),
        ({"domain": "both"}, "value-unknown", "domain"),
        ({"domain": ""}, "field-missing", "domain"),
        ({"jurisdiction": "99"}, "region-format", "jurisdiction"),
        ({"from": "2026-06-05"}, "instant-malformed", "from"),
        ({"from": "9999-12-31T23:59"}, "instant-malformed", "from"),
        ({"axis-date": "soon"}, "date-malformed", "axis_date"),
        ({"from": "2026-12-28T09:00"}, "calendar-missing", "calendar"),
        ({"lunch": "noon"}, "usage", "lunch"),
    ],
)
def test_a_deadline_is_refused_by_name(options, code, path):
    status, out, err = dated(**options)
    said = json.loads(err)
    assert (status, out, said["code"], said["path"]) == (2, "", code, path)


def test_the_answers_need_neither_settings_nor_database():
    code, out, err = yuanping("policy", "deadline", *[p for n in AV for p in (f"--{n}", AV[n])])
    assert (code, json.loads(out)["due"], err) == (0, "2026-06-12T23:59:59+08:00", "")
