"""Who takes part in a project on its main side: what every app's rows of a project are scoped by."""

from typing import TYPE_CHECKING

from django.db.models import Q

from yuanping.domain.people.states import Role

if TYPE_CHECKING:
    from yuanping.base.context import Ctx

VENUE_ROLES = (Role.VENUE_ADMIN, Role.VENUE_STAFF, Role.VENUE_LEADER)


def of_parties(ctx: "Ctx", path: str = "project", *, venue_roles: tuple[Role, ...] = VENUE_ROLES) -> Q:
    """Rows whose project (at ``path``; empty for the project itself) the actor takes part in.

    Agency, tenderer and supervisor by their organisation; of the main centre those with ``venue_roles``.
    A sub-venue and the members know a project by other ways (S4-24).
    """
    at = f"{path}__" if path else ""
    own = Q(pk__in=[])
    if ctx.has(Role.AGENCY):
        own |= Q(**{f"{at}agency_id": ctx.organisation_id})
    if ctx.has(Role.TENDERER):
        own |= Q(**{f"{at}tenderer_id": ctx.organisation_id})
    if ctx.has(Role.SUPERVISOR):
        own |= Q(**{f"{at}supervision_id": ctx.organisation_id})
    if ctx.has(*venue_roles):
        own |= Q(**{f"{at}main_centre_id": ctx.centre_id})
    return own
