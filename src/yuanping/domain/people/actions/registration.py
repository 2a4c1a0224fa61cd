"""Entering organisations and accounts."""

from collections.abc import Sequence
from dataclasses import dataclass

from yuanping.base.change import recording
from yuanping.base.context import Ctx
from yuanping.core.identifiers import parse_region, parse_uscc
from yuanping.domain.people.events import AccountOpened, OrganisationsRegistered
from yuanping.domain.people.models import Account, Organisation
from yuanping.domain.people.permissions import People
from yuanping.domain.people.states import OrganisationKind, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationEntry:
    """An organisation as entered; the code is checked (GB 32100)."""

    name: str
    uscc: str
    kind: OrganisationKind
    region_code: str
    synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEntry:
    """An account as entered."""

    username: str
    display_name: str
    organisation_id: int
    roles: tuple[Role, ...]
    centre_id: int | None = None


def register_organisations(ctx: Ctx, entries: Sequence[OrganisationEntry]) -> list[Organisation]:
    """Enter organisations, in order; ``Invalid`` names the wrong code, and then none is entered."""
    rows = [
        Organisation(
            name=entry.name,
            uscc=parse_uscc(entry.uscc, field="uscc").code,
            kind=entry.kind,
            region_code=parse_region(entry.region_code, field="region_code"),
            synthetic=entry.synthetic,
        )
        for entry in entries
    ]
    with recording(ctx, "register_organisations", permission=People.REGISTER) as tx:
        made = Organisation.objects.bulk_create(rows, batch_size=1000)
        tx.record(OrganisationsRegistered(count=len(made), synthetic=any(e.synthetic for e in entries)))
    return made


def open_account(ctx: Ctx, entry: AccountEntry, *, password: str) -> Account:
    """Give somebody an account."""
    with recording(ctx, "open_account", permission=People.REGISTER) as tx:
        tx.require(
            not Account.objects.filter(username=entry.username).exists(),
            "username-taken",
            f"账号“{entry.username}”已存在。",
            field="username",
            remedy="请换一个账号名。",
        )
        account = Account.objects.create_account(
            username=entry.username,
            password=password,
            display_name=entry.display_name,
            organisation_id=entry.organisation_id,
            centre_id=entry.centre_id,
            roles=[str(role) for role in entry.roles],
        )
        tx.record(
            AccountOpened(
                account_id=account.pk,
                username=entry.username,
                account_roles=tuple(entry.roles),
                centre_id=entry.centre_id,
            )
        )
    return account
