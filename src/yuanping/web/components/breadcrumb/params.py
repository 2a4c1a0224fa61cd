"""Where this page stands: the pages above it, then itself."""

from dataclasses import dataclass

from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True)
class Crumb:
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breadcrumb(Component):
    """The last crumb is the page itself and carries no link."""

    crumbs: tuple[Crumb, ...]
