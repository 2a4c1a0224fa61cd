"""How far an entry of the log has come: 已入账, 已签发, 已见证 1/3, 见证完成 2/3, and which witnesses have seen it."""

from dataclasses import dataclass

from yuanping.web.components.rendering import Component
from yuanping.web.components.state_tag.params import StateTag


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessStanding(Component):
    """``placed``: the entry has its place in the tree; ``total`` witnesses are known, 0 on a node without.

    ``brief`` leaves the names to the tooltip, for a table of many entries.
    """

    placed: bool
    cosigned: int
    total: int
    met: bool
    witnesses: tuple[str, ...] = ()
    brief: bool = False

    @property
    def tag(self) -> StateTag:
        if not self.placed:
            return StateTag(tone="info", label="已入账", icon="hourglass")
        if not self.total:
            return StateTag(tone="ok", label="已签发", icon="shield-check")
        if self.met:
            return StateTag(tone="ok", label=f"见证完成 {self.cosigned}/{self.total}", icon="shield-check")
        return StateTag(tone="warn", label=f"已见证 {self.cosigned}/{self.total}")

    @property
    def names(self) -> str:
        return "、".join(self.witnesses)
