"""The list of a class: from a ticket's number to the person who holds it, and the root that commits to all of it."""

import hashlib
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, groupby

from typing_extensions import override

from yuanping.core.draw.person import DrawClass, Person
from yuanping.core.errors import Refused
from yuanping.core.reading import canonical
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.tile_paths import Tile
from yuanping.core.tlog.tiles import consistency_proof, grow, inclusion_proof

Tiers = tuple[tuple[int, int], ...]


class Undisclosed(Refused):
    """A list that was only disclosed in part was asked for another part."""

    def __init__(self, draw_class: DrawClass) -> None:
        super().__init__(
            "draw-undisclosed",
            f"类别 {draw_class.name} 没有公开复核所需的全部专家。",
            remedy="请向抽取方索取完整的抽取记录。",
        )


class ClassList(ABC):
    """The members of a class in the order of (tickets, id); a tier holds all with the same number of tickets.

    A ticket finds its ordinal by arithmetic over the tiers alone: a verifier needs the drawn leaves, not the list.
    """

    draw_class: DrawClass
    tiers: Tiers

    @property
    def size(self) -> int:
        return sum(count for _, count in self.tiers)

    @cached_property
    def tickets(self) -> int:
        return sum(held * count for held, count in self.tiers)

    def ordinal(self, ticket: int) -> int:
        """The place in the list of the holder of a ticket in [0, tickets)."""
        first_tickets, first_ordinals = self._starts
        tier = bisect_right(first_tickets, ticket) - 1
        return first_ordinals[tier] + (ticket - first_tickets[tier]) // self.tiers[tier][0]

    @cached_property
    def _starts(self) -> tuple[list[int], list[int]]:
        """The first ticket and the first ordinal of each tier."""
        tickets = list(accumulate((held * count for held, count in self.tiers), initial=0))
        ordinals = list(accumulate((count for _, count in self.tiers), initial=0))
        return tickets[:-1], ordinals[:-1]

    @property
    @abstractmethod
    def root(self) -> bytes: ...

    @abstractmethod
    def member(self, ordinal: int) -> Person:
        """Raises ``Undisclosed`` where the person is not known."""

    @abstractmethod
    def members(self) -> Iterator[Person]:
        """All of them; ``Undisclosed`` where some are not known."""

    @abstractmethod
    def first_members(self) -> Iterator[Person]:
        """As many from the beginning as are known; never ``Undisclosed``."""

    @abstractmethod
    def disclosure(self, *, head: int | None, hit: Collection[int]) -> dict[str, object]:
        """The leaves that a verifier needs: all (``head`` is None), or the first and those that tickets hit."""

    def as_json(self) -> dict[str, object]:
        return {
            "centre": self.draw_class.centre,
            "root": self.root.hex(),
            "size": self.size,
            "specialty": self.draw_class.specialty,
            "tickets": self.tickets,
            "tiers": [list(each) for each in self.tiers],
        }


class WholeList(ClassList):
    """A class of a pool that is at hand."""

    def __init__(self, draw_class: DrawClass, persons: Sequence[Person], tiers: Tiers) -> None:
        self.draw_class = draw_class
        self.tiers = tiers
        self._size = len(persons)
        self._persons = persons

    @classmethod
    def of(cls, draw_class: DrawClass, persons: Sequence[Person]) -> "WholeList":
        ordered = sorted(persons, key=lambda each: (each.tickets, each.id))
        return cls(draw_class, ordered, tiers_of(each.tickets for each in ordered))

    @property
    @override
    def size(self) -> int:
        return self._size

    @override
    def member(self, ordinal: int) -> Person:
        return self._persons[ordinal]

    @override
    def members(self) -> Iterator[Person]:
        return self.first_members()

    @override
    def first_members(self) -> Iterator[Person]:
        return (self._persons[ordinal] for ordinal in range(self._size))

    @property
    @override
    def root(self) -> bytes:
        return self._tree[1]

    def prove(self, ordinal: int) -> tuple[bytes, ...]:
        """The path from a member to the root."""
        return tuple(inclusion_proof(ordinal, self.size, self._tile))

    def _tile(self, tile: Tile) -> bytes:
        return self._tree[0][tile.level, tile.number][: tile.width * 32]

    @cached_property
    def _tree(self) -> tuple[dict[tuple[int, int], bytes], bytes]:
        leaves = [SHA256.leaf(each.commitment) for each in self.first_members()]
        return grow(0, leaves, _no_tile)

    @override
    def disclosure(self, *, head: int | None, hit: Collection[int]) -> dict[str, object]:
        if head is None:
            return {"members": [each.leaf_as_json() for each in self.members()]}
        return {
            "head": {
                "leaves": [self.member(ordinal).leaf_as_json() for ordinal in range(head)],
                "proof": [each.hex() for each in consistency_proof(head, self.size, self._tile)],
            },
            "opened": [
                {
                    "leaf": self.member(ordinal).leaf_as_json(),
                    "ordinal": ordinal,
                    "proof": [each.hex() for each in self.prove(ordinal)],
                }
                for ordinal in sorted(hit)
                if ordinal >= head
            ],
        }


def commitment_of(lists: Iterable[ClassList]) -> str:
    """SHA-256, in hexadecimal, of what the lists of a plan's classes commit to, in canonical order of the classes."""
    rows = [each.as_json() for each in sorted(lists, key=lambda each: each.draw_class)]
    return hashlib.sha256(canonical(rows)).hexdigest()


def tiers_of(tickets: Iterable[int]) -> Tiers:
    """From the members' tickets in the order of the list."""
    return tuple((held, sum(1 for _ in group)) for held, group in groupby(tickets))


def _no_tile(tile: Tile) -> bytes:
    raise AssertionError(tile)  # a tree that is grown from nothing reads nothing
