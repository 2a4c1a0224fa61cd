"""The deterministic stream of ``yd-draw/1``: every random decision of a draw, recomputable from its seed.

``block(i) = SHA-256("yd-draw/1" || 0x00 || seed || label || uint64be(i))``. The seed has 32 bytes and the
counter 8, so no two (seed, label, counter) share an input. Each decision begins with a fresh block: an
implementer in another language needs a hash and big integers, nothing else.
"""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from yuanping.core.errors import Invalid

ALGORITHM = "yd-draw/1"
SEED_BYTES = 32
_BLOCK_BYTES = 32
_WORD = 1 << 64

T = TypeVar("T")


class Stream:
    """Uniform integers from (seed, label); the same pair gives the same integers for ever."""

    __slots__ = ("_base", "_next")

    def __init__(self, seed: bytes, label: str) -> None:
        if len(seed) != SEED_BYTES:
            raise Invalid(
                "draw-seed-invalid", f"随机种子应为{SEED_BYTES}字节，实际为{len(seed)}字节。", field="seed"
            )
        self._base = hashlib.sha256(ALGORITHM.encode() + b"\x00" + seed + label.encode())
        self._next = 0

    def block(self, i: int) -> bytes:
        """The i-th block of 32 bytes; reading it does not move the stream."""
        state = self._base.copy()
        state.update(i.to_bytes(8, "big"))
        return state.digest()

    def below(self, n: int) -> int:
        """A uniform integer in [0, n) for 1 <= n <= 2^64: 8 bytes of a fresh block, by rejection."""
        if not 1 <= n <= _WORD:
            raise ValueError(n)
        limit = _WORD - _WORD % n
        while True:
            value = int.from_bytes(self._take(8), "big")
            if value < limit:
                return value % n

    def pick(self, weights: Sequence[int]) -> int:
        """The place of one of the weights, as likely as its weight; nothing is drawn when only one is above 0."""
        total = sum(weights)
        places = [place for place, weight in enumerate(weights) if weight > 0]
        if len(places) == 1:
            return places[0]
        at = self.below_big(total)
        for place in places:
            if at < weights[place]:
                return place
            at -= weights[place]
        raise AssertionError(weights)

    def below_big(self, n: int) -> int:
        """A uniform integer in [0, n) for any n >= 1: ceil(bits/8) + 8 bytes of fresh blocks, by rejection."""
        if n < 1:
            raise ValueError(n)
        size = (n.bit_length() + 7) // 8 + 8
        span = 1 << (8 * size)
        limit = span - span % n
        while True:
            value = int.from_bytes(self._take(size), "big")
            if value < limit:
                return value % n

    def _take(self, size: int) -> bytes:
        blocks = -(-size // _BLOCK_BYTES)
        first, self._next = self._next, self._next + blocks
        return b"".join(self.block(i) for i in range(first, first + blocks))[:size]


def shuffle(items: Sequence[T], *, seed: bytes, label: str) -> list[T]:
    """The items in a uniformly random order: Fisher-Yates from the last place down."""
    stream = Stream(seed, label)
    out = list(items)
    for last in range(len(out) - 1, 0, -1):
        other = stream.below(last + 1)
        out[last], out[other] = out[other], out[last]
    return out
