from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanping.core.scoring import round_half_up


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (Fraction(10015, 1000), 2, "10.02"),
        (Fraction(10025, 1000), 2, "10.03"),
        (Fraction(-10015, 1000), 2, "-10.02"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(1, 3), 4, "0.3333"),
    ],
)
def test_rounding_is_half_away_from_zero(value, places, rounded):
    with localcontext(prec=2):
        assert str(round_half_up(value, places=places)) == rounded


@given(st.fractions(), st.integers(0, 12))
def test_rounding_moves_a_value_by_at_most_half_a_place(value, places):
    assert abs(Fraction(round_half_up(value, places=places)) - value) * 2 * 10**places <= 1


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
def test_rounding_leaves_a_rounded_value_alone(value):
    assert round_half_up(Fraction(value), places=2) == Decimal(value)
