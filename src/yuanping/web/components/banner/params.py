"""What the page has to say before anything else; a refusal says what happened, by which rule, and what to do next."""

from dataclasses import dataclass
from typing import Literal, Self

from django.contrib.messages import WARNING
from django.contrib.messages.storage.base import Message

from yuanping.core.errors import Refused
from yuanping.web.components.action.params import Action
from yuanping.web.components.citation.params import Citation
from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner(Component):
    """``code`` is the refusal's stable code, shown small so that it can be read out on the phone."""

    text: str
    tone: Literal["info", "ok", "warn", "refusal"] = "info"
    title: str = ""
    remedy: str = ""
    citation: Citation | None = None
    code: str = ""
    actions: tuple[Action, ...] = ()

    @classmethod
    def of(cls, refusal: Refused) -> Self:
        """The banner that explains a refusal."""
        citation = Citation.of(refusal.citation, open=True) if refusal.citation else None
        return cls(
            tone="refusal", text=refusal.message, remedy=refusal.remedy, citation=citation, code=refusal.code
        )

    @classmethod
    def of_message(cls, message: Message) -> Self:
        """The banner for one of Django's messages: done (info, success), or something to heed."""
        return cls(tone="warn" if message.level >= WARNING else "ok", text=str(message))

    @property
    def heading(self) -> str:
        return self.title or {"refusal": "未能办理", "warn": "请注意"}.get(self.tone, "")

    @property
    def icon(self) -> str:
        icons = {"info": "info-circle", "ok": "circle-check", "warn": "alert-triangle", "refusal": "ban"}
        return icons[self.tone]

    @property
    def role(self) -> str:
        """Refusals and warnings interrupt a screen reader; the rest waits its turn."""
        return "alert" if self.tone in {"warn", "refusal"} else "status"
