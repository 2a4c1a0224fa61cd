from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanping.core.errors import Invalid
from yuanping.core.identifiers import Sex, compose_id_number, parse_id_number

TODAY = date(2026, 11, 20)
VALID = [
    ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),
    ("440524188001010014", date(1880, 1, 1), Sex.MALE),
    ("370303198001010012", date(1980, 1, 1), Sex.MALE),
    ("411500197506150038", date(1975, 6, 15), Sex.MALE),
    ("230100196811090042", date(1968, 11, 9), Sex.FEMALE),
]


@pytest.mark.parametrize(("number", "birth", "sex"), VALID)
def test_id_published_vector_is_accepted_and_every_other_check_character_refused(number, birth, sex):
    found = parse_id_number(number, on=TODAY)
    assert (found.number, found.birth, found.sex, found.cautions) == (number, birth, sex, ())
    for char in "0123456789X".replace(number[-1], ""):
        with pytest.raises(Invalid) as refusal:
            parse_id_number(number[:-1] + char, on=TODAY)
        assert refusal.value.code == "id-number-check"


@pytest.mark.parametrize("number", [number for number, _, _ in VALID])
def test_id_any_single_changed_digit_is_refused(number):
    for place in range(17):
        for char in "0123456789".replace(number[place], ""):
            with pytest.raises(Invalid):
                parse_id_number(number[:place] + char + number[place + 1 :], on=TODAY)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110105491231002", "id-number-length"),
        ("1101051949123100AX", "id-number-character"),
        ("11010519491231002Y", "id-number-character"),
        ("٣70303198001010012", "id-number-character"),
        ("11010519490229002X", "id-number-date"),
        (compose_id_number("370303", date(2026, 11, 21), 1), "id-number-future"),
    ],
)
def test_id_malformed_is_refused_without_repeating_the_number(text, code):
    with pytest.raises(Invalid) as refusal:
        parse_id_number(text, on=TODAY, field="id_card")
    assert (refusal.value.code, refusal.value.field) == (code, "id_card")
    assert text not in str(refusal.value)


def test_id_born_on_the_day_is_accepted():
    assert parse_id_number(compose_id_number("370303", TODAY, 1), on=TODAY).birth == TODAY


def test_id_full_width_and_lower_case_are_normalised():
    assert parse_id_number(" １１０１０５19491231002ｘ", on=TODAY).number == "11010519491231002X"


def test_id_unknown_region_is_a_caution():
    number = compose_id_number("990303", date(1980, 1, 1), 1)
    assert [caution.code for caution in parse_id_number(number, on=TODAY).cautions] == ["id-number-region"]


def test_id_region_table_decides_when_given():
    number = compose_id_number("370303", date(1980, 1, 1), 1)
    assert parse_id_number(number, on=TODAY, regions={"370303"}).cautions == ()
    assert len(parse_id_number(number, on=TODAY, regions={"370302"}).cautions) == 1


def test_id_is_masked_and_absent_from_repr():
    found = parse_id_number("11010519491231002X", on=TODAY)
    assert (found.masked, "1949" in repr(found)) == ("110***********002X", False)


@given(
    st.text("0123456789", min_size=6, max_size=6),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)
def test_id_composed_reads_back(region, birth, sequence):
    found = parse_id_number(compose_id_number(region, birth, sequence), on=TODAY)
    assert (found.region, found.birth, found.sex) == (region, birth, Sex.MALE if sequence % 2 else Sex.FEMALE)


@pytest.mark.parametrize(
    ("region", "sequence"), [("37030", 1), ("37030A", 1), ("370303", -1), ("370303", 1000)]
)
def test_id_compose_from_wrong_parts_is_refused(region, sequence):
    with pytest.raises(Invalid):
        compose_id_number(region, date(1980, 1, 1), sequence)
