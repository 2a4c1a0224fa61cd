"""A state machine is a table: name of the transition, states it starts from, state it ends in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from yuanping.core.errors import WrongState

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Transition(Generic[S]):
    """One row of the table. ``sources`` is empty for a creation; ``target`` None keeps the state."""

    name: str
    sources: frozenset[S]
    target: S | None


class Machine(Generic[S]):
    """All transitions of one kind of thing.

    ``subject`` is the thing's name for people, ``labels`` the states' names for people.
    """

    def __init__(
        self,
        states: type[S],
        *,
        subject: str,
        labels: dict[S, str],
        transitions: Iterable[Transition[S]],
    ) -> None:
        self.states = states
        self.subject = subject
        self.labels = labels
        self._by_name: dict[str, Transition[S]] = {}
        for transition in transitions:
            if transition.name in self._by_name:
                raise ValueError(f"transition {transition.name!r} stands twice in the table")
            self._by_name[transition.name] = transition
        unnamed = [state for state in states if state not in labels]
        if unnamed:
            raise ValueError(f"states without a label: {unnamed}")

    def __iter__(self) -> Iterator[Transition[S]]:
        return iter(self._by_name.values())

    def allows(self, name: str, state: S | None) -> bool:
        """Whether the transition may start from ``state`` (None: not yet created)."""
        transition = self._by_name[name]
        return state in transition.sources if state is not None else not transition.sources

    def target(self, name: str, state: S | None) -> S:
        """The state after the transition, or ``WrongState`` when it may not start here."""
        if not self.allows(name, state):
            now = self.labels[state] if state is not None else "尚未建立"
            starts = "、".join(self.labels[s] for s in self.states if s in self._by_name[name].sources)
            raise WrongState(
                "wrong-state",
                f"{self.subject}当前为“{now}”，不能执行该操作。",
                remedy=f"该操作只能在“{starts}”时进行。" if starts else "",
            )
        found = self._by_name[name].target
        if found is not None:
            return found
        assert state is not None  # a creation without a target is refused at construction
        return state


def step(name: str, *sources: S, to: S | None = None) -> Transition[S]:
    """A row of the table: ``step("accept", Offer.SENT, to=Offer.ACCEPTED)``."""
    if not sources and to is None:
        raise ValueError(f"creation {name!r} needs a target state")
    return Transition(name, frozenset(sources), to)
