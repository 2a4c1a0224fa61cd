"""Region codes 行政区划代码 (GB/T 2260): six digits whose prefixes are the hierarchy.

Names and the list of codes in force are data (``policy/``); here is only the arithmetic of the digits.
"""

from enum import StrEnum

from yuanping.core.errors import Invalid
from yuanping.core.identifiers.text import half_width, is_digits

NATION = "000000"

# 北京、天津、上海、重庆: the two-digit groups below them (市辖区, 县) are not cities of their own
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


class RegionLevel(StrEnum):
    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"


def parse_region(text: str, *, field: str = "region") -> str:
    """The code as six digits. Raises ``Invalid`` for anything else, and for ``370003``: a district of no city."""
    code = half_width(text)
    if len(code) != 6 or not is_digits(code):
        raise Invalid(
            "region-format",
            "行政区划代码应为 6 位数字。",
            remedy="请填写 GB/T 2260 代码，例如 370303。",
            field=field,
        )
    gap_below_province = code[:2] == "00" and code != NATION
    gap_below_city = code[2:4] == "00" and code[4:] != "00"
    if gap_below_province or gap_below_city:
        raise Invalid(
            "region-hierarchy",
            f"行政区划代码 {code} 缺少上级区划。",
            remedy="请核对前两位（省）和第三、四位（市）。",
            field=field,
        )
    return code


def level_of(code: str) -> RegionLevel:
    """Which level the digits name."""
    if code == NATION:
        return RegionLevel.NATION
    if code[2:] == "0000":
        return RegionLevel.PROVINCE
    return RegionLevel.CITY if code[4:] == "00" else RegionLevel.DISTRICT


def province_of(code: str) -> str:
    """``370303`` → ``370000``; the nation is its own province."""
    return code[:2] + "0000"


def city_of(code: str) -> str:
    """``370303`` → ``370300``; a province's own code is its own city."""
    return code[:4] + "00"


def region_chain(code: str) -> tuple[str, ...]:
    """The code and all above it, nearest first: district, city, province, nation."""
    return tuple(dict.fromkeys((code, city_of(code), province_of(code), NATION)))


def same_province(one: str, other: str) -> bool:
    """Whether both lie in one province; “cross-province” is the opposite."""
    return province_of(one) == province_of(other)


def same_city(one: str, other: str) -> bool:
    """Whether both lie in one city; “cross-city” is the opposite.

    Equal first four digits, but for two facts of GB/T 2260: a municipality (北京、天津、上海、重庆) is one city
    though its districts have two groups of digits, and counties directly under a province (``XX90XX``, such as
    仙桃 429004 and 潜江 429005) share a group without sharing a city. A province's own code names no city, so a
    centre of the province must be compared by the city in which it stands.
    """
    return _city_key(one) == _city_key(other)


def _city_key(code: str) -> str:
    if code[:2] in _MUNICIPALITIES:
        return code[:2]
    return code if code[2:4] == "90" else code[:4]
