"""Regions and specialties: code tables whose hierarchy is in the code's prefix."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yuanping.core.errors import NotFound
from yuanping.core.policy._reader import Fields, PackError

NATION = "000000"


def is_region_code(code: str) -> bool:
    """Six digits (GB/T 2260); 000000 is the nation."""
    return len(code) == 6 and code.isascii() and code.isdigit()


def region_chain(code: str) -> tuple[str, ...]:
    """The region and those above it, nearest first: district, city, province, nation."""
    steps = (code, code[:4] + "00", code[:2] + "0000", NATION)
    return tuple(dict.fromkeys(steps))


@dataclass(frozen=True, slots=True)
class Region:
    """A place of the administrative division."""

    code: str
    name: str

    @property
    def level(self) -> str:
        """nation, province, city or county."""
        return ("nation", "province", "city", "county")[len(region_chain(self.code)) - 1]


@dataclass(frozen=True, slots=True)
class Regions:
    """The regions that this platform knows by name."""

    by_code: Mapping[str, Region]

    @classmethod
    def from_toml(cls, raw: bytes, *, file: str = "regions.toml") -> "Regions":
        return cls({code: Region(code, name) for code, name in _codes(raw, file, is_region_code).items()})

    def get(self, code: str) -> Region:
        region = self.by_code.get(code)
        if region is None:
            raise NotFound("region-unknown", f"没有行政区划代码“{code}”。", field="region")
        return region

    def chain(self, code: str) -> tuple[Region, ...]:
        """The region and the known ones above it, nearest first."""
        self.get(code)
        return tuple(self.by_code[step] for step in region_chain(code) if step in self.by_code)

    def within(self, code: str) -> tuple[Region, ...]:
        """The regions below that one (not itself), by code."""
        return tuple(
            self.by_code[other]
            for other in sorted(self.by_code)
            if other != code and code in region_chain(other)
        )

    @staticmethod
    def same_city(one: str, other: str) -> bool:
        return one[:4] == other[:4]

    @staticmethod
    def same_province(one: str, other: str) -> bool:
        return one[:2] == other[:2]


@dataclass(frozen=True, slots=True)
class Specialty:
    """A national specialty of bid evaluation experts (评标专家专业分类标准)."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Specialties:
    """The specialties that were read, letter + two digits for each further level."""

    by_code: Mapping[str, Specialty]

    @classmethod
    def from_toml(cls, raw: bytes, *, file: str = "specialties.toml") -> "Specialties":
        codes = _codes(raw, file, _is_specialty_code)
        return cls({code: Specialty(code, name) for code, name in codes.items()})

    def get(self, code: str) -> Specialty:
        specialty = self.by_code.get(code)
        if specialty is None:
            raise NotFound("specialty-unknown", f"没有评标专业代码“{code}”。", field="specialty")
        return specialty

    def path(self, code: str) -> tuple[Specialty, ...]:
        """The specialty and the known ones above it, widest first."""
        self.get(code)
        steps = (code[:length] for length in (1, 3, 5, 7))
        return tuple(self.by_code[step] for step in dict.fromkeys(steps) if step in self.by_code)

    def within(self, code: str) -> tuple[Specialty, ...]:
        """The specialties below that one (not itself), by code."""
        return tuple(
            self.by_code[other] for other in sorted(self.by_code) if other != code and other.startswith(code)
        )

    @staticmethod
    def serves(requested: str, held: str) -> bool:
        """Whether an expert who holds one specialty serves a request for the other: same code, or below it."""
        return held.startswith(requested)


def _is_specialty_code(code: str) -> bool:
    return len(code) in {1, 3, 5, 7} and code[0] in "ABC" and (len(code) == 1 or code[1:].isdigit())


def _codes(raw: bytes, file: str, valid: Any) -> dict[str, str]:
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError("toml-malformed", f"不是有效的 TOML：{error}", file=file) from error
    fields = Fields(table, file=file)
    fields.text("standard")
    codes = fields.take("codes")
    fields.finish()
    if not isinstance(codes, dict):
        raise fields.error("field-malformed", "字段“codes”应为表。")
    for code, name in codes.items():
        if not valid(code) or not isinstance(name, str) or not name:
            raise fields.error("code-malformed", f"代码“{code}”或其名称不合格式。")
    return codes
