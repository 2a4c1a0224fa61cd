"""Unified social credit codes 统一社会信用代码 (GB 32100—2015) with their organisation code (GB 11714)."""

from dataclasses import dataclass

from yuanping.core.errors import Invalid
from yuanping.core.identifiers.text import Caution, is_digits, normalise

LENGTH = 18
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {char: value for value, char in enumerate(_ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))

# the organisation code counts over all 36 letters and digits, though a social credit code never uses five of them
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_CHECK = "0123456789X"
_REMEDY = "请对照营业执照或者法人证书逐位核对。"


@dataclass(frozen=True, slots=True)
class Uscc:
    """A code whose check character is right; ``cautions`` say what else to look at."""

    code: str
    cautions: tuple[Caution, ...] = ()

    @property
    def authority(self) -> str:
        """Registering authority, one character (登记管理部门)."""
        return self.code[0]

    @property
    def entity_class(self) -> str:
        """Class of the entity, one character (机构类别)."""
        return self.code[1]

    @property
    def region(self) -> str:
        """Region of the registering authority, six digits."""
        return self.code[2:8]

    @property
    def organisation_code(self) -> str:
        """Nine characters, the last its own check (组织机构代码)."""
        return self.code[8:17]


def uscc_check_character(body: str) -> str:
    """The 18th character for the 17 before it; weights are powers of 3 modulo 31."""
    total = sum(_VALUE[char] * weight for char, weight in zip(body, _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31]


def organisation_check_character(body: str) -> str:
    """The ninth character for the eight before it (GB 11714): 10 is ``X``, 11 is ``0``."""
    values = (_ORGANISATION_ALPHABET.index(char) for char in body)
    total = sum(value * weight for value, weight in zip(values, _ORGANISATION_WEIGHTS, strict=True))
    return _ORGANISATION_CHECK[-total % 11]


def parse_uscc(text: str, *, field: str = "uscc") -> Uscc:
    """Read a code as people type it.

    Raises ``Invalid`` for length, characters, region digits or the check character. A wrong *inner* organisation
    check is a caution: old organisation codes exist that fail it and were carried over.
    """
    code = normalise(text)
    if len(code) != LENGTH:
        raise Invalid(
            "uscc-length", f"统一社会信用代码应为 18 位，现为 {len(code)} 位。", remedy=_REMEDY, field=field
        )
    for place, char in enumerate(code, start=1):
        if char not in _VALUE:
            raise Invalid(
                "uscc-character",
                f"统一社会信用代码第 {place} 位“{char}”不在允许的字符内。",
                remedy="代码只用数字和大写字母，且不用 I、O、S、V、Z；请核对是否误将数字 1、0 录为字母 I、O。",
                field=field,
            )
    if not is_digits(code[2:8]):
        raise Invalid(
            "uscc-region",
            "统一社会信用代码第 3 至 8 位（登记机关行政区划）应为数字。",
            remedy=_REMEDY,
            field=field,
        )
    if uscc_check_character(code[:17]) != code[17]:
        raise Invalid(
            "uscc-check",
            "统一社会信用代码校验不通过：末位校验码与前 17 位不符（GB 32100—2015）。",
            remedy=_REMEDY,
            field=field,
        )
    if organisation_check_character(code[8:16]) == code[16]:
        return Uscc(code)
    caution = Caution(
        "organisation-check",
        "代码中的组织机构代码（第 9 至 17 位）校验不符（GB 11714），可能为沿用的旧代码，请人工核对。",
    )
    return Uscc(code, (caution,))


def compose_uscc(region: str, body: str, *, authority: str = "9", entity_class: str = "1") -> str:
    """A synthetic code with both checks right: for test and demonstration data, never for a real entity.

    ``body`` is the first eight characters of the organisation code. Raises ``Invalid`` when a part has the wrong
    length or characters.
    """
    if len(body) != 8 or any(char not in _VALUE for char in body):
        raise Invalid("uscc-body", "组织机构代码本体应为 8 位允许的字符。", field="body")
    if len(region) != 6 or not is_digits(region):
        raise Invalid("region-format", "行政区划代码应为 6 位数字。", field="region")
    for name, char in (("authority", authority), ("entity_class", entity_class)):
        if char not in _VALUE:
            raise Invalid(
                "uscc-character", "登记管理部门代码和机构类别代码各应为 1 位允许的字符。", field=name
            )
    first = authority + entity_class + region + body + organisation_check_character(body)
    return first + uscc_check_character(first)
