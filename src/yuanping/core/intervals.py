"""Half-open intervals of aware instants: [start, end)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from yuanping.core.errors import Invalid


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A span of time that contains its start and not its end."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise Invalid("naive-time", "时间必须带时区。", field="start")
        if self.end <= self.start:
            raise Invalid(
                "empty-interval", "结束时间必须晚于开始时间。", field="end", remedy="请更正结束时间。"
            )

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two share an instant; touching ends do not."""
        return self.start < other.end and other.start < self.end

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end
