from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from yuanping.core.errors import Invalid
from yuanping.web.components import DueDate
from yuanping.web.components.values import day, moment, shown, yuan

NOW = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)  # 09:30 in China


def test_moment_is_the_servers_time() -> None:
    assert moment(NOW) == "2026-11-20 09:30"
    assert moment(date(2026, 11, 20)) == "2026-11-20"
    assert moment(None) == "—"
    assert day(datetime(2026, 11, 20, 17, 0, tzinfo=UTC)) == "2026-11-21"
    with pytest.raises(Invalid) as caught:
        moment(datetime(2026, 11, 20, 9, 30))
    assert caught.value.code == "naive-time"


def test_values_are_written_without_locale() -> None:
    assert yuan(Decimal(48260000)) == "48,260,000.00"
    assert yuan(None) == "—"
    assert [shown(value) for value in (0, 1234567, Decimal("1234.50"), "", None, NOW)] == [
        "0",
        "1234567",
        "1234.50",
        "—",
        "—",
        "2026-11-20 09:30",
    ]


@pytest.mark.parametrize(
    ("ahead", "done", "hint", "tone"),
    [
        (timedelta(days=3), False, "还有 3 天", "muted"),
        (timedelta(hours=14), False, "今天截止", "warn"),
        (timedelta(hours=15), False, "明天截止", "warn"),
        (timedelta(0), False, "已逾期", "bad"),
        (timedelta(days=-9), True, "已办", "ok"),
    ],
)
def test_due_date_says_how_urgent(ahead, done, hint, tone) -> None:
    due = DueDate(at=NOW + ahead, now=NOW, done=done)
    assert (due.hint, due.tone) == (hint, tone)
