"""Who acts, from where, and when. Every action's first argument."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from django.db import connection, transaction

from yuanping.base.clock.reading import read_clock

SYSTEM_ROLE = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ctx:
    """The circumstances of one request, job or command.

    ``actor_name`` is a label fit for the log (a post or an account, for an expert the seat's label,
    never an expert's name). ``committee_seat_id`` is set for a person sitting at an evaluation seat,
    ``expert_id`` for an expert of the pool on the own pages; never both, and the log is told neither's person.
    """

    now: datetime
    actor_name: str
    roles: frozenset[str]
    channel: str
    request_id: str
    actor_id: int | None = None
    organisation_id: int | None = None
    centre_id: int | None = None
    region_code: str = ""
    committee_seat_id: int | None = None
    expert_id: int | None = None
    address: str = ""

    def may(self, permission: str, row: object = None) -> bool:
        from yuanping.base import permissions  # noqa: PLC0415 -- permissions speaks of Ctx

        return permissions.may(self, permission, row)

    def has(self, *roles: str) -> bool:
        """Whether the actor holds one of these roles."""
        return bool(self.roles & frozenset(map(str, roles)))

    def at(self, now: datetime) -> Self:
        """The same circumstances at another time."""
        return replace(self, now=now)

    def actor(self) -> dict[str, str | int | None]:
        """How the log names the actor."""
        return {
            "name": self.actor_name,
            "account": self.actor_id,
            "seat": self.committee_seat_id,
            "roles": ",".join(sorted(self.roles)),
            "channel": self.channel,
        }


def system_ctx(name: str, *, channel: str = "job") -> Ctx:
    """The platform itself acting, in a job or a command."""
    return Ctx(
        now=read_clock(),
        actor_name=name,
        roles=frozenset({SYSTEM_ROLE}),
        channel=channel,
        request_id=new_request_id(),
    )


def platform(ctx: Ctx, name: str) -> Ctx:
    """The platform itself acting in the wake of what ``ctx`` did: same time, same request, nobody's eyes."""
    return replace(
        ctx,
        actor_name=name,
        roles=frozenset({SYSTEM_ROLE}),
        actor_id=None,
        organisation_id=None,
        centre_id=None,
        committee_seat_id=None,
        expert_id=None,
    )


def new_request_id() -> str:
    return secrets.token_hex(8)


@contextmanager
def bound(ctx: Ctx) -> Iterator[None]:
    """A transaction in which row-level security knows whose eyes are looking.

    Tables that one expert must not read in another's name carry a policy on ``yuanping.seat``;
    outside of such a transaction they are empty.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        seat = "" if ctx.committee_seat_id is None else str(ctx.committee_seat_id)
        cursor.execute("SELECT set_config('yuanping.seat', %s, true)", [seat])
        yield
