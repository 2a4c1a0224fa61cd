"""Role × action × state: tables say who may do what and when, and every cell of them is tried.

A table names, for each way of moving a row, the actors who may; the machine says from which states. Everything else
must be refused, with the code that says why: ``not-your-role`` before the row is looked at, ``not-found`` for a row
that the actor may not know of, ``not-yours`` for one that is somebody else's, ``wrong-state`` last.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import transaction

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.base.models import Stateful
from yuanping.base.permissions import grants
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.core.events import Event
from yuanping.core.machine import Machine
from yuanping.domain.people.states import Role

DONE = "done"
SYSTEM = frozenset({"system"})
"""The platform itself: its name in every table."""

Act = Callable[[Ctx, int], object]
"""One action on the row of that key, with input that is in order."""
Deed = Callable[[Ctx], object]
"""One action that makes a row, or that is about no row of the table's."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One way of acting: the permission that it asks for, and the actors.

    ``role``: those whose role could, whoever's the row is; ``may``: those who may. ``transition`` is named where the
    line is not called by it. ``elsewhere``: what those of the right role but the wrong place are told about a row
    that is yet to be made. ``instead``: by state, the code with which an action says more exactly than the machine
    why it cannot be.
    """

    permission: StrEnum
    role: frozenset[str]
    may: frozenset[str]
    transition: str = ""
    elsewhere: str = "not-found"
    instead: Mapping[StrEnum, str] = field(default_factory=dict)


def by_platform(permission: StrEnum, *, transition: str = "") -> Line:
    """A line of the platform alone."""
    return Line(permission=permission, role=SYSTEM, may=SYSTEM, transition=transition)


@dataclass(frozen=True, kw_only=True)
class Table:
    """Who may do what with one kind of row; ``model`` is None for what is recorded without one.

    ``within``: transitions that no permission of their own guards, because they happen inside those of another
    table; each with the first line there that makes it happen.
    """

    model: type[Stateful] | None
    moves: Mapping[str, Line] = field(default_factory=dict)
    creations: Mapping[str, Line] = field(default_factory=dict)
    within: Mapping[str, str] = field(default_factory=dict)

    @property
    def machine(self) -> Machine[Any]:
        assert self.model is not None, "what is recorded without a row has no states"
        return self.model.MACHINE

    def lines(self) -> dict[str, Line]:
        return {**self.moves, **self.creations}

    def transitions(self) -> set[str]:
        """The transitions that the table answers for."""
        return {line.transition or name for name, line in self.lines().items()} | set(self.within)


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The actors who try, by name: everybody who has a role, and a visitor who has none."""

    actors: Mapping[str, Ctx]

    def __post_init__(self) -> None:
        roles = {role for ctx in self.actors.values() for role in ctx.roles}
        assert roles == set(map(str, Role)), f"nobody plays {set(map(str, Role)) - roles}"
        assert any(not ctx.roles for ctx in self.actors.values()), "nobody plays the visitor"

    def check(self, line: Line) -> None:
        """The line speaks of the permission's roles, and somebody of each such role tries from elsewhere."""
        grant = grants()[line.permission.value]
        holders = {who for who, ctx in self.actors.items() if ctx.has(*grant.roles)}
        assert line.role == holders, f"{line.permission}: {line.role ^ holders}"
        assert line.may <= line.role
        if grant.when is not None:
            strangers = {role for who in holders - line.may for role in self.actors[who].roles}
            assert grant.roles - {Role.SYSTEM} <= strangers, f"{line.permission}: no stranger tries it"

    def creates(self, line: Line, deed: Deed) -> tuple[dict[str, str], dict[str, str]]:
        """What each actor gets for a deed that starts from nothing, and what each must get."""
        self.check(line)
        wrong_place = {who: DONE if who in line.may else line.elsewhere for who in line.role}
        expected = dict.fromkeys(self.actors, "not-your-role") | wrong_place
        return {who: attempt(deed, ctx) for who, ctx in self.actors.items()}, expected


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """A table with a row to try it on. ``sees``: the actors who may know of the row."""

    table: Table
    cast: Cast
    sees: frozenset[str]
    row: Stateful

    def cells(
        self, name: str, act: Act, states: Iterable[StrEnum] | None = None
    ) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
        """What each actor gets in each state of the machine (or in ``states``), and what each must get."""
        line = self.table.moves[name]
        self.cast.check(line)
        found, expected = {}, {}
        for state in self.table.machine.states if states is None else states:
            # ``act`` works on what it loads itself
            type(self.row)._default_manager.filter(pk=self.row.pk).update(state=state)
            found[state.value] = {
                who: attempt(lambda ctx: act(ctx, self.row.pk), ctx) for who, ctx in self.cast.actors.items()
            }
            expected[state.value] = {who: self._cell(line, name, who, state) for who in self.cast.actors}
        return found, expected

    def _cell(self, line: Line, name: str, who: str, state: StrEnum) -> str:
        if who not in line.role:
            return "not-your-role"
        if who not in self.sees:
            return "not-found"
        if who not in line.may:
            return "not-yours"
        if state in line.instead:
            return line.instead[state]
        return DONE if self.table.machine.allows(line.transition or name, state) else "wrong-state"


def attempt(deed: Deed, ctx: Ctx) -> str:
    """What the actor gets: ``DONE``, or the refusal's code. Undone in any case."""
    before = witness.acknowledged()
    try:
        with transaction.atomic():
            deed(ctx)
            assert witness.acknowledged() > before, "done without an event"
            transaction.set_rollback(True)
    except Refused as refused:
        assert witness.acknowledged() == before, "refused and yet recorded"
        return refused.code
    return DONE


def consequence(model: type[Stateful], transition: str, permission: StrEnum, event: Event) -> Act:
    """A step that happens only inside other actions, tried by itself."""

    def act(ctx: Ctx, pk: int) -> None:
        with change(ctx, model, pk, transition, permission=permission) as tx:
            tx.record(event)

    return act
