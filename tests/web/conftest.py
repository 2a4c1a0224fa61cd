"""People of the pages' tests."""

from collections.abc import Callable

import pytest

from yuanping.domain.people.models import Account, Organisation
from yuanping.domain.people.states import OrganisationKind, Role

PASSWORD = "correct horse"

OpenAccount = Callable[..., Account]


@pytest.fixture
def open_account(db: None) -> OpenAccount:
    """Opens an account in an organisation of the given kind, one organisation for each name."""
    codes = iter(["91350100M000100Y43", "91411500MA00000A10", "91411500MA00000B29", "91411500MA00000C38"])

    def opened(
        username: str,
        *roles: Role,
        kind: OrganisationKind = OrganisationKind.SUPERVISION,
        organisation: str = "合成监督局",
        **fields: object,
    ) -> Account:
        found = Organisation.objects.filter(name=organisation).first() or Organisation.objects.create(
            name=organisation, uscc=next(codes), kind=kind, region_code="411500", synthetic=True
        )
        account: Account = Account.objects.create_account(
            username=username,
            password=PASSWORD,
            display_name=f"{organisation}经办",
            organisation=found,
            roles=list(roles),
            **fields,
        )
        return account

    return opened
