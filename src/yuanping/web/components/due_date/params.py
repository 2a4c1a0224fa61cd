"""By when something must be done, in words: the page holds no running countdown."""

from dataclasses import dataclass
from datetime import datetime

from yuanping.core.local_time import local_date
from yuanping.web.components.rendering import Component
from yuanping.web.components.tones import Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate(Component):
    """``now`` is the server's time at which the page was made; ``done`` takes the urgency away."""

    at: datetime
    now: datetime
    done: bool = False

    @property
    def days_left(self) -> int:
        """Whole calendar days from today to the due day, in the server's time zone."""
        return (local_date(self.at) - local_date(self.now)).days

    @property
    def hint(self) -> str:
        if self.done:
            return "已办"
        if self.at <= self.now:
            return "已逾期"
        return {0: "今天截止", 1: "明天截止"}.get(self.days_left, f"还有 {self.days_left} 天")

    @property
    def tone(self) -> Tone:
        if self.done:
            return "ok"
        if self.at <= self.now:
            return "bad"
        return "warn" if self.days_left <= 1 else "muted"
