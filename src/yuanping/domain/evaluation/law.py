"""What the project's pinned rules say about the evaluation; no number of the law stands here."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from yuanping.core.errors import Citation
from yuanping.core.policy import Choice, Flag, Force, MaxCount, MinCount, Policy, Unresolved
from yuanping.core.scoring import CorrectionGround
from yuanping.domain.projects import queries as projects

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project

OUTLIER_SHARE = Decimal("0.3")
"""From which deviation from the others' median a score is shown as unusual. No rule fixes it: it only
points the committee to a score, and the committee judges whether the score is 畸高畸低."""

_GROUNDS = {
    "arithmetic": CorrectionGround.ARITHMETIC,
    "out_of_range": CorrectionGround.OUT_OF_RANGE,
    "objective_inconsistent": CorrectionGround.OBJECTIVE_INCONSISTENT,
    "abnormal": CorrectionGround.ABNORMAL_HIGH_LOW,
}


@dataclass(frozen=True, slots=True)
class Minimum:
    """A least number, where it stands, and whether falling short of it leaves no choice."""

    amount: int
    citation: Citation
    binding: bool


@dataclass(frozen=True, slots=True)
class Limit:
    amount: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Law:
    """The rules of one project, asked by name. Each raises ``Unresolved`` where no rule speaks."""

    policy: Policy

    def representative_excluded(self) -> tuple[bool, Citation]:
        """Whether the purchaser's representative may not be chair."""
        found = self.policy.resolve_as("chair.representative_excluded", Flag)
        return found.value.on, found.rule.citation

    def competition(self) -> Minimum:
        """How many valid bids competition needs; binding in procurement, the committee's judgement in tenders."""
        found = self.policy.resolve_as("evaluation.competition_min", MinCount)
        return Minimum(found.value.amount, found.rule.citation, found.rule.force is Force.MUST)

    def correction_grounds(self) -> tuple[frozenset[CorrectionGround], Citation]:
        found = self.policy.resolve_as("score.corrections", Choice)
        return frozenset(_GROUNDS[option] for option in found.value.options), found.rule.citation

    def candidates(self) -> Limit | None:
        """How many award candidates may be named; None where the domain knows no such limit."""
        try:
            found = self.policy.resolve_as("evaluation.candidates_max", MaxCount)
        except Unresolved:
            return None
        return Limit(found.value.amount, found.rule.citation)


def law_of(project: "Project") -> Law:
    return Law(projects.policy(project))
