import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanping.core.errors import Invalid
from yuanping.core.identifiers import compose_uscc, parse_uscc

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
VALID = [
    "91350100M000100Y43",
    "91370303MA3C000118",
    "11230000001000010W",
    "124115000000010119",
    "91450200MA5K00020J",
]
OUTER_ONLY = "91370303MA3C0000XX"


@pytest.mark.parametrize("code", VALID)
def test_uscc_published_vector_is_accepted_and_every_other_check_character_refused(code):
    assert (parse_uscc(code).code, parse_uscc(code).cautions) == (code, ())
    for char in ALPHABET.replace(code[-1], ""):
        with pytest.raises(Invalid) as refusal:
            parse_uscc(code[:-1] + char)
        assert (refusal.value.code, refusal.value.field) == ("uscc-check", "uscc")


@pytest.mark.parametrize("code", VALID)
def test_uscc_any_single_changed_character_is_refused(code):
    accepted = [
        code[:place] + char + code[place + 1 :]
        for place in range(18)
        for char in ALPHABET
        if char != code[place] and _accepts(code[:place] + char + code[place + 1 :])
    ]
    assert accepted == []


def _accepts(code):
    try:
        parse_uscc(code)
    except Invalid:
        return False
    return True


def test_uscc_wrong_inner_check_is_a_caution():
    assert [caution.code for caution in parse_uscc(OUTER_ONLY).cautions] == ["organisation-check"]


def test_uscc_full_width_lower_case_and_invisible_marks_are_normalised():
    assert parse_uscc("　\u202d９１３５０１００ｍ０００100y43\u202c ").code == "91350100M000100Y43"


def test_uscc_parts():
    uscc = parse_uscc("91350100M000100Y43")
    assert (uscc.authority, uscc.entity_class, uscc.region, uscc.organisation_code) == (
        "9",
        "1",
        "350100",
        "M000100Y4",
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "uscc-length"),
        ("91350100M000100Y4", "uscc-length"),
        ("91350100MO00100Y43", "uscc-character"),
        ("91350100M000100Y4①", "uscc-character"),
        ("9135A100M000100Y43", "uscc-region"),
    ],
)
def test_uscc_malformed_is_refused_with_its_rule(text, code):
    with pytest.raises(Invalid) as refusal:
        parse_uscc(text, field="bidder_code")
    assert (refusal.value.code, refusal.value.field, bool(refusal.value.remedy)) == (
        code,
        "bidder_code",
        True,
    )


@given(st.text("0123456789", min_size=6, max_size=6), st.text(ALPHABET, min_size=8, max_size=8))
def test_uscc_composed_has_both_checks_right(region, body):
    uscc = parse_uscc(compose_uscc(region, body))
    assert (uscc.region, uscc.organisation_code[:8], uscc.cautions) == (region, body, ())


def test_uscc_composed_equals_published_vectors():
    assert compose_uscc("350100", "M000100Y") == "91350100M000100Y43"
    assert compose_uscc("230000", "00100001", authority="1", entity_class="1") == "11230000001000010W"


@pytest.mark.parametrize(
    ("region", "body", "authority"),
    [
        ("35010", "M000100Y", "9"),
        ("350100", "M000100", "9"),
        ("350100", "M000100I", "9"),
        ("350100", "M000100Y", ""),
    ],
)
def test_uscc_compose_from_wrong_parts_is_refused(region, body, authority):
    with pytest.raises(Invalid):
        compose_uscc(region, body, authority=authority)
