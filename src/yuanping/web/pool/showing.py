"""How the pool's pages write regions, specialties, standings; and the trail above them."""

from typing import ClassVar

from django.urls import reverse

from yuanping.core.identifiers import region_chain
from yuanping.domain.experts.rarity import PLENTY_LABELS, Plenty
from yuanping.domain.experts.roster import STANDING_LABELS, Standing
from yuanping.domain.people.states import Role
from yuanping.domain.rules import queries as rules
from yuanping.web.components import Breadcrumb, Crumb, StateTag
from yuanping.web.components.tones import Tone
from yuanping.web.page import Page

TONES: dict[Standing, Tone] = {
    Standing.DRAWABLE: "ok",
    Standing.STOPPED: "muted",
    Standing.ON_LEAVE: "info",
    Standing.SANCTIONED: "bad",
}
PLENTY_TONES: dict[Plenty, Tone] = {Plenty.ENOUGH: "ok", Plenty.FEW: "warn", Plenty.SHORT: "bad"}


class PoolPage(Page):
    """A page of those who keep the pool."""

    roles: ClassVar[tuple[Role, ...]] = (Role.POOL_MANAGER,)

    def trail(self, *more: Crumb) -> Breadcrumb:
        return Breadcrumb(crumbs=(Crumb("专家库", reverse("pool:home")), *more))


def standing_tag(standing: Standing) -> StateTag:
    return StateTag(label=STANDING_LABELS[standing], tone=TONES[standing])


def plenty_tag(plenty: Plenty) -> StateTag:
    return StateTag(label=PLENTY_LABELS[plenty], tone=PLENTY_TONES[plenty])


def specialty_words(codes: "list[str]") -> str:
    """``建筑造价（A060101）、土建（A080104）``."""
    return "、".join(f"{rules.specialty_name(code)}（{code}）" for code in codes)


def region_options(used: "list[str]") -> tuple[tuple[str, str], ...]:
    """The regions where somebody of the pool lives, and those above them, as choices of a query."""
    codes = sorted({step for code in used for step in region_chain(code)} - {"000000"})
    return tuple((code, rules.region_path(code)) for code in codes)


def specialty_options() -> tuple[tuple[str, str], ...]:
    """All specialties; a wider one takes in those below it."""
    return tuple((code, f"{code} {name}") for code, name in rules.specialties())
