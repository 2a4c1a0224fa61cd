"""Names and values of one thing."""

from dataclasses import dataclass
from typing import Literal

from yuanping.web.components.rendering import Component
from yuanping.web.components.values import shown


@dataclass(frozen=True, slots=True)
class Fact:
    """``value`` may be text, a number, a time, or a component; ``wide`` gives it a whole line."""

    label: str
    value: object
    note: str = ""
    wide: bool = False

    @property
    def shown(self) -> object:
        return shown(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactList(Component):
    facts: tuple[Fact, ...]
    columns: Literal[1, 2, 3] = 2
