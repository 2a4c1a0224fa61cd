"""The state of a thing: a word, an icon and a tone, so that it reads without colour."""

from dataclasses import dataclass

from yuanping.web.components.rendering import Component
from yuanping.web.components.tones import TONE_ICONS, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTag(Component):
    label: str
    tone: Tone = "muted"
    icon: str = ""

    @property
    def drawn_icon(self) -> str:
        return self.icon or TONE_ICONS[self.tone]
