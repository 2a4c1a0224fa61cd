"""The fixed order of a procedure and where it stands."""

from dataclasses import dataclass
from typing import Literal, get_args

from yuanping.web.components.rendering import Component, ComponentError

StepState = Literal["done", "current", "todo", "stopped"]


@dataclass(frozen=True, slots=True)
class Step:
    """``note`` is a short line below the label: a time, a count."""

    label: str
    state: StepState
    note: str = ""
    url: str = ""

    @property
    def icon(self) -> str:
        return {"done": "check", "stopped": "player-pause"}.get(self.state, "")

    @property
    def spoken(self) -> str:
        return {"done": "已完成", "current": "进行中", "todo": "未开始", "stopped": "已中止"}[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBar(Component):
    steps: tuple[Step, ...]
    label: str = "办理步骤"

    def __post_init__(self) -> None:
        for step in self.steps:
            if step.state not in get_args(StepState):
                raise ComponentError(f"StepBar: no step state is called {step.state!r}")
