"""Official time: a fixed offset, whatever zone an instant comes in."""

from datetime import UTC, date, datetime

import pytest

from yuanping.core.errors import Invalid
from yuanping.core.local_time import local_date, local_time, written

EVENING = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # half past midnight in China


def test_instant_is_told_in_official_time() -> None:
    assert (written(EVENING), local_date(EVENING)) == ("2026-11-21 00:30", date(2026, 11, 21))
    assert local_time(EVENING) == EVENING


def test_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        written(datetime(2026, 11, 20, 16, 30))
    assert caught.value.code == "naive-time"
