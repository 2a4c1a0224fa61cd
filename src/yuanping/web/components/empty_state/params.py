"""What stands where a list has nothing to show: why, and what can be done."""

from dataclasses import dataclass

from yuanping.web.components.action.params import Action
from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyState(Component):
    title: str
    text: str = ""
    icon: str = "files"
    action: Action | None = None
