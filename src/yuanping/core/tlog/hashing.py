"""The hashes of a Merkle tree (RFC 6962, 2.1) over SHA-256, and over SM3 for the shadow tree (国密影子树)."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from yuanping.core.errors import Invalid

SIZE = 32


class _Digest(Protocol):
    def digest(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Hashing:
    """One hash function with the prefixes that keep leaves and inner nodes apart; every hash has ``SIZE`` bytes."""

    name: str
    _new: Callable[[bytes], _Digest] = field(repr=False, compare=False)

    def plain(self, data: bytes) -> bytes:
        return self._new(data).digest()

    def leaf(self, data: bytes) -> bytes:
        """The leaf hash of an entry."""
        return self._new(b"\x00" + data).digest()

    def node(self, left: bytes, right: bytes) -> bytes:
        return self._new(b"\x01" + left + right).digest()

    @property
    def empty(self) -> bytes:
        """The root of the tree without leaves."""
        return self._new(b"").digest()

    def parents(self, row: bytes) -> bytes:
        """The nodes above concatenated hashes, pair by pair; an odd one at the end has no parent here."""
        new = self._new
        pair = 2 * SIZE
        ends = range(pair, len(row) + 1, pair)
        return b"".join([new(b"\x01" + row[end - pair : end]).digest() for end in ends])


@cache
def _sm3_start() -> "hashlib._Hash":
    return hashlib.new("sm3")


def _sm3(data: bytes) -> _Digest:
    # copying a fresh state is nearly twice as fast as hashlib.new, which looks the algorithm up each time
    state = _sm3_start().copy()
    state.update(data)
    return state


SHA256 = Hashing("sha256", hashlib.sha256)
SM3 = Hashing("sm3", _sm3)


def row_of(hashes: Sequence[bytes]) -> bytes:
    """Concatenated hashes; ``Invalid`` (hash-length) when one has not ``SIZE`` bytes."""
    for place, each in enumerate(hashes):
        if len(each) != SIZE:
            raise Invalid(
                "hash-length",
                f"第 {place + 1} 个摘要应为 {SIZE} 字节，实为 {len(each)} 字节。",
                remedy="请提供完整的摘要原值。",
            )
    return b"".join(hashes)
