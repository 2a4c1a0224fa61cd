from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanping.core.errors import Invalid, Refused
from yuanping.core.local_time import BEIJING
from yuanping.core.workdays import Calendar, Convention, Unit, due_by, latest_start, lead_ok

SOURCE = '[source]\ntitle = "通知"\nnumber = "一号"\nissuer = "办公厅"\nissued_on = 2025-11-04\n'


def toml(year: int, holidays: str) -> bytes:
    return f"year = {year}\n{SOURCE}{holidays}".encode()


MAY = '[[holiday]]\nname = "劳动节"\nfirst = 2026-05-01\nlast = 2026-05-05\nworking = [2026-05-09]\n'
DAY_OFF_2023 = '[[holiday]]\nname = "国庆节"\nfirst = 2023-10-02\nlast = 2023-10-06\n'
CALENDAR = Calendar.from_toml([toml(2026, MAY), toml(2023, DAY_OFF_2023)])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 4, 30), True),
        (date(2026, 5, 1), False),
        (date(2026, 5, 5), False),
        (date(2026, 5, 6), True),
        (date(2026, 5, 9), True),  # make-up Saturday
        (date(2026, 5, 10), False),
    ],
)
def test_is_workday_follows_the_notice(day, worked):
    assert CALENDAR.is_workday(day) is worked


def test_a_year_without_data_is_refused():
    with pytest.raises(Refused) as refusal:
        CALENDAR.is_workday(date(2027, 1, 4))
    assert (refusal.value.code, "2027" in refusal.value.message) == ("calendar-missing", True)


def test_counting_into_a_year_without_data_is_refused():
    assert CALENDAR.add_workdays(date(2026, 12, 30), 1) == date(2026, 12, 31)
    with pytest.raises(Refused) as refusal:
        CALENDAR.add_workdays(date(2026, 12, 30), 2)
    assert refusal.value.code == "calendar-missing"


def test_add_and_subtract_workdays_skip_holidays_and_use_make_up_days():
    assert CALENDAR.add_workdays(date(2026, 4, 30), 1) == date(2026, 5, 6)
    assert CALENDAR.add_workdays(date(2026, 4, 30), 4) == date(2026, 5, 9)
    assert CALENDAR.add_workdays(date(2026, 5, 11), -1) == date(2026, 5, 9)
    assert CALENDAR.add_workdays(date(2026, 5, 2), 0) == date(2026, 5, 2)
    assert CALENDAR.previous_workday(date(2026, 5, 6)) == date(2026, 4, 30)


def test_workdays_between_counts_the_end_and_not_the_start():
    assert CALENDAR.workdays_between(date(2026, 4, 30), date(2026, 5, 6)) == 1
    assert CALENDAR.workdays_between(date(2026, 5, 6), date(2026, 4, 30)) == -1
    assert CALENDAR.workdays_between(date(2026, 5, 6), date(2026, 5, 6)) == 0


@given(
    st.dates(date(2026, 3, 1), date(2026, 9, 30)),
    st.integers(0, 40),
)
def test_between_undoes_add(day, n):
    assert CALENDAR.workdays_between(day, CALENDAR.add_workdays(day, n)) == n


# S1-9: opening on Monday 2023-11-13, three working days; both readings of the text.
@pytest.mark.parametrize(
    ("convention", "last_day"),
    [(Convention.DIFFERENCE, date(2023, 11, 8)), (Convention.FULL_DAYS, date(2023, 11, 7))],
)
def test_three_working_days_before_by_each_convention(convention, last_day):
    opening = at("2023-11-13T09:00")
    rule = {"amount": 3, "unit": Unit.WORKDAY, "convention": convention, "calendar": CALENDAR}
    latest = latest_start(opening, **rule)
    assert latest.date() == last_day
    assert lead_ok(latest, opening, **rule) is True
    assert lead_ok(latest + timedelta(microseconds=1), opening, **rule) is False


def test_a_lead_in_hours_includes_its_limit():
    rule = {"amount": 168, "unit": Unit.HOUR, "convention": Convention.INSTANT}
    evaluation = at("2026-06-18T09:00")
    assert lead_ok(at("2026-06-11T09:00"), evaluation, **rule) is True
    assert lead_ok(at("2026-06-11T09:01"), evaluation, **rule) is False


def test_the_day_of_an_instant_is_the_day_in_china():
    rule = {"amount": 1, "unit": Unit.DAY, "convention": Convention.DIFFERENCE}
    opening = datetime.fromisoformat("2023-11-12T17:00:00+00:00")  # already the 13th in China
    assert latest_start(opening, **rule).date() == date(2023, 11, 12)


def test_due_by_excludes_the_first_day_and_ends_with_the_last():
    # S1-21: ten working days after Wednesday 2023-11-01.
    due = due_by(at("2023-11-01T18:00"), amount=10, unit=Unit.WORKDAY, calendar=CALENDAR)
    assert (due.date(), due.hour, due.minute) == (date(2023, 11, 15), 23, 59)
    assert due_by(at("2026-05-08T18:00"), amount=3, unit=Unit.DAY).date() == date(2026, 5, 11)
    assert due_by(at("2026-05-08T18:00"), amount=4, unit=Unit.HOUR) == at("2026-05-08T22:00")


def test_working_days_need_a_calendar_and_instants_a_zone():
    with pytest.raises(Invalid) as refusal:
        due_by(at("2026-05-08T18:00"), amount=1, unit=Unit.WORKDAY)
    assert refusal.value.code == "calendar-missing"
    with pytest.raises(Invalid) as refusal:
        due_by(datetime(2026, 5, 8), amount=1, unit=Unit.DAY)
    assert refusal.value.code == "naive-time"


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ([toml(2026, MAY), toml(2026, MAY)], "重复"),
        ([toml(2026, MAY.replace("05-09", "05-08"))], "不是周末"),
        ([toml(2026, MAY.replace("05-09", "05-02"))], "既列为放假"),
        ([toml(2026, MAY.replace("last = 2026-05-05", "last = 2026-04-05"))], "颠倒"),
        ([toml(2025, MAY)], "不是该年"),
        ([toml(2026, MAY.replace("name", "title"))], "未知字段“title”"),
        ([b"year = 2026\n"], "缺少字段“holiday”"),
        ([b"year = "], "TOML"),
    ],
)
def test_a_malformed_calendar_is_refused(files, word):
    with pytest.raises(Invalid) as refusal:
        Calendar.from_toml(files)
    assert refusal.value.code == "calendar-malformed"
    assert word in refusal.value.message


def test_a_new_year_holiday_may_begin_in_december():
    new_year = '[[holiday]]\nname = "元旦"\nfirst = 2025-12-31\nlast = 2026-01-02\n'
    calendar = Calendar.from_toml(
        [toml(2025, MAY.replace("2026", "2025").replace("05-09", "05-10")), toml(2026, new_year)]
    )
    assert calendar.is_workday(date(2025, 12, 31)) is False
    assert calendar.years == (2025, 2026)
