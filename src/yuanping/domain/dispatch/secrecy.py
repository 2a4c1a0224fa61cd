"""From whom the rules keep who takes part: names of sub-venues (S2-17), and, for the room above, experts (S2-14)."""

from typing import TYPE_CHECKING

from yuanping.core.policy import Event, Party, Secrecy
from yuanping.domain.dispatch.models import Venue
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.queries import VENUE_ROLES
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.rules.queries import in_force

if TYPE_CHECKING:
    from yuanping.base.context import Ctx
    from yuanping.domain.projects.models import Project

OFFICIAL = (Role.SYSTEM, Role.SUPERVISOR, Role.EXPERT)
"""Nothing is kept from the supervisor and the platform by these rules, nor from a member the own place."""
REACHED = {
    Event.EVALUATION_START: frozenset({ProjectState.EVALUATING, ProjectState.EVALUATED}),
    Event.EVALUATION_END: frozenset({ProjectState.EVALUATED}),
}
"""In which states of the project an event has happened; one that is not here is not known to have."""


def parties_of(ctx: "Ctx", project: "Project") -> frozenset[Party]:
    """As whom the actor looks at the project, in the words of the rules."""
    found = {
        party
        for role, party in ((Role.TENDERER, Party.TENDERER), (Role.AGENCY, Party.AGENCY))
        if ctx.has(role)
    }
    if ctx.has(*VENUE_ROLES):
        own = ctx.centre_id == project.main_centre_id
        found.add(Party.MAIN_CENTRE if own else Party.SUB_CENTRE)
    if not found and not ctx.has(*OFFICIAL):
        found = {Party.BIDDER, Party.PUBLIC}
    return frozenset(found)


def kept_from(ctx: "Ctx", project: "Project", rule: Secrecy) -> bool:
    """Whether the rule keeps it from the actor now; an event that nobody can know of has not happened."""
    if project.state in REACHED.get(rule.until, frozenset()):
        return False
    return bool(parties_of(ctx, project) & rule.parties)


def hides_sub_venues(ctx: "Ctx", project: "Project") -> bool:
    """Whether the actor may not know which centres are sub-venues (S2-17)."""
    rule = in_force(projects.policy(project), "sub.secrecy", Secrecy)
    return rule is not None and kept_from(ctx, project, rule.value)


def hides_sub_venues_from_parties(project: "Project") -> bool:
    """Whether a paper that tenderer and agency read must not name the sub-venues."""
    rule = in_force(projects.policy(project), "sub.secrecy", Secrecy)
    if rule is None or project.state in REACHED.get(rule.value.until, frozenset()):
        return False
    return bool(rule.value.parties & {Party.TENDERER, Party.AGENCY, Party.BIDDER, Party.PUBLIC})


def centre_name(ctx: "Ctx", venue: Venue, *, short: bool = False) -> str:
    """The venue's centre as the actor may read it; 保密 where it is kept from them."""
    if not venue.is_main and hides_sub_venues(ctx, venue.project):
        return "（保密）"
    return venue.centre.short_name if short else venue.centre.name
