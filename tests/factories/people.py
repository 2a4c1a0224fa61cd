"""Organisations, accounts and the circumstances in which they act."""

from datetime import datetime
from itertools import count

from tests.factories.clock import NOW
from yuanping.base.context import Ctx
from yuanping.core.identifiers import compose_uscc
from yuanping.domain.people.models import Account, Organisation
from yuanping.domain.people.queries import ctx_for
from yuanping.domain.people.states import OrganisationKind, Role

XINYANG = "411500"
_numbers = count(1)


def organisation(kind: OrganisationKind, name: str = "", *, region_code: str = XINYANG) -> Organisation:
    """A synthetic organisation with a code whose check character is right."""
    number = next(_numbers)
    return Organisation.objects.create(
        name=name or f"合成单位{number}",
        uscc=compose_uscc(region_code, f"{number:08d}"),
        kind=kind,
        region_code=region_code,
        synthetic=True,
    )


def account(role: Role, organisation: Organisation, *, centre_id: int | None = None) -> Account:
    """An account with one role; nobody can sign in with a password (pages use ``force_login``)."""
    return Account.objects.create(
        username=f"u{next(_numbers)}",
        password="!",
        display_name=f"{role}-{organisation.name}",
        organisation=organisation,
        centre_id=centre_id,
        roles=[str(role)],
    )


def ctx(of: Account, *, now: datetime = NOW) -> Ctx:
    """The account acting at ``now``."""
    return ctx_for(of, now=now, channel="test")
