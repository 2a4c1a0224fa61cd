"""What others may read of people."""

from dataclasses import dataclass
from datetime import datetime

from yuanping.base.context import Ctx, new_request_id
from yuanping.domain.people.models import Account, Organisation
from yuanping.domain.people.states import OrganisationKind, Role


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


@dataclass(frozen=True, slots=True)
class SyntheticAccount:
    """An account of a synthetic organisation: what a visitor of a demonstration may sign in with."""

    username: str
    display_name: str
    roles: str
    organisation: str


def synthetic_accounts() -> list[SyntheticAccount]:
    """Active accounts of synthetic organisations, in the order of roles, then of regions."""
    order = {role.value: place for place, role in enumerate(Role)}
    rows = (
        Account.objects.filter(organisation__synthetic=True, is_active=True)
        .select_related("organisation")
        .order_by("organisation__region_code", "username")
    )
    return [
        SyntheticAccount(row.username, row.display_name, row.role_labels, row.organisation.name)
        for row in sorted(rows, key=lambda row: min(order[role] for role in row.roles))
    ]
