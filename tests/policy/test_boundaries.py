"""No boundary of the law goes unasked."""

from dataclasses import replace

from tests.policy.boundaries import Tables, unasked
from tests.policy.shelf import CALENDAR, LIBRARY
from tests.policy.test_fixtures import FILES, KINDS

TABLES = Tables(
    {
        kind: [
            {"region": table["region"], "on": table["on"], **case}
            for table in FILES.values()
            for case in table.get(kind, [])
        ]
        for kind in KINDS
    },
    LIBRARY,
    CALENDAR,
)


def test_every_boundary_is_asked_on_each_side():
    assert unasked(TABLES) == []


def test_a_case_that_is_taken_away_is_missed():
    kept = [case for case in TABLES.cases["decision"] if case["facts"].get("estimate") != "99999999.99"]
    poorer = replace(TABLES, cases={**TABLES.cases, "decision": kept})
    assert unasked(poorer) == [
        "230000/remote-arrangement reach.cross_province_works: 差一分 99999999.99",
        "411500/xgb-2022-7 reach.cross_city: 差一分 99999999.99",
        "411500/xgb-2022-7 reach.cross_city_or_province: 差一分 99999999.99",
    ]
