"""The page before an act that cannot be taken back: everything once more, then one button."""

from dataclasses import dataclass

from typing_extensions import override

from yuanping.web.components.fact_list.params import FactList
from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True)
class ConfirmSection:
    """``change_url`` leads back to where these answers were given."""

    title: str
    facts: FactList
    change_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPage(Component):
    """``warning`` says what cannot be undone; ``promise`` must be ticked; ``hidden`` goes along with the POST."""

    title: str
    sections: tuple[ConfirmSection, ...]
    url: str
    submit: str
    back_url: str
    warning: str = ""
    promise: str = ""
    hidden: tuple[tuple[str, str], ...] = ()

    @property
    @override
    def posts(self) -> bool:
        return True
