"""Whether a region has enough experts of a specialty, and enough employers, for a draw that deserves its name.

Operational limits, no law: they stand here, once. A warning is counts alone; whether one plan can be filled is
for the draw to say.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, QuerySet

from yuanping.domain.experts.models import Expert, PoolCount
from yuanping.domain.rules import queries as rules

COMMITTEE = 5
"""Members of a typical committee: the smallest that the law allows for a mandatory tender."""
FEW_EXPERTS = 3 * COMMITTEE
"""Fewer, and the same few meet again and again: each would sit in every third draw."""
FEW_EMPLOYERS = 2 * COMMITTEE
"""Fewer, and recusals of bidders' and the tenderer's employers may leave nobody (one member of one employer)."""
SHOWN = 200


class Plenty(StrEnum):
    """How well a specialty is provided for in a region."""

    ENOUGH = "enough"
    FEW = "few"
    SHORT = "short"


PLENTY_LABELS = {Plenty.ENOUGH: "充足", Plenty.FEW: "偏少", Plenty.SHORT: "不足"}


@dataclass(frozen=True, slots=True)
class Rarity:
    """How many experts of how many employers could be drawn for a specialty in a region."""

    specialty: str
    region_code: str
    experts: int
    employers: int

    @property
    def plenty(self) -> Plenty:
        """SHORT: not even one committee of different employers; FEW: below the limits."""
        if self.experts < COMMITTEE or self.employers < COMMITTEE:
            return Plenty.SHORT
        few = self.experts < FEW_EXPERTS or self.employers < FEW_EMPLOYERS
        return Plenty.FEW if few else Plenty.ENOUGH

    @property
    def words(self) -> str:
        """What to say to whoever plans or keeps the pool; "" where there is enough."""
        counted = f"{self.experts} 名专家，来自 {self.employers} 家单位"
        if self.plenty is Plenty.SHORT:
            return (
                f"仅有{counted}，不足以在本地组成 {COMMITTEE} 人的评标委员会；请扩大专业范围或者跨地区抽取。"
            )
        if self.plenty is Plenty.FEW:
            return f"仅有{counted}，回避后可能不足；建议扩大专业范围或者跨地区抽取。"
        return ""


def rarity(specialty: str, region: str) -> Rarity:
    """How well a specialty (with all below it) is provided for in a region (with all below it), as of now.

    Counts those in the pool and not taken out of draws; leave and sanctions of single days are not looked at.
    """
    rows = having(specialty).filter(is_available=True, region_code__startswith=region_prefix(region))
    found = rows.aggregate(experts=Count("pk"), employers=Count("employer", distinct=True))
    return Rarity(specialty, region, found["experts"], found["employers"])


def scarce(*, specialty: str = "", region: str = "000000") -> list[Rarity]:
    """The specialties and regions that are FEW or SHORT by the latest count, the scarcest first."""
    rows = PoolCount.objects.filter(
        specialty__startswith=specialty, region_code__startswith=region_prefix(region)
    )
    found = [Rarity(*row) for row in rows.values_list("specialty", "region_code", "experts", "employers")]
    wanting = [each for each in found if each.plenty is not Plenty.ENOUGH]
    return sorted(wanting, key=lambda each: (each.employers, each.experts, each.specialty, each.region_code))


def having(specialty: str) -> "QuerySet[Expert]":
    """The experts who hold a specialty or one below it: an index looks for the codes that begin with it."""
    if not specialty:
        return Expert.objects.all()
    codes = [code for code, _ in rules.specialties() if code.startswith(specialty)] or [specialty]
    return Expert.objects.filter(specialties__overlap=codes)


def region_prefix(code: str) -> str:
    """What the codes of a region and of all below it begin with: ``411500`` → ``4115``."""
    return code.removesuffix("00").removesuffix("00") if code != "000000" else ""


def pool_regions() -> list[str]:
    """The regions that the latest count knows, by code."""
    rows = PoolCount.objects.order_by("region_code").values_list("region_code", flat=True)
    return list(rows.distinct())
