"""How much of a known number is done, as a bar and in words."""

from dataclasses import dataclass

from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Component):
    label: str
    value: int
    maximum: int
    unit: str = ""
