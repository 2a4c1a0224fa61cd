"""One thing that the reader can do: a link, or a button that posts."""

from dataclasses import dataclass
from typing import Literal

from typing_extensions import override

from yuanping.web.components.rendering import Component, ComponentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Component):
    """``method="post"`` for whatever changes something; ``confirm`` is the question asked before it."""

    label: str
    url: str
    method: Literal["get", "post"] = "get"
    look: Literal["primary", "plain", "danger", "quiet"] = "plain"
    icon: str = ""
    confirm: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    """Name and value of the hidden fields that go along with a POST."""

    def __post_init__(self) -> None:
        if self.confirm and self.method == "get":
            raise ComponentError("Action: only what posts needs a confirmation")

    @property
    @override
    def posts(self) -> bool:
        return self.method == "post"

    @property
    def button_class(self) -> str:
        looks = {"primary": "btn-primary", "plain": "", "danger": "btn-danger", "quiet": "btn-quiet"}
        return f"btn {looks[self.look]}".rstrip()
