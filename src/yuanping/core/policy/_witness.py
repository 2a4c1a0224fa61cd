"""The rule kind that names the acts which take effect once enough witnesses have seen them (数字见证)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from yuanping.core.policy._reader import Fields
from yuanping.core.policy._units import Op, Strictness


class Act(StrEnum):
    """What may have to be seen by the witnesses before anything follows from it."""

    DRAW_INTENT = "draw-intent"
    BID_OPENING = "bid-opening"
    SCORE_LOCK = "score-lock"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Witnessed:
    """Nothing follows from these acts until the quorum has seen them; ``wait_seconds`` bounds the waiting.

    How many witnesses make the quorum is the node's own policy file. The bound never lets an act pass: after
    it an intent lapses, and for the rest the supervisor may be asked. So it makes no rule looser.
    """

    ops: ClassVar = frozenset({Op.ALL_OF})
    acts: frozenset[Act]
    wait_seconds: int

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Witnessed":
        return cls(frozenset(fields.members("value", Act)), fields.whole("wait_seconds", least=1))

    def against(self, upper: "Witnessed") -> Strictness:
        if self.acts == upper.acts:
            return Strictness.EQUAL
        if self.acts > upper.acts:
            return Strictness.STRICTER
        return Strictness.LOOSER if self.acts < upper.acts else Strictness.INCOMPARABLE
