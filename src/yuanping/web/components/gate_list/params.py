"""What must be in order before the procedure goes on: each gate open or closed, and who opens it."""

from dataclasses import dataclass
from datetime import datetime

from yuanping.web.components.action.params import Action
from yuanping.web.components.citation.params import Citation
from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True)
class Gate:
    """``keeper`` is who must open it, or who did; ``action`` is there when the reader may."""

    label: str
    is_open: bool
    keeper: str
    at: datetime | None = None
    note: str = ""
    citation: Citation | None = None
    action: Action | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateList(Component):
    gates: tuple[Gate, ...]

    @property
    def closed(self) -> int:
        return sum(not gate.is_open for gate in self.gates)
