"""Role × action × state: one table says who may do what and when, and every cell is tried.

A table names for each transition the actors who may do it; the machine says from which states. Everything else must be
refused, with the code that says why: ``not-your-role`` before the row is looked at, ``not-found`` for a row that the
actor may not know of, ``not-yours`` for one that is somebody else's, ``wrong-state`` last.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction

from yuanping.base.context import Ctx
from yuanping.base.models import Stateful
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.core.machine import Machine

DONE = "done"
Act = Callable[[Ctx, int], object]
"""One action on the row of that key, with input that is in order."""


class _Undo(Exception):
    pass


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """The table of one kind of row.

    ``allowed``: by transition, the actors who may. ``roles``: by transition, the actors whose role could, whoever's
    the row is. ``sees``: the actors who may know of the row.
    """

    machine: Machine[Any]
    actors: Mapping[str, Ctx]
    acts: Mapping[str, Act]
    allowed: Mapping[str, frozenset[str]]
    roles: Mapping[str, frozenset[str]]
    sees: frozenset[str]

    def expected(self, transition: str, state: StrEnum) -> dict[str, str]:
        """What each actor must get."""
        return {actor: self._cell(actor, transition, state) for actor in self.actors}

    def _cell(self, actor: str, transition: str, state: StrEnum) -> str:
        if actor not in self.roles[transition]:
            return "not-your-role"
        if actor not in self.sees:
            return "not-found"
        if actor not in self.allowed[transition]:
            return "not-yours"
        return DONE if self.machine.allows(transition, state) else "wrong-state"

    def outcomes(self, row: Stateful, transition: str, state: StrEnum) -> dict[str, str]:
        """What each actor gets on ``row`` in ``state``; every attempt is undone."""
        type(row)._default_manager.filter(pk=row.pk).update(state=state)
        return {actor: self._try(row, transition, ctx) for actor, ctx in self.actors.items()}

    def _try(self, row: Stateful, transition: str, ctx: Ctx) -> str:
        before = witness.head()
        try:
            with transaction.atomic():
                self.acts[transition](ctx, row.pk)
                assert witness.head()[0] > before[0], "done without an event"
                transaction.set_rollback(True)
        except Refused as refused:
            assert witness.head() == before, "refused and yet recorded"
            return refused.code
        return DONE


def moves(machine: Machine[Any]) -> list[str]:
    """The transitions of existing rows: creations start from no state and are tested by themselves."""
    return [transition.name for transition in machine if transition.sources]
