"""Both verifiers accept what an honest draw over a random pool and plan writes."""

from collections import Counter
from functools import cache

import pytest

from tests.verifier_draw import bases, material
from tests.verifier_draw.material import first, second


@cache
def course_of(number):
    """A random draw: its transcript and what happened in it."""
    dice = material.chance(number)
    pool = material.persons(
        dice, size=dice.choice((8, 25, 40)), employers=dice.choice((4, 8, 15)), salted=number % 2 == 0
    )
    plan = material.plan(
        dice, pool, threshold=dice.choice((0, 1, 3, 64)), try_limit=dice.choice((1, 3, 10, 4096))
    )
    raw, status = material.transcript(pool, plan, bytes([number % 256]) * 32, (0, 1, 0, 2))
    return raw, status


def kinds_of(raw, status):
    body = bases.read(raw)
    yield status
    for each in body["tries"]:
        yield "exact" if each["exact"] else "tried"
        yield from ["table"] * bool(each["table"]) + [each["rejected"]] * bool(each["rejected"])
        yield from ["scarce and abundant"] * bool(each["counts"] and each["tickets"])
        yield from ["several components"] * (len(each["counts"]) > 1)
        yield from (ticket["skip"] for ticket in each["tickets"])
    for name in ("alternates", "redraws"):
        yield from (f"{name} {'picked' if row['picked'] else 'drawn'}" for row in body[name])
        yield from (f"{name} {ticket['skip']}" for row in body[name] for ticket in row["tickets"])
    yield from ("head" for each in body["classes"] if each["disclosure"] and "head" in each["disclosure"])


@pytest.mark.parametrize("part", range(3))
def test_random_draws_are_accepted_by_both(part, tmp_path):
    path = tmp_path / "transcript.json"
    for number in range(part * 100, part * 100 + 100):
        raw, _ = course_of(number)
        path.write_bytes(raw)
        assert (number, second(path)[0], first(raw)) == (number, 0, None)


def test_random_draws_cover_every_way_a_draw_can_go():
    seen = Counter(kind for number in range(300) for kind in kinds_of(*course_of(number)))
    expected = {
        "drawn",
        "infeasible",
        "tried",
        "exact",
        "table",
        "scarce and abundant",
        "several components",
        "head",
    }
    expected |= {"duplicate", "same-employer", "centre-full", "other-centres", "try-limit"}
    expected |= {"recused:person", "recused:employer", "unavailable"}
    expected |= {
        f"alternates {why}" for why in ("picked", "drawn", "duplicate", "same-employer", "centre-full")
    }
    expected |= {
        f"redraws {why}"
        for why in ("picked", "drawn", "used", "same-employer", "centre-full", "other-centres")
    }
    assert {kind: seen[kind] > 0 for kind in expected} == dict.fromkeys(expected, True)
