"""The seats to fill and every rule of a draw, fixed before its seed can exist."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from yuanping.core.draw.person import ANYWHERE, DrawClass
from yuanping.core.draw.stream import ALGORITHM
from yuanping.core.reading import (
    canonical,
    checked_text,
    checked_whole,
    malformed,
    read_list,
    read_object,
)

MAX_SEATS = 1000
MAX_LIMIT = 1 << 20
_LIMITS = ("main_centre", "max_per_centre", "max_per_employer", "min_other_centres")
_OPTIONAL = (
    "algorithm",
    "alternates",
    "excluded_employers",
    "excluded_experts",
    "limits",
    "scarce_threshold",
    "try_limit",
)
UNSTATED = "excluded"
"""The reason of an exclusion that was given without one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one employer, and of one centre, at most so many members; so many centres other than the main one at least."""

    main_centre: str | None = None
    max_per_employer: int = 1
    max_per_centre: int | None = None
    min_other_centres: int = 0

    def __post_init__(self) -> None:
        if self.main_centre is not None:
            checked_text(self.main_centre, "main_centre")
        checked_whole(self.max_per_employer, "max_per_employer", least=1, most=MAX_SEATS)
        if self.max_per_centre is not None:
            checked_whole(self.max_per_centre, "max_per_centre", least=1, most=MAX_SEATS)
        checked_whole(self.min_other_centres, "min_other_centres", least=0, most=MAX_SEATS)
        if self.min_other_centres and self.main_centre is None:
            raise malformed("main_centre", "限定主场以外的交易中心个数时，应写明主场")

    @property
    def on_centres(self) -> bool:
        """Whether anything is asked of the centres."""
        return self.max_per_centre is not None or self.min_other_centres > 0

    def as_json(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in _LIMITS}

    @classmethod
    def read(cls, value: object) -> "Limits":
        row = read_object(value, "limits", (), optional=_LIMITS)
        return cls(**{name: given for name, given in row.items() if name in _LIMITS})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Plan:
    """How many seats of each class, under which limits, without whom; ``alternates`` for each class.

    Exclusions map an id to a reason code. A class with at most ``scarce_threshold`` eligible employers is
    counted exactly; after ``try_limit`` rejected tries and skipped tickets together, all classes are.
    """

    seats: tuple[tuple[DrawClass, int], ...]
    limits: Limits = field(default_factory=Limits)
    excluded_people: Mapping[str, str] = field(default_factory=dict)
    excluded_employers: Mapping[str, str] = field(default_factory=dict)
    alternates: int = 0
    algorithm: str = ALGORITHM
    scarce_threshold: int = 64
    try_limit: int = 4096

    def __post_init__(self) -> None:
        if self.algorithm != ALGORITHM:
            raise malformed("algorithm", f"抽取算法应为 {ALGORITHM}")
        counts: Counter[DrawClass] = Counter()
        for draw_class, count in self.seats:
            counts[draw_class] += checked_whole(count, "count", least=1, most=MAX_SEATS)
        if not counts or counts.total() > MAX_SEATS:
            raise malformed("seats", f"席位应为 1 至 {MAX_SEATS} 个")
        object.__setattr__(self, "seats", tuple(counts.items()))
        checked_whole(self.alternates, "alternates", least=0, most=MAX_SEATS)
        checked_whole(self.scarce_threshold, "scarce_threshold", least=0, most=MAX_LIMIT)
        checked_whole(self.try_limit, "try_limit", least=1, most=MAX_LIMIT)
        for name in ("excluded_people", "excluded_employers"):
            given: Mapping[str, str] = getattr(self, name)
            clean = {checked_text(key, name): checked_text(why, name) for key, why in given.items()}
            object.__setattr__(self, name, MappingProxyType(clean))

    @cached_property
    def classes(self) -> tuple[DrawClass, ...]:
        """In canonical order."""
        return tuple(sorted(each for each, _ in self.seats))

    @cached_property
    def counts(self) -> Mapping[DrawClass, int]:
        return MappingProxyType(dict(self.seats))

    @cached_property
    def seat_classes(self) -> tuple[DrawClass, ...]:
        """The class of each seat; a seat's number is its place."""
        return tuple(each for each, count in self.seats for _ in range(count))

    @cached_property
    def seat_numbers(self) -> Mapping[DrawClass, tuple[int, ...]]:
        return {
            each: tuple(number for number, held in enumerate(self.seat_classes) if held == each)
            for each in self.classes
        }

    @property
    def is_open(self) -> bool:
        """Whether some seat's centre is left to the draw."""
        return any(each.centre == ANYWHERE for each in self.classes)

    @property
    def digest(self) -> str:
        """SHA-256 of the normal form, in hexadecimal: what the intent of a draw commits to."""
        return hashlib.sha256(canonical(self.as_json())).hexdigest()

    def as_json(self) -> dict[str, object]:
        """The normal form."""
        return {
            "algorithm": self.algorithm,
            "alternates": self.alternates,
            "excluded_employers": _pairs(self.excluded_employers),
            "excluded_experts": _pairs(self.excluded_people),
            "limits": self.limits.as_json(),
            "scarce_threshold": self.scarce_threshold,
            "seats": [
                {"centre": each.centre, "count": count, "specialty": each.specialty}
                for each, count in self.seats
            ],
            "try_limit": self.try_limit,
        }

    @classmethod
    def read(cls, value: object) -> "Plan":
        """From the normal form or from what a person writes: all but ``seats`` may be left out."""
        row = read_object(value, "plan", ("seats",), optional=_OPTIONAL)
        return cls(
            tuple(_read_seats(each) for each in read_list(row["seats"], "seats")),
            Limits.read(row.get("limits", {})),
            _read_exclusions(row.get("excluded_experts", []), "excluded_experts"),
            _read_exclusions(row.get("excluded_employers", []), "excluded_employers"),
            checked_whole(row.get("alternates", 2), "alternates", least=0, most=MAX_SEATS),
            checked_text(row.get("algorithm", ALGORITHM), "algorithm"),
            checked_whole(row.get("scarce_threshold", 64), "scarce_threshold", least=0, most=MAX_LIMIT),
            checked_whole(row.get("try_limit", 4096), "try_limit", least=1, most=MAX_LIMIT),
        )


def _pairs(excluded: Mapping[str, str]) -> list[list[str]]:
    return [[key, why] for key, why in sorted(excluded.items())]


def _read_seats(value: object) -> tuple[DrawClass, int]:
    row = read_object(value, "seats", ("specialty", "centre"), optional=("count",))
    draw_class = DrawClass(checked_text(row["specialty"], "specialty"), checked_text(row["centre"], "centre"))
    return draw_class, checked_whole(row.get("count", 1), "count", least=1, most=MAX_SEATS)


def _read_exclusions(value: object, field_name: str) -> dict[str, str]:
    """Ids, or pairs of an id and a reason; a repeated id keeps its first reason."""
    out: dict[str, str] = {}
    for each in read_list(value, field_name):
        pair = each if isinstance(each, list) else [each, UNSTATED]
        if len(pair) != 2:
            raise malformed(field_name, "每项应为编号，或者编号与原因代码")
        out.setdefault(checked_text(pair[0], field_name), checked_text(pair[1], field_name))
    return out
