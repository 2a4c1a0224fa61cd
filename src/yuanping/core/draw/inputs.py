"""What a draw is made from, all of it fixed before its seed can exist: the pool and the plan."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from yuanping.core.draw.candidate import Candidate, DrawClass
from yuanping.core.draw.canonical import (
    canonical,
    checked_text,
    checked_whole,
    malformed,
    read_list,
    read_map,
    read_object,
)
from yuanping.core.draw.index import PoolIndex
from yuanping.core.draw.stream import ALGORITHM

MAX_SEATS = 1000
MAX_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Pool:
    """The frozen pool. Candidates stand in the order of their pseudonyms, however they were given."""

    candidates: tuple[Candidate, ...]
    index: PoolIndex = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.candidates, key=lambda each: each.pseudonym))
        for one, next_one in pairwise(ordered):
            if one.pseudonym == next_one.pseudonym:
                raise malformed("pseudonym", f"专家{one.pseudonym}在专家库中重复出现")
        object.__setattr__(self, "candidates", ordered)
        object.__setattr__(self, "index", PoolIndex(ordered))

    def canonical(self) -> bytes:
        """The bytes that are committed to."""
        return canonical(self.as_json())

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal. Computed anew at each call."""
        return hashlib.sha256(self.canonical()).hexdigest()

    def as_json(self) -> list[object]:
        return [each.as_json() for each in self.candidates]

    @classmethod
    def read(cls, value: object) -> "Pool":
        return cls(tuple(Candidate.read(each) for each in read_list(value, "pool")))


@dataclass(frozen=True, slots=True)
class Plan:
    """The seats to fill and every rule of the draw.

    ``cells`` says how many seats of each class; ``excluded_people`` and ``excluded_employers`` map those
    who recuse themselves to a reason code; ``max_per_venue`` caps the seats of a venue. A class with at
    most ``scarce_threshold`` eligible employers is counted exactly; after ``try_limit`` rejected tries and
    skipped tickets together, all classes are.
    """

    cells: tuple[tuple[DrawClass, int], ...]
    excluded_people: Mapping[str, str] = field(default_factory=dict)
    excluded_employers: Mapping[str, str] = field(default_factory=dict)
    max_per_employer: int = 1
    max_per_venue: Mapping[str, int] | None = None
    algorithm: str = ALGORITHM
    scarce_threshold: int = 64
    try_limit: int = 4096

    def __post_init__(self) -> None:
        if self.algorithm != ALGORITHM:
            raise malformed("algorithm", f"抽取算法应为{ALGORITHM}")
        classes = Counter(cell for cell, _ in self.cells)
        if not classes or max(classes.values()) > 1:
            raise malformed("cells", "席位表为空，或同一类席位重复列出")
        for _, count in self.cells:
            checked_whole(count, "cells", least=1, most=MAX_SEATS)
        checked_whole(self.seats, "cells", least=1, most=MAX_SEATS)
        checked_whole(self.max_per_employer, "max_per_employer", least=1, most=MAX_SEATS)
        checked_whole(self.scarce_threshold, "scarce_threshold", least=0, most=MAX_LIMIT)
        checked_whole(self.try_limit, "try_limit", least=0, most=MAX_LIMIT)
        object.__setattr__(self, "cells", tuple(sorted(self.cells)))
        for name in ("excluded_people", "excluded_employers"):
            given: Mapping[str, str] = getattr(self, name)
            clean = {checked_text(key, name): checked_text(why, name) for key, why in given.items()}
            object.__setattr__(self, name, MappingProxyType(clean))
        if self.max_per_venue is not None:
            caps = {
                checked_text(venue, "max_per_venue"): checked_whole(
                    cap, "max_per_venue", least=0, most=MAX_SEATS
                )
                for venue, cap in self.max_per_venue.items()
            }
            object.__setattr__(self, "max_per_venue", MappingProxyType(caps))

    @property
    def seats(self) -> int:
        """How many seats are to be filled."""
        return sum(count for _, count in self.cells)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal: what the intent of a draw commits to."""
        return hashlib.sha256(canonical(self.as_json())).hexdigest()

    def as_json(self) -> dict[str, object]:
        return {
            "cells": [[draw_class.name, count] for draw_class, count in self.cells],
            "excluded_people": dict(self.excluded_people),
            "excluded_employers": dict(self.excluded_employers),
            "max_per_employer": self.max_per_employer,
            "max_per_venue": None if self.max_per_venue is None else dict(self.max_per_venue),
            "algorithm": self.algorithm,
            "scarce_threshold": self.scarce_threshold,
            "try_limit": self.try_limit,
        }

    @classmethod
    def read(cls, value: object) -> "Plan":
        row = read_object(value, "plan", cls.__slots__)
        caps = None if row["max_per_venue"] is None else read_map(row["max_per_venue"], "max_per_venue")
        return cls(
            tuple(_read_cell(each) for each in read_list(row["cells"], "cells")),
            excluded_people=_read_reasons(row["excluded_people"], "excluded_people"),
            excluded_employers=_read_reasons(row["excluded_employers"], "excluded_employers"),
            max_per_employer=checked_whole(
                row["max_per_employer"], "max_per_employer", least=1, most=MAX_SEATS
            ),
            max_per_venue=None
            if caps is None
            else {
                venue: checked_whole(cap, "max_per_venue", least=0, most=MAX_SEATS)
                for venue, cap in caps.items()
            },
            algorithm=checked_text(row["algorithm"], "algorithm"),
            scarce_threshold=checked_whole(
                row["scarce_threshold"], "scarce_threshold", least=0, most=MAX_LIMIT
            ),
            try_limit=checked_whole(row["try_limit"], "try_limit", least=0, most=MAX_LIMIT),
        )


def _read_cell(value: object) -> tuple[DrawClass, int]:
    cell = read_list(value, "cells")
    if len(cell) != 2:
        raise malformed("cells", "应为类别与席位数")
    return DrawClass.read(cell[0]), checked_whole(cell[1], "cells", least=1, most=MAX_SEATS)


def _read_reasons(value: object, name: str) -> dict[str, str]:
    return {key: checked_text(why, name) for key, why in read_map(value, name).items()}
