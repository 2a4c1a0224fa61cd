"""The head of a page: what it is about, its state, and what can be done here."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from yuanping.web.components.action.params import Action
from yuanping.web.components.breadcrumb.params import Breadcrumb
from yuanping.web.components.rendering import Component
from yuanping.web.components.state_tag.params import StateTag


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead(Component):
    title: str
    subtitle: str = ""
    breadcrumb: Breadcrumb | None = None
    state: StateTag | None = None
    actions: tuple[Action, ...] = ()
    body: SafeString | None = None
    """In the block form: further buttons, after ``actions``."""
