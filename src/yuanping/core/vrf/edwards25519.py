"""The group of edwards25519 (RFC 8032, 5.1) for the VRF: points, their encoding, and products with scalars.

Points are extended coordinates (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z (Hisil and others, 2008). **Not
constant-time**: who can measure a running prover closely can learn its secret. A box that proves therefore runs
alone on its machine; verifying handles public values only.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final, TypeAlias

P: Final = 2**255 - 19
"""The field's prime."""
Q: Final = 2**252 + 27742317777372353535851937790883648493
"""The order of the base point, prime; the whole group has 8 times as many points."""
SIZE: Final = 32

_D: Final = -121665 * pow(121666, -1, P) % P
_D2: Final = 2 * _D % P
_ROOT_OF_MINUS_1: Final = pow(2, (P - 1) // 4, P)

Point: TypeAlias = tuple[int, int, int, int]
_Addend: TypeAlias = tuple[int, int, int, int]
"""A point made ready to be added: (Y + X, Y - X, 2Z, 2dT)."""

IDENTITY: Final[Point] = (0, 1, 1, 0)


def decode(data: bytes) -> Point | None:
    """The point of 32 bytes; None for what encodes none, a y that is not below P, and a "negative" zero."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    if len(data) != SIZE or y >= P:
        return None
    u, v = (y * y - 1) % P, (_D * y * y + 1) % P
    v3 = v * v * v % P
    x = u * v3 * pow(u * v3 * v3 * v % P, (P - 5) // 8, P) % P
    square = v * x * x % P
    if square == P - u and u:
        x = x * _ROOT_OF_MINUS_1 % P
    elif square != u:
        return None
    if x == 0 and sign:
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def encode(point: Point) -> bytes:
    """The one encoding of a point: y in 255 bits, little-endian, then the lowest bit of x."""
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(SIZE, "little")


def is_identity(point: Point) -> bool:
    x, y, z, _ = point
    return x % P == 0 and (y - z) % P == 0


def negative(point: Point) -> Point:
    x, y, z, t = point
    return (-x % P, y, z, -t % P)


def times_cofactor(point: Point) -> Point:
    """8 times the point: in the subgroup of prime order, and the identity for the 8 points of low order."""
    return _double(_double(_double(point)))


def combine(*terms: tuple[int, Point]) -> Point:
    """The sum of scalar times point; scalars are whole numbers from 0."""
    scheduled: dict[int, list[_Addend]] = {}
    for scalar, point in terms:
        if scalar:
            odd = _odd_multiples(point)
            for place, digit in _digits(scalar):
                scheduled.setdefault(place, []).append(
                    odd[digit >> 1] if digit > 0 else _minus(odd[-digit >> 1])
                )
    result = IDENTITY
    for place in range(max(scheduled, default=-1), -1, -1):
        result = _double(result)
        for addend in scheduled.get(place, ()):
            result = _add(result, addend)
    return result


def times_base(scalar: int) -> Point:
    """A scalar in [0, 2^256) times the base point, from a table made at the first call."""
    return _sum(row[scalar >> 4 * at & 15] for at, row in enumerate(_base_table()) if scalar >> 4 * at & 15)


def add(left: Point, right: Point) -> Point:
    return _add(left, _ready(right))


def _add(point: Point, addend: _Addend) -> Point:
    x, y, z, t = point
    plus, minus, twice_z, scaled_t = addend
    a, b = (y - x) * minus, (y + x) * plus
    c, d = t * scaled_t, z * twice_z
    e, f, g, h = b - a, (d - c) % P, (d + c) % P, b + a
    e, h = e % P, h % P
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _double(point: Point) -> Point:
    x, y, z, _ = point
    a, b = x * x, y * y
    h = (a + b) % P
    g = (a - b) % P
    e = (h - (x + y) * (x + y)) % P
    f = (2 * z * z + g) % P
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _sum(addends: Iterable[_Addend]) -> Point:
    result = IDENTITY
    for addend in addends:
        result = _add(result, addend)
    return result


def _ready(point: Point) -> _Addend:
    x, y, z, t = point
    return (y + x, y - x, 2 * z, t * _D2 % P)


def _minus(addend: _Addend) -> _Addend:
    plus, minus, twice_z, scaled_t = addend
    return (minus, plus, twice_z, -scaled_t)


def _odd_multiples(point: Point) -> list[_Addend]:
    """1, 3, 5 … 15 times the point."""
    step, multiples = _ready(_double(point)), [point]
    while len(multiples) < 8:
        multiples.append(_add(multiples[-1], step))
    return [_ready(each) for each in multiples]


def _digits(scalar: int) -> list[tuple[int, int]]:
    """(place, digit) with odd digits within ±15, no two within five places: scalar = sum of digit · 2^place."""
    found, place = [], 0
    while scalar:
        zeros = (scalar & -scalar).bit_length() - 1
        place, scalar = place + zeros, scalar >> zeros
        digit = scalar & 31
        digit -= digit >> 4 << 5
        found.append((place, digit))
        scalar -= digit
    return found


@cache
def _base_table() -> tuple[tuple[_Addend, ...], ...]:
    """Row i: 0 to 15 times 16^i times the base point, for the 64 digits of a scalar."""
    base = decode((4 * pow(5, -1, P) % P).to_bytes(SIZE, "little"))
    assert base is not None
    rows = []
    for _ in range(64):
        step, multiples = _ready(base), [IDENTITY]
        while len(multiples) < 16:
            multiples.append(_add(multiples[-1], step))
        rows.append(tuple(_ready(each) for each in multiples))
        base = _add(multiples[-1], step)
    return tuple(rows)
