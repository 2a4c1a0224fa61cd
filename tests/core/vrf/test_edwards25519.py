"""The group's algebra, against plain repeated addition and against its own encoding."""

from hypothesis import given, settings
from hypothesis import strategies as st

from yuanping.core.vrf import edwards25519 as group

BASE = group.times_base(1)
scalars = st.integers(0, 2**256 - 1)


def test_small_multiples_are_repeated_additions():
    total = group.IDENTITY
    for scalar in range(40):
        assert group.encode(group.times_base(scalar)) == group.encode(total)
        assert group.encode(group.combine((scalar, BASE))) == group.encode(total)
        total = group.add(total, BASE)


def test_order_of_the_base_point():
    assert group.is_identity(group.times_base(group.Q))
    assert not group.is_identity(group.times_base(group.Q - 1))
    assert group.encode(group.times_base(group.Q + 1)) == group.encode(BASE)


@settings(max_examples=25, deadline=None)
@given(left=scalars, right=scalars)
def test_combination_is_the_sum_of_its_terms(left, right):
    point = group.times_base(right)
    summed = group.add(group.times_base(left), group.combine((left, point)))
    assert group.encode(group.combine((left, BASE), (left, point))) == group.encode(summed)
    assert group.encode(summed) == group.encode(group.times_base((left + left * right) % group.Q))


@settings(max_examples=25, deadline=None)
@given(scalar=scalars)
def test_point_survives_its_encoding_and_cancels_its_negative(scalar):
    point = group.times_base(scalar)
    again = group.decode(group.encode(point))
    assert again is not None
    assert group.encode(again) == group.encode(point)
    assert group.is_identity(group.add(point, group.negative(again)))


@settings(max_examples=50, deadline=None)
@given(data=st.binary(min_size=32, max_size=32))
def test_what_decodes_is_its_own_only_encoding(data):
    point = group.decode(data)
    if point is not None:
        x, y, _, _ = point
        assert group.encode(point) == data
        assert (y * y - x * x - 1 + 121665 * pow(121666, -1, group.P) * x * x * y * y) % group.P == 0
