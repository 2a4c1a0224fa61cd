"""Who confirms the drawn list, by the project's rules."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yuanping.core.errors import Citation
from yuanping.core.policy import Choice
from yuanping.domain.people.states import ROLE_LABELS, Role
from yuanping.domain.projects import queries as projects

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmers:
    """The roles whose word is asked for (S4-30: both), and the rule."""

    rule: Choice
    citation: Citation

    @property
    def roles(self) -> frozenset[str]:
        return self.rule.options

    @property
    def words(self) -> str:
        """``招标人和行政监督部门``, in the order of the roles."""
        return "和".join(ROLE_LABELS[role] for role in Role if role in self.roles)


def confirmers(project: "Project") -> Confirmers:
    """Who must confirm; without a rule nobody could, so this one is always answered by the national packs."""
    found = projects.policy(project).resolve_as("committee.confirmers", Choice)
    return Confirmers(rule=found.value, citation=found.rule.citation)
