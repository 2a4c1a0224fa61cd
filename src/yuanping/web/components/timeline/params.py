"""What has happened to a thing, oldest first."""

from dataclasses import dataclass
from datetime import datetime

from yuanping.web.components.rendering import Component
from yuanping.web.components.tones import TONE_ICONS, Tone


@dataclass(frozen=True, slots=True)
class Happening:
    at: datetime
    title: str
    text: str = ""
    actor: str = ""
    tone: Tone = "muted"

    @property
    def icon(self) -> str:
        return TONE_ICONS[self.tone]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(Component):
    happenings: tuple[Happening, ...]
    empty: str = "暂无记录。"
