"""What others may read of people."""

from datetime import datetime

from yuanping.base.context import Ctx, new_request_id
from yuanping.domain.people.models import Account, Organisation
from yuanping.domain.people.states import OrganisationKind


def ctx_for(account: Account, *, now: datetime, channel: str, address: str = "") -> Ctx:
    """The circumstances of a request by a signed-in account."""
    return Ctx(
        now=now,
        actor_name=account.display_name,
        roles=frozenset(account.roles),
        channel=channel,
        request_id=new_request_id(),
        actor_id=account.pk,
        organisation_id=account.organisation_id,
        centre_id=account.centre_id,
        region_code=account.organisation.region_code,
        address=address,
    )


def organisations(kind: OrganisationKind) -> "list[tuple[int, str]]":
    """(id, name) of all organisations of a kind, by name."""
    return list(Organisation.objects.filter(kind=kind).order_by("name").values_list("pk", "name"))


def organisation_names(ids: "set[int]") -> dict[int, str]:
    """Names by id."""
    return dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))
