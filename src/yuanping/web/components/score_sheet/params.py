"""The score sheet for one bid: a line for each criterion, with its range, the mark given and what is wrong with it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True)
class Criterion:
    """``low`` and ``high`` bound the points; a criterion without ``high`` is a check: 符合 or 不符合.

    ``value`` is what was entered: points as text, or ``pass`` / ``fail``; ``reason`` is the grounds given for it.
    """

    key: str
    label: str
    rule: str = ""
    low: Decimal = Decimal(0)
    high: Decimal | None = None
    value: str = ""
    reason: str = ""
    error: str = ""

    @property
    def is_check(self) -> bool:
        return self.high is None

    @property
    def span(self) -> str:
        return "" if self.high is None else f"{self.low}–{self.high} 分"

    @property
    def shown(self) -> str:
        """The value as read-only text."""
        return {"pass": "符合", "fail": "不符合", "": "未评"}.get(self.value, self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet(Component):
    """Stands inside the page's form; ``total`` was computed by the server from what is saved."""

    bid: str
    criteria: tuple[Criterion, ...]
    total: Decimal | None = None
    mode: Literal["edit", "read"] = "edit"
    prefix: str = "score"
    reasons: bool = True

    @property
    def has_points(self) -> bool:
        """Whether any criterion is marked in points; a sheet of checks shows no range."""
        return any(not criterion.is_check for criterion in self.criteria)

    @property
    def full(self) -> Decimal:
        return sum((c.high for c in self.criteria if c.high is not None), Decimal(0))
