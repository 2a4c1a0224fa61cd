"""What happens in these tests, and the sizes of the trees that are signed over it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from yuanping.core.events import Event

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
SIZES = (1, 5, 70, 256, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingHappened(Event):
    KIND: ClassVar[str] = "test.happened"
    what: str
