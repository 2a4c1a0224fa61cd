"""A link inside a table or a list of facts."""

from dataclasses import dataclass

from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Component):
    label: str
    url: str
    note: str = ""
    """A second, smaller line under the link: a number, a code."""
