"""Exact numbers and their trace: fractions until the end, one rounding, half up.

Decimal division rounds at 28 digits, and ``2003 ÷ 6000 × 30`` then becomes 10.0149…9 and 10.01 instead of 10.02. A
hundredth of a point can decide an award, so every intermediate figure is a ``Fraction``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

_SHOWN_PLACES = 12
_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a calculation that can be followed by hand.

    ``value`` is exact when ``exact`` says so, else rounded half up to twelve places for reading; the calculation
    itself goes on with the exact number.
    """

    label: str
    expression: str
    value: Decimal
    exact: bool


def step_of(label: str, expression: str, value: Fraction) -> Step:
    shown = round_half_up(value, places=_SHOWN_PLACES)
    return Step(label, expression, _plain(shown), exact=Fraction(shown) == value)


def round_half_up(value: Fraction, *, places: int) -> Decimal:
    """四舍五入 to ``places``; halves go away from zero. Independent of the decimal context."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = tuple(int(char) for char in str(whole))
    return Decimal((int(value < 0 and whole > 0), digits, -places))


def show(value: Fraction | Decimal) -> str:
    """A number within an expression: plain digits, no exponent, at most twelve places."""
    return f"{_plain(round_half_up(Fraction(value), places=_SHOWN_PLACES)):f}"


def is_workable(number: Decimal) -> bool:
    """Finite, with at most 15 digits before and after the point.

    ``1e999999999`` is typed in a second and takes hours to write out: whoever reads a number from outside asks here
    before it becomes a fraction.
    """
    if not number.is_finite() or number.adjusted() >= _DIGITS:
        return False
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -_DIGITS <= exponent < _DIGITS


def mean(values: Iterable[Fraction]) -> Fraction:
    """Arithmetic mean of at least one value."""
    listed = list(values)
    return sum(listed, Fraction(0)) / len(listed)


def mean_expression(values: Iterable[Fraction | Decimal]) -> str:
    """``(3 + 4 + 5) ÷ 3``."""
    listed = [show(value) for value in values]
    return f"({' + '.join(listed)}) ÷ {len(listed)}"


def _plain(number: Decimal) -> Decimal:
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # only finite numbers come here
    while exponent < 0 and digits[-1] == 0 and len(digits) > 1:
        digits, exponent = digits[:-1], exponent + 1
    return Decimal((sign, digits, 0 if digits == (0,) else exponent))
