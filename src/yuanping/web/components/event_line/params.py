"""One event of the witness log (数字见证), with its place in the log and whether that place has been proved."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from yuanping.web.components.rendering import Component
from yuanping.web.components.state_tag.params import StateTag


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine(Component):
    """``index`` is the leaf's number from 0, ``leaf_hash`` its hash in hexadecimal, ``url`` leads to the proof."""

    index: int
    at: datetime
    title: str
    leaf_hash: str
    proof: Literal["proved", "pending", "broken"]
    actor: str = ""
    url: str = ""

    @property
    def short_hash(self) -> str:
        """The first sixteen digits: enough to compare by eye."""
        return self.leaf_hash[:16]

    @property
    def tag(self) -> StateTag:
        return {
            "proved": StateTag(tone="ok", label="已见证", icon="shield-check"),
            "pending": StateTag(tone="muted", label="待见证", icon="hourglass"),
            "broken": StateTag(tone="bad", label="核验不符"),
        }[self.proof]
