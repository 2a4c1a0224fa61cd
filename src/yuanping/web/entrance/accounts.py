"""The accounts with which a visitor may try a demonstration node."""

from dataclasses import dataclass

from django.conf import settings

from yuanping.domain.people import queries
from yuanping.domain.people.queries import SyntheticAccount

DEMO_PASSWORD = "yuanping-demo"  # noqa: S105 -- of synthetic accounts, shown on the demonstration's first page


@dataclass(frozen=True, slots=True)
class RoleAccounts:
    """The synthetic accounts that hold one set of roles."""

    roles: str
    accounts: tuple[SyntheticAccount, ...]


def demo_accounts() -> list[RoleAccounts]:
    """Accounts of synthetic organisations by role; none on a node in service."""
    if not settings.DEMO:
        return []
    by_roles: dict[str, list[SyntheticAccount]] = {}
    for account in queries.synthetic_accounts():
        by_roles.setdefault(account.roles, []).append(account)
    return [RoleAccounts(roles, tuple(accounts)) for roles, accounts in by_roles.items()]
