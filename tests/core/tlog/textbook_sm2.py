"""SM2 as GB/T 32918.1 and .2 write it down, in whole numbers: slow, leaky, and nobody's library.

The second opinion for the tests; it signs with a chosen k and starts from a digest, which libcrypto does not.
"""

import hashlib

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
Point = tuple[int, int] | None
G: Point = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)


def add(one: Point, other: Point) -> Point:
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, P) if one == other else (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def times(k: int, point: Point) -> Point:
    total: Point = None
    for bit in f"{k:b}":
        total = add(total, total)
        if bit == "1":
            total = add(total, point)
    return total


def public_of(d: int) -> bytes:
    x, y = times(d, G) or (0, 0)
    return b"\x04" + x.to_bytes(32) + y.to_bytes(32)


def digest(public: bytes, message: bytes, *, name: bytes = b"1234567812345678") -> int:
    """E = SM3(Z || M), Z = SM3(ENTL || id || a || b || G || P)."""
    x, y = G or (0, 0)
    fixed = b"".join(n.to_bytes(32) for n in (A, B, x, y))
    z = hashlib.new("sm3", (8 * len(name)).to_bytes(2) + name + fixed + public[1:]).digest()
    return int.from_bytes(hashlib.new("sm3", z + message).digest())


def sign(d: int, e: int, *, k: int) -> tuple[int, int]:
    x, _ = times(k, G) or (0, 0)
    r = (e + x) % N
    return r, pow(1 + d, -1, N) * (k - r * d) % N


def verify(public: bytes, e: int, r: int, s: int) -> bool:
    point = int.from_bytes(public[1:33]), int.from_bytes(public[33:])
    x, _ = add(times(s, G), times((r + s) % N, point)) or (0, 0)
    return 1 <= r < N and 1 <= s < N and (e + x) % N == r


def der(r: int, s: int) -> bytes:
    numbers = [n.to_bytes(n.bit_length() // 8 + 1) for n in (r, s)]
    body = b"".join(bytes([2, len(number)]) + number for number in numbers)
    return bytes([0x30, len(body)]) + body


def numbers_of(signature: bytes) -> tuple[int, int]:
    middle = 4 + signature[3]
    return int.from_bytes(signature[4:middle]), int.from_bytes(signature[middle + 2 :])
