"""Who must sign, who has, and, for the reader whose turn it is, the signature itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from typing_extensions import override

from yuanping.web.components.rendering import Component
from yuanping.web.components.state_tag.params import StateTag


@dataclass(frozen=True, slots=True)
class Signer:
    """``state``: waiting, signed, dissented (signed with 不同意见), refused (拒绝签字且不说明理由)."""

    name: str
    role: str
    state: Literal["waiting", "signed", "dissented", "refused"]
    at: datetime | None = None
    note: str = ""

    @property
    def tag(self) -> StateTag:
        return {
            "waiting": StateTag(label="待签署", icon="hourglass"),
            "signed": StateTag(tone="ok", label="已签署", icon="signature"),
            "dissented": StateTag(tone="warn", label="已签署，有不同意见"),
            "refused": StateTag(tone="bad", label="拒绝签署"),
        }[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff(Component):
    """With ``url`` the reader may sign: ``promise`` is the sentence to be ticked, ``confirm`` the last question."""

    title: str
    statement: str
    signers: tuple[Signer, ...]
    url: str = ""
    promise: str = "我已阅读以上内容，确认无误"
    submit: str = "签署"
    confirm: str = "签署后不能撤回。确定签署吗？"

    @property
    @override
    def posts(self) -> bool:
        return bool(self.url)

    @property
    def signed(self) -> int:
        return sum(signer.state in {"signed", "dissented"} for signer in self.signers)
