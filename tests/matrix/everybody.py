"""Everybody around one project, by the names that the tables use."""

from dataclasses import replace
from datetime import datetime

from tests.factories import people, places, projects
from tests.matrix.runner import SYSTEM, Cast
from yuanping.base.context import Ctx, system_ctx
from yuanping.domain.people.states import OrganisationKind, Role
from yuanping.domain.places.models import Centre
from yuanping.domain.projects.models import Project

AGENCIES = frozenset({"agency", "other-agency"})
TENDERERS = frozenset({"tenderer", "other-tenderer"})
SUPERVISORS = frozenset({"supervisor", "other-supervisor"})
ADMINS = frozenset({"main-admin", "sub-admin", "foreign-admin"})
STAFF = frozenset({"main-staff", "sub-staff", "foreign-staff"})
MAIN = frozenset({"main-admin", "main-staff", "main-leader"})
SUB = frozenset({"sub-admin", "sub-staff", "sub-leader"})
HOLDERS = frozenset({"operator"}) | SYSTEM
"""Who enters what the platform rests on: people, centres."""
POOL = frozenset({"pool-manager"})
KEEPERS = POOL | SYSTEM
"""Who keeps the expert pool."""
PARTIES = frozenset({"agency", "tenderer", "supervisor"}) | SYSTEM
STRANGERS = frozenset({"foreign-member"})


def everybody(project: Project, sub: Centre, *, now: datetime, **members: Ctx) -> Cast:
    """Those of the project, their like of other organisations and centres, and ``members`` at its seats.

    ``main-…`` are at the project's main centre, ``sub-…`` at ``sub``, ``foreign-…`` at a centre without part in it.
    ``foreign-member`` sits at a seat of no such committee.
    """
    foreign = places.centre(f"新县{sub.pk}")
    accounts = {
        "agency": projects.agent(project),
        "tenderer": projects.tenderer(project),
        "supervisor": projects.supervisor(project),
        "operator": people.account(Role.OPERATOR, project.main_centre.organisation),
        "pool-manager": people.account(Role.POOL_MANAGER, project.main_centre.organisation),
    }
    for role, kind in (
        (Role.AGENCY, OrganisationKind.AGENCY),
        (Role.TENDERER, OrganisationKind.TENDERER),
        (Role.SUPERVISOR, OrganisationKind.SUPERVISION),
    ):
        accounts[f"other-{role}"] = people.account(role, people.organisation(kind))
    for side, centre in (("main", project.main_centre), ("sub", sub), ("foreign", foreign)):
        for post in (Role.VENUE_ADMIN, Role.VENUE_STAFF, Role.VENUE_LEADER):
            accounts[f"{side}-{post.removeprefix('venue-')}"] = places.staff(centre, post)
    found = {who: people.ctx(account, now=now) for who, account in accounts.items()}
    visitor = Ctx(now=now, actor_name="访客", roles=frozenset(), channel="test", request_id="r")
    expert = replace(visitor, roles=frozenset({Role.EXPERT}), committee_seat_id=10**6)
    system = system_ctx("测试").at(now)
    return Cast(actors={**found, "foreign-member": expert, **members, "visitor": visitor, "system": system})
