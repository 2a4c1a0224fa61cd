import pytest

from yuanping.core.errors import Invalid
from yuanping.core.identifiers import (
    RegionLevel,
    city_of,
    level_of,
    parse_region,
    province_of,
    region_chain,
    same_city,
    same_province,
)


@pytest.mark.parametrize(
    ("code", "level", "chain"),
    [
        ("370303", RegionLevel.DISTRICT, ("370303", "370300", "370000", "000000")),
        ("370300", RegionLevel.CITY, ("370300", "370000", "000000")),
        ("370000", RegionLevel.PROVINCE, ("370000", "000000")),
        ("000000", RegionLevel.NATION, ("000000",)),
    ],
)
def test_region_level_and_chain(code, level, chain):
    assert (level_of(code), region_chain(code)) == (level, chain)


def test_region_parents():
    assert (city_of("370303"), province_of("370303")) == ("370300", "370000")


@pytest.mark.parametrize(
    ("one", "other", "city", "province"),
    [
        ("370303", "370321", True, True),
        ("370303", "370102", False, True),
        ("370303", "410102", False, False),
        ("500101", "500229", True, True),  # 万州 and 城口: two groups of digits, one municipality
        ("429004", "429005", False, True),  # 仙桃 and 潜江: one group, each directly under the province
        ("429004", "429004", True, True),
    ],
)
def test_region_same_city_and_province(one, other, city, province):
    assert (same_city(one, other), same_province(one, other)) == (city, province)
    assert (same_city(other, one), same_province(other, one)) == (city, province)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("37030", "region-format"),
        ("37030A", "region-format"),
        ("003703", "region-hierarchy"),
        ("370003", "region-hierarchy"),
    ],
)
def test_region_malformed_is_refused(text, code):
    assert parse_region(" ３７０３０３ ") == "370303"
    with pytest.raises(Invalid) as refusal:
        parse_region(text)
    assert refusal.value.code == code
