"""What others may read of people."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

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


@dataclass(frozen=True, slots=True)
class Registered:
    """An organisation of the register: its key, name and code."""

    id: int
    name: str
    uscc: str


def registered(*, ids: Collection[int] = (), usccs: Collection[str] = ()) -> list[Registered]:
    """Organisations by key or by code (统一社会信用代码), whichever are known."""
    rows = Organisation.objects.filter(Q(pk__in=ids) | Q(uscc__in=usccs))
    return [Registered(*row) for row in rows.values_list("pk", "name", "uscc")]


def registered_names(names: Collection[str]) -> dict[str, list[str]]:
    """The codes of the organisations that bear these names: one, unless two share a name."""
    found: dict[str, list[str]] = {}
    for name, uscc in Organisation.objects.filter(name__in=names).values_list("name", "uscc"):
        found.setdefault(name, []).append(uscc)
    return found
