"""How many members the rules ask for, by what is known of the project."""

from typing import TYPE_CHECKING

from yuanping.core.policy import MinCount, Resolution
from yuanping.domain.projects import queries as projects

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project


def least_size(project: "Project") -> Resolution[MinCount]:
    """The least number of members: in procurement it grows with the budget (87号令第四十七条).

    ``Unresolved`` where a fact that decides it is missing.
    """
    held = projects.policy(project)
    return held.resolve_as("committee.size_min", MinCount, facts=projects.facts(project))
