"""Amounts of money: CNY as ``Decimal`` with two places, read as people type them."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum

from yuanping.core.errors import Invalid
from yuanping.core.identifiers.text import half_width

_CENT = Decimal("0.01")
# the exchange format holds 14 digits before the point
_INTEGER_DIGITS = 14
# own context: a caller's precision must not decide what an amount is
_CONTEXT = Context(prec=60, rounding=ROUND_HALF_UP)
_NUMBER = re.compile(r"(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<places>[0-9]+))?")
_REMEDY = "请填写数字，可带单位元、万元或亿元，例如 1,234,567.00 或 123.45 万元。"


class Unit(Enum):
    """A unit of money: its name and the power of ten that makes it yuan."""

    YUAN = ("元", 0)
    WAN = ("万元", 4)
    YI = ("亿元", 8)

    @property
    def label(self) -> str:
        return self.value[0]

    @property
    def exponent(self) -> int:
        return self.value[1]


# longest first: 万元 ends with 元
_SUFFIXES = (
    ("亿元", Unit.YI),
    ("万元", Unit.WAN),
    ("亿", Unit.YI),
    ("万", Unit.WAN),
    ("元", Unit.YUAN),
    ("圆", Unit.YUAN),
)
_PREFIXES = ("人民币", "CNY", "RMB", "¥", "\uffe5")


def parse_amount(text: str, *, unit: Unit = Unit.YUAN, field: str = "amount") -> Decimal:
    """The amount in yuan; ``unit`` counts where the text names none. Zero is an amount.

    Raises ``Invalid`` for empty, unclear or negative text, separators that do not part thousands, more than 14
    digits of yuan, and parts of a cent. Places beyond the cent are refused even when they are zeros: who types
    ``100.000`` may mean a hundred thousand.
    """
    bare, named = _split(half_width(text))
    unit = named or unit
    if not bare:
        raise Invalid("amount-missing", "未填写金额。", remedy=_REMEDY, field=field)
    if bare[0] in "-−–" and _NUMBER.fullmatch(bare[1:].strip()):
        raise Invalid("amount-negative", "金额不能为负数。", remedy="请填写不小于零的金额。", field=field)
    found = _NUMBER.fullmatch(bare)
    if not found:
        raise Invalid("amount-unclear", f"无法识别金额“{text.strip()}”。", remedy=_REMEDY, field=field)
    places = found["places"] or ""
    if len(places) > unit.exponent + 2:
        raise Invalid(
            "amount-places",
            f"金额最多精确到分，以{unit.label}为单位时小数不超过 {unit.exponent + 2} 位。",
            remedy="请删去分以下的小数，并核对小数点是否误作千位分隔符。",
            field=field,
        )
    whole = found["whole"].replace(",", "").lstrip("0") or "0"
    if len(whole) + unit.exponent > _INTEGER_DIGITS and whole != "0":
        raise Invalid(
            "amount-too-large",
            "金额超出可记录的范围（整数部分最多 14 位，以元计）。",
            remedy="请核对单位。",
            field=field,
        )
    digits = int(whole + places.ljust(unit.exponent + 2, "0"))
    return Decimal((0, tuple(map(int, str(digits))), -2))


def _split(text: str) -> tuple[str, Unit | None]:
    for prefix in _PREFIXES:
        if text.upper().startswith(prefix):
            text = text[len(prefix) :].strip()
            break
    for suffix, unit in _SUFFIXES:
        if text.endswith(suffix):
            return text.removesuffix(suffix).strip(), unit
    return text, None


def check_amount(amount: Decimal, *, field: str = "amount") -> Decimal:
    """The amount with two places, or ``Invalid`` when it is not a finite, non-negative number of whole cents."""
    if not amount.is_finite():
        raise Invalid("amount-unclear", "金额不是有效数字。", remedy=_REMEDY, field=field)
    if amount < 0:
        raise Invalid("amount-negative", "金额不能为负数。", remedy="请填写不小于零的金额。", field=field)
    if amount >= Decimal(10) ** _INTEGER_DIGITS:
        raise Invalid("amount-too-large", "金额超出可记录的范围。", remedy="请核对单位。", field=field)
    cents = round_to_cent(amount)
    if cents != amount:
        raise Invalid("amount-places", "金额最多精确到分。", remedy="请删去分以下的小数。", field=field)
    return cents


def round_to_cent(amount: Decimal) -> Decimal:
    """Two places, half up (四舍五入), whatever the caller's decimal context."""
    return amount.quantize(_CENT, context=_CONTEXT)


def format_amount(amount: Decimal) -> str:
    """``1,234,567.00``: always two places, half up. Not for NaN or infinity (``Invalid``)."""
    if not amount.is_finite():
        raise Invalid("amount-unclear", "金额不是有效数字。", remedy=_REMEDY, field="amount")
    return f"{round_to_cent(amount):,}"
