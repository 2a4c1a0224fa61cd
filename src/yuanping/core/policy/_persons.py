"""The rule kind that says who may be an expert: titles and years in the field."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from yuanping.core.policy._reader import Fields
from yuanping.core.policy._units import Op, Strictness


class TitleLevel(StrEnum):
    """Levels of professional titles (专业技术职称层级), the lowest first. 高级 takes in 副高级 and 正高级."""

    NONE = "none"
    JUNIOR = "junior"
    INTERMEDIATE = "intermediate"
    SUB_SENIOR = "sub-senior"
    SENIOR = "senior"

    def reaches(self, least: "TitleLevel") -> bool:
        """Whether a title of this level is one of at least that level."""
        order = list(TitleLevel)
        return order.index(self) >= order.index(least)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to qualify: a title of at least this level, and so many full years in the field."""

    title: TitleLevel
    years: int


@dataclass(frozen=True, slots=True)
class Qualification:
    """Who may be enrolled as an expert (K6): any one of the ways.

    ``or_equal``: the text lets 同等专业水平 stand for the title, so that somebody may be admitted on a ground.
    """

    ops: ClassVar = frozenset({Op.ANY_OF})
    ways: tuple[Way, ...]
    or_equal: bool

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Qualification":
        ways = []
        for part in fields.tables("value"):
            ways.append(Way(part.member("title", TitleLevel), part.whole("years")))
            part.finish()
        return cls(tuple(ways), fields.flag("or_equal"))

    def met_by(self, title: TitleLevel, years: int) -> bool:
        """Whether a title and full years in the field satisfy one of the ways."""
        return any(title.reaches(way.title) and years >= way.years for way in self.ways)

    def met_by_equal(self, years: int) -> bool:
        """Whether somebody of equal professional level, without the title, has the years of one of the ways."""
        return self.or_equal and any(years >= way.years for way in self.ways)

    def against(self, upper: "Qualification") -> Strictness:
        if (self.ways, self.or_equal) == (upper.ways, upper.or_equal):
            return Strictness.EQUAL
        if self.implies(upper):
            return Strictness.STRICTER
        return Strictness.LOOSER if upper.implies(self) else Strictness.INCOMPARABLE

    def implies(self, other: "Qualification") -> bool:
        """Whether everybody whom this rule admits is admitted by the other."""
        narrower = all(other.met_by(way.title, way.years) for way in self.ways)
        return narrower and (other.or_equal or not self.or_equal)
