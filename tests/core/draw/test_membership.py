"""An expert proves to be in a snapshot, and learns nothing about anybody else."""

import json
from dataclasses import replace

import pytest

from tests.core.draw.toys import wide_pool
from yuanping.core.draw import Pool
from yuanping.core.draw.membership import check, prove
from yuanping.core.errors import Invalid
from yuanping.core.reading import canonical


@pytest.fixture(scope="module")
def given():
    pool = Pool(replace(each, salt=each.id.encode().ljust(16, b".")) for each in wide_pool(300, 70))
    lines = [canonical(line) for line in pool.lines()]
    return pool, lines, json.loads(canonical(prove(pool, snapshot=7, lines=lines, person="p0006").as_json()))


def test_membership_holds_and_names_nobody_else(given):
    _, lines, stated = given
    found = check(stated)
    assert (found.snapshot, found.lines, found.person.id) == (7, len(lines), "p0006")
    assert [each.draw_class.specialty for each in found.places] == ["A1", "A2", "A3"]
    assert set(json.dumps(stated).split('"')) & {f"p{i:04}" for i in range(300)} == {"p0006"}


def altered(stated, change):
    copy = json.loads(json.dumps(stated))
    change(copy)
    return copy


CHANGES = {
    "salt": lambda s: s["leaf"].update(salt="00" * 16),
    "tickets": lambda s: s["leaf"]["person"].update(tickets=9),
    "class left out": lambda s: s["classes"].pop(),
    "ordinal": lambda s: s["classes"][0].update(ordinal=s["classes"][0]["ordinal"] + 1),
    "class root": lambda s: s["classes"][1]["line"].update(root="00" * 32),
    "class size": lambda s: s["classes"][1]["line"].update(size=s["classes"][1]["line"]["size"] + 1),
    "line": lambda s: s["classes"][0].update(line_index=0 if s["classes"][0]["line_index"] else 1),
    "root": lambda s: s.update(root="11" * 32),
    "format": lambda s: s.update(format="yd-membership/2"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_altered_membership_is_refused(given, name):
    with pytest.raises(Invalid):
        check(altered(given[2], CHANGES[name]))


def test_stranger_has_no_membership(given):
    pool, lines, _ = given
    with pytest.raises(Invalid) as refused:
        prove(pool, snapshot=7, lines=lines, person="p9999")
    assert refused.value.code == "not-in-pool"
