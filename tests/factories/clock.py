"""The time at which tests play: a Monday morning, two and a half weeks before the evaluation."""

from datetime import datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=CHINA)
STARTS = datetime(2026, 6, 18, 9, 0, tzinfo=CHINA)
ENDS = datetime(2026, 6, 18, 17, 0, tzinfo=CHINA)
