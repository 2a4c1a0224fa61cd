"""Entries: what they commit to, what may be erased, and what is no entry."""

import json
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanping.core.errors import Invalid
from yuanping.core.tlog.leaves import Leaf, Opening, parse_leaf, seal, unopened

AT = "2026-11-23T00:30:00.000000Z"
FACTS = {
    "kind": "experts.draw.made",
    "project": 7,
    "actor": {"name": "系统"},
    "data.seats": ["主场 · 专家 1"],
}


def test_entry_holds_its_openings_and_no_others() -> None:
    leaf, openings = seal(FACTS, at=AT, random=secrets.token_bytes)
    assert unopened(leaf, openings) == []
    assert {o.name: o.value for o in openings} == FACTS
    other = Opening(openings[1].salt, "project", 8)
    assert unopened(leaf, [*openings[1:], other]) == ["project"]


def test_entry_says_nothing_but_the_time() -> None:
    leaf, _ = seal(FACTS, at=AT, random=secrets.token_bytes)
    said = json.loads(leaf.encoded())
    assert set(said) == {"at", "sealed", "v"}
    assert len(said["sealed"]) == 16  # four facts, filled up
    assert said["sealed"] == sorted(said["sealed"])


def test_entry_of_equal_facts_differs() -> None:
    one, _ = seal(FACTS, at=AT, random=secrets.token_bytes)
    two, _ = seal(FACTS, at=AT, random=secrets.token_bytes)
    assert not set(one.sealed) & set(two.sealed)


def test_entry_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="larger"):
        seal({f"data.{n}": n for n in range(100)}, at=AT, random=secrets.token_bytes)


@given(st.data())
def test_altered_entry_is_another_entry_or_none(data: st.DataObject) -> None:
    leaf, _ = seal(FACTS, at=AT, random=secrets.token_bytes)
    raw = bytearray(leaf.encoded())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    try:
        other = parse_leaf(bytes(raw))
    except Invalid:
        return
    assert other != leaf


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b'{"v":2}', b'{"at":1,"sealed":[],"v":2}', b'{"at":"","sealed":[1],"v":2}', b"\xff"]
)
def test_what_is_no_entry_is_refused(raw: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        parse_leaf(raw)
    assert caught.value.code == "bad-entry"


def test_entry_reads_back() -> None:
    leaf, _ = seal(FACTS, at=AT, random=secrets.token_bytes)
    assert parse_leaf(leaf.encoded()) == Leaf(AT, leaf.sealed) == leaf
