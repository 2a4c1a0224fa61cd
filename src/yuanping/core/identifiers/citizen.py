"""Citizen identity numbers 公民身份号码 (GB 11643—1999).

A number is personal information: no message repeats it and no ``repr`` shows it.
"""

import dataclasses
import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yuanping.core.errors import Invalid
from yuanping.core.identifiers.text import Caution, is_digits, normalise

LENGTH = 18
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_REMEDY = "请对照居民身份证逐位核对。"

# GB/T 2260 provinces; 81 to 83 also begin residence permits of Hong Kong, Macao and Taiwan residents
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")


class Sex(StrEnum):
    """As the 17th digit says: odd is male."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A number whose date is real and whose check character is right."""

    number: str = dataclasses.field(repr=False)
    birth: date = dataclasses.field(repr=False)
    sex: Sex = dataclasses.field(repr=False)
    cautions: tuple[Caution, ...] = ()

    @property
    def region(self) -> str:
        """Region of the first registration, possibly a code that has been abolished since."""
        return self.number[:6]

    @property
    def masked(self) -> str:
        """What a page may show: ``370***********0012``."""
        return self.number[:3] + "*" * 11 + self.number[-4:]


def id_check_character(body: str) -> str:
    """The 18th character for the 17 digits before it."""
    return _CHECK[sum(int(char) * weight for char, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def parse_id_number(
    text: str, *, on: date, regions: Container[str] | None = None, field: str = "id_number"
) -> IdNumber:
    """Read a number as people type it; ``on`` is the day that counts as today.

    ``regions`` are the six-digit codes known (current and historic); without them only the province is looked at.
    An unknown region is a caution, since codes are abolished while numbers live on. Raises ``Invalid`` for length,
    characters, a date that is not real or after ``on``, and the check character.
    """
    number = normalise(text)
    if len(number) != LENGTH:
        hint = "15 位旧号码请换用 18 位号码。" if len(number) == 15 else _REMEDY
        raise Invalid(
            "id-number-length", f"身份证号应为 18 位，现为 {len(number)} 位。", remedy=hint, field=field
        )
    if not is_digits(number[:17]) or number[17] not in _CHECK:
        raise Invalid(
            "id-number-character", "身份证号前 17 位应为数字，末位应为数字或 X。", remedy=_REMEDY, field=field
        )
    birth = _birth(number[6:14], on=on, field=field)
    if id_check_character(number[:17]) != number[17]:
        raise Invalid(
            "id-number-check",
            "身份证号校验不通过：末位校验码与前 17 位不符（GB 11643—1999）。",
            remedy=_REMEDY,
            field=field,
        )
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    known = _PROVINCE.match(number) is not None if regions is None else number[:6] in regions
    cautions = () if known else (_UNKNOWN_REGION,)
    return IdNumber(number, birth, sex, cautions)


_UNKNOWN_REGION = Caution(
    "id-number-region", "身份证号前 6 位不在已知行政区划内，可能为已撤销的区划，请人工核对。"
)


def _birth(digits: str, *, on: date, field: str) -> date:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise Invalid(
            "id-number-date", "身份证号第 7 至 14 位不是真实存在的日期。", remedy=_REMEDY, field=field
        ) from None
    if birth > on:
        raise Invalid(
            "id-number-future", f"身份证号中的出生日期晚于 {on.isoformat()}。", remedy=_REMEDY, field=field
        )
    return birth


def compose_id_number(region: str, birth: date, sequence: int) -> str:
    """A synthetic number with the right check character: for test and demonstration data only.

    ``sequence`` is 0 to 999; an odd one is a man's. Raises ``Invalid`` outside these.
    """
    if len(region) != 6 or not is_digits(region):
        raise Invalid("region-format", "行政区划代码应为 6 位数字。", field="region")
    if not 0 <= sequence <= 999:
        raise Invalid("id-number-sequence", "顺序码应在 0 至 999 之间。", field="sequence")
    body = f"{region}{birth.year:04d}{birth:%m%d}{sequence:03d}"
    return body + id_check_character(body)
