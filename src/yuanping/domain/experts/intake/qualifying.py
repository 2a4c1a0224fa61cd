"""Whether somebody may be an expert at all: the rule ``expert.qualification`` of the packs."""

from dataclasses import dataclass
from datetime import date

from yuanping.core.errors import Citation, Invalid
from yuanping.core.policy import Policy, Qualification, TitleLevel
from yuanping.domain.experts.titles import LEVEL_LABELS, level_of
from yuanping.domain.rules.queries import in_force

SHORTEST_GROUND = 8
"""Characters: fewer say nothing."""


@dataclass(frozen=True, slots=True)
class Standard:
    """The rule as it stands in one region, None where no document speaks of it."""

    rule: Qualification | None
    citation: Citation | None

    @classmethod
    def of(cls, policy: Policy) -> "Standard":
        found = in_force(policy, "expert.qualification", Qualification)
        return cls(None, None) if found is None else cls(found.value, found.rule.citation)

    def require(self, title: str, years: int, *, ground: str) -> None:
        """``Invalid`` unless title and full years in the field satisfy the rule, or its exception with a ground."""
        level = level_of(title)
        if self.rule is None or self.rule.met_by(level, years):
            return
        if self.rule.met_by_equal(years):
            self._require_ground(title, ground)
            return
        least = min(way.years for way in self.rule.ways)
        raise Invalid(
            "expert-unqualified",
            f"从事相关领域工作 {years} 年，{_title_words(title, level)}，不符合入库条件（至少满 {least} 年）。",
            remedy="请核对起始年月和职称；不符合条件的不能入库。",
            field="in_field_since" if years < least else "title",
            citation=self.citation,
        )

    def _require_ground(self, title: str, ground: str) -> None:
        if len(ground) >= SHORTEST_GROUND:
            return
        raise Invalid(
            "equal-ground-missing",
            f"{_title_words(title, level_of(title))}，达不到规定的职称；按“同等专业水平”入库应写明理由。",
            remedy=f"请核对职称，或者填写同等专业水平的理由（不少于 {SHORTEST_GROUND} 字）。",
            field="equal_ground",
            citation=self.citation,
        )


def full_years(since: date, on: date) -> int:
    """Full years from ``since`` to ``on``; 0 when it lies ahead."""
    return max(0, on.year - since.year - ((on.month, on.day) < (since.month, since.day)))


def _title_words(title: str, level: TitleLevel) -> str:
    return f"职称为{title}（{LEVEL_LABELS[level]}）" if title else "无职称"
