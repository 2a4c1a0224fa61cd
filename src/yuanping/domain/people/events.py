"""What can happen to people's register."""

from dataclasses import dataclass
from typing import ClassVar

from yuanping.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationsRegistered(Event):
    """Organisations entered the register."""

    KIND: ClassVar[str] = "people.organisations.registered"
    count: int
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened(Event):
    """Somebody was given an account with roles."""

    KIND: ClassVar[str] = "people.account.opened"
    account_id: int
    username: str
    account_roles: tuple[str, ...]
    centre_id: int | None = None
