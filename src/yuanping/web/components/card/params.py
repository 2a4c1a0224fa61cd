"""A titled box around one subject; the block form puts its content between the tags."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from yuanping.web.components.action.params import Action
from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Component):
    """``flush`` lets a table reach the card's edges; ``id`` is where a link on the same page leads."""

    body: Component | SafeString
    title: str = ""
    note: str = ""
    id: str = ""
    flush: bool = False
    actions: tuple[Action, ...] = ()
