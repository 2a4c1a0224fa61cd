"""The menu at the left of every page; on a narrow screen a button opens it."""

from dataclasses import dataclass

from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """``badge`` is a count of what waits there, empty for none; ``active`` marks where the reader is."""

    label: str
    url: str
    icon: str = "chevron-right"
    active: bool = False
    badge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuGroup:
    title: str
    items: tuple[MenuItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideMenu(Component):
    groups: tuple[MenuGroup, ...]
    id: str = "menu"
    label: str = "主菜单"
