"""A beacon's definition has one text; the pin of a round follows from it."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.beacon.beacons import DEFAULT, FEDERATION, NAMES
from yuanping.core.beacon import (
    QUICKNET,
    BadDefinition,
    Federation,
    first_round_at,
    parse_definition,
    round_time,
)

DEFINITIONS = [FEDERATION, QUICKNET, DEFAULT]
KEYS = [member.public_key.hex() for member in FEDERATION.members]
LINES = FEDERATION.text.splitlines(keepends=True)


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_definition_is_read_as_it_is_written(definition):
    assert parse_definition(definition.text) == definition
    assert definition.digest == hashlib.sha256(definition.text.encode()).digest()


def test_federation_is_one_line_for_each_member():
    assert FEDERATION.text == "yd-beacon/1 federation\n" + "".join(
        f"member {name} {key}\n" for name, key in zip(NAMES, KEYS, strict=True)
    )


def test_chain_hash_is_the_name_that_drand_publishes():
    assert QUICKNET.chain_hash.hex() == "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
    assert DEFAULT.chain_hash.hex() == "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce"
    assert replace(QUICKNET, period=30).chain_hash != QUICKNET.chain_hash


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "definition"),
        ("\n", "line-1"),
        (FEDERATION.text[:-1], "definition"),
        (FEDERATION.text + "\n", "line-5"),
        (FEDERATION.text.replace("\n", "\r\n"), "line-1"),
        ("\ufeff" + FEDERATION.text, "line-1"),
        (FEDERATION.text.replace("/1", "/2"), "line-1"),
        (FEDERATION.text.replace("federation", "drand"), "definition"),
        (QUICKNET.text.replace("drand", "federation"), "line-2"),
        ("# 说明\n" + FEDERATION.text, "line-1"),
        (FEDERATION.text.replace("member 安", "member  安"), "line-3"),
        (FEDERATION.text.replace("member 安", "witness 安"), "line-3"),
        (FEDERATION.text.replace("安顺中心", "安顺\u3000中心"), "line-3"),
        (FEDERATION.text.replace("安顺中心", "安" * 101), "line-3"),
        (FEDERATION.text.replace(KEYS[1], KEYS[1].upper()), "line-3"),
        (FEDERATION.text.replace(KEYS[1], KEYS[1][:-2]), "line-3"),
        (FEDERATION.text.replace(KEYS[1], "0" * 64), "line-3"),
        (FEDERATION.text.replace(KEYS[1], KEYS[0]), "line-3"),
        ("".join([LINES[0], LINES[2], LINES[1], LINES[3]]), "line-3"),
        ("".join([LINES[0], LINES[1], LINES[1]]), "line-3"),
        ("".join(LINES[:2]), "definition"),
        (LINES[0], "definition"),
        (QUICKNET.text.replace("rfc9380", "rfc9381"), "line-2"),
        (QUICKNET.text.replace("bls-unchained-g1-rfc9380", "pedersen-bls-chained"), "line-3"),
        (QUICKNET.text.replace("period 3", "period 03"), "line-4"),
        (QUICKNET.text.replace("period 3", "period 0"), "line-4"),
        (QUICKNET.text.replace("period 3", "period 86401"), "line-4"),
        (QUICKNET.text.replace("period 3", "period ３"), "line-4"),
        (QUICKNET.text.replace("genesis ", "genesis -"), "line-5"),
        (QUICKNET.text.replace("seed f", "seed F"), "line-6"),
        (QUICKNET.text.replace("id quicknet", "id "), "line-7"),
        (QUICKNET.text.replace("id quicknet", "id quick net"), "line-7"),
        (QUICKNET.text + "id default\n", "definition"),
        ("yd-beacon/1 federation\n" + "x" * 40_000, "definition"),
    ],
)
def test_any_other_text_is_refused(text, field):
    with pytest.raises(BadDefinition) as refused:
        parse_definition(text)
    assert (refused.value.code, refused.value.field) == ("bad-beacon-definition", field)


@settings(max_examples=100, deadline=None)
@given(
    definition=st.sampled_from(DEFINITIONS), place=st.integers(0, 10_000), other=st.sampled_from("0af \n中-")
)
def test_text_with_another_letter_is_refused_or_another_beacon(definition, place, other):
    place %= len(definition.text)
    text = definition.text[:place] + other + definition.text[place + 1 :]
    try:
        found = parse_definition(text)
    except BadDefinition:
        return
    assert found.text == text
    assert (found == definition) == (text == definition.text)


@settings(max_examples=100, deadline=None)
@given(
    definition=st.sampled_from([QUICKNET, DEFAULT]),
    wait=st.integers(-(10**6), 10**9),
    step=st.integers(0, 60),
)
def test_first_round_is_the_first_a_minute_later(definition, wait, step):
    time = definition.genesis + wait + step
    number = first_round_at(definition, time)
    assert round_time(definition, number) >= time + 60
    assert number == 1 or round_time(definition, number - 1) < time + 60


def test_first_round_at_the_edges():
    assert first_round_at(QUICKNET, QUICKNET.genesis - 61) == 1
    assert first_round_at(QUICKNET, QUICKNET.genesis - 60) == 1
    assert first_round_at(QUICKNET, QUICKNET.genesis - 59) == 2
    assert first_round_at(QUICKNET, QUICKNET.genesis) == 21
    assert first_round_at(QUICKNET, QUICKNET.genesis + 1) == 22
    assert round_time(QUICKNET, 1000) == 1692806364


def test_federation_has_one_round_for_an_intent():
    assert {first_round_at(FEDERATION, time) for time in (0, 1, 2**40)} == {1}
    assert first_round_at(Federation(FEDERATION.members[:2]), 5) == 1
