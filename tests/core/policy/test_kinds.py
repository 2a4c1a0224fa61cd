"""Each kind of value: when it is met, what is stricter, what it refuses."""

from datetime import UTC, date, datetime

import pytest

from tests.core.policy.building import CITE, CITY, NATION, ON, pack
from yuanping.core.policy import (
    Choice,
    Domain,
    Event,
    Lookback,
    MinLead,
    Op,
    PackError,
    Qualification,
    Share,
    Timing,
    TitleLevel,
    Unit,
    load,
)
from yuanping.core.policy._persons import Way
from yuanping.core.policy._units import Strictness


@pytest.mark.parametrize(
    ("experts", "size", "met"), [(3, 5, False), (4, 5, True), (4, 7, False), (5, 7, True), (6, 9, True)]
)
def test_two_thirds_is_exact(experts, size, met):
    assert Share(2, 3).met_by(experts, size) is met


def test_the_least_share_of_a_whole():
    assert [Share(2, 3).least_of(n) for n in (5, 7, 9)] == [4, 5, 6]


def test_a_choice_binds_by_its_operator():
    both = frozenset({"card", "code"})
    assert Choice(both, both, Op.ALL_OF).met_by(frozenset({"card"})) is False
    assert Choice(both, both, Op.ALL_OF).met_by(both) is True
    assert Choice(both, both, Op.ANY_OF).met_by(frozenset({"card"})) is True
    assert Choice(both, both, Op.ANY_OF).met_by(frozenset()) is False
    assert Choice(both, both, Op.ANY_OF).met_by(frozenset({"card", "guess"})) is False
    assert Choice(frozenset({"card"}), both, Op.ONE_OF).only == "card"


THREE_YEARS = Lookback(3, Unit.YEAR, Event.ACTIVITY, inclusive=True)


@pytest.mark.parametrize(
    ("ended", "met"), [(date(2023, 2, 28), False), (date(2023, 3, 1), True), (date(2026, 3, 1), True)]
)
def test_three_years_back_include_the_day_where_the_pack_says_so(ended, met):
    assert THREE_YEARS.covers(ended, date(2026, 3, 1)) is met


def test_a_day_that_its_month_lacks_is_taken_on_the_last():
    assert THREE_YEARS.first_day(date(2028, 2, 29)) == date(2025, 2, 28)
    assert Lookback(1, Unit.MONTH, Event.ACTIVITY, inclusive=False).first_day(date(2026, 3, 31)) == date(
        2026, 3, 1
    )


@pytest.mark.parametrize(
    ("mine", "stands"),
    [
        (Lookback(4, Unit.YEAR, Event.ACTIVITY, inclusive=False), Strictness.STRICTER),
        (Lookback(36, Unit.MONTH, Event.ACTIVITY, inclusive=True), Strictness.EQUAL),
        (Lookback(3, Unit.YEAR, Event.ACTIVITY, inclusive=False), Strictness.LOOSER),
        (Lookback(3, Unit.YEAR, Event.NOTICE, inclusive=True), Strictness.INCOMPARABLE),
    ],
)
def test_a_longer_look_back_is_stricter(mine, stands):
    assert mine.against(THREE_YEARS) is stands


TEMPLATE_CITE = CITE.replace("{", "{{").replace("}", "}}")
CHOICE = (
    'id = "login"\ntitle = "登录"\nkind = "Choice"\nop = "{op}"\nvalue = {value}\noptions = ["a", "b", "c"]\nforce = "must"\n'
    + TEMPLATE_CITE
)
LEAD = (
    'id = "lead"\ntitle = "提前"\nkind = "MinLead"\nop = ">="\nvalue = {n}\nunit = "{unit}"\nconvention = "{how}"\nbefore = "evaluation-start"\nforce = "must"\n'
    + TEMPLATE_CITE
)
DUE = (
    'id = "due"\ntitle = "期限"\nkind = "Deadline"\nop = "<="\nvalue = {n}\nunit = "workday"\nafter = "evaluation-end"\nforce = "must"\n'
    + TEMPLATE_CITE
)
MOST = (
    'id = "most"\ntitle = "上限"\nkind = "MaxCount"\nop = "<="\nvalue = {n}\nunit = "person"\nforce = "must"\n'
    + TEMPLATE_CITE
)
SHARE = (
    'id = "share"\ntitle = "比例"\nkind = "Share"\nop = ">="\nvalue = {{ numerator = {n}, denominator = {d} }}\nforce = "must"\n'
    + TEMPLATE_CITE
)
WITNESSED = (
    'id = "seen"\ntitle = "见证"\nkind = "Witnessed"\nop = "all-of"\nvalue = {acts}\nwait_seconds = {n}\nforce = "must"\n'
    + TEMPLATE_CITE
)
FLAG = 'id = "flag"\ntitle = "是否"\nkind = "Flag"\nop = "is"\nvalue = {on}\nforce = "must"\n' + TEMPLATE_CITE


@pytest.mark.parametrize(
    ("upper", "local", "conflict"),
    [
        (
            CHOICE.format(op="all-of", value='["a", "b"]'),
            CHOICE.format(op="all-of", value='["a", "b", "c"]'),
            False,
        ),
        (CHOICE.format(op="all-of", value='["a", "b"]'), CHOICE.format(op="all-of", value='["a"]'), True),
        (CHOICE.format(op="any-of", value='["a", "b"]'), CHOICE.format(op="any-of", value='["a"]'), False),
        (CHOICE.format(op="any-of", value='["a"]'), CHOICE.format(op="any-of", value='["a", "b"]'), True),
        (CHOICE.format(op="any-of", value='["a"]'), CHOICE.format(op="any-of", value='["b"]'), True),
        (
            LEAD.format(n=3, unit="workday", how="difference"),
            LEAD.format(n=5, unit="workday", how="difference"),
            False,
        ),
        (
            LEAD.format(n=3, unit="workday", how="difference"),
            LEAD.format(n=2, unit="workday", how="difference"),
            True,
        ),
        (
            LEAD.format(n=3, unit="workday", how="difference"),
            LEAD.format(n=168, unit="hour", how="instant"),
            True,
        ),
        (DUE.format(n=10), DUE.format(n=5), False),
        (DUE.format(n=5), DUE.format(n=10), True),
        (MOST.format(n=2), MOST.format(n=1), False),
        (MOST.format(n=1), MOST.format(n=2), True),
        (SHARE.format(n=2, d=3), SHARE.format(n=4, d=5), False),
        (SHARE.format(n=2, d=3), SHARE.format(n=3, d=5), True),
        (FLAG.format(on="true"), FLAG.format(on="true"), False),
        (FLAG.format(on="true"), FLAG.format(on="false"), True),
        (
            WITNESSED.format(acts='["result"]', n=600),
            WITNESSED.format(acts='["result", "score-lock"]', n=60),
            False,
        ),
        (
            WITNESSED.format(acts='["result", "score-lock"]', n=600),
            WITNESSED.format(acts='["result"]', n=600),
            True,
        ),
        (WITNESSED.format(acts='["result"]', n=600), WITNESSED.format(acts='["score-lock"]', n=600), True),
    ],
)
def test_each_kind_knows_what_is_stricter(upper, local, conflict):
    files = {NATION: pack("000000", upper), CITY: pack("411500", local)}
    if not conflict:
        assert len(load(files).packs) == 2
        return
    with pytest.raises(PackError) as refusal:
        load(files)
    assert refusal.value.code == "rule-looser"


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (CHOICE.format(op="any-of", value='["d"]'), "option-unknown"),
        (CHOICE.format(op="one-of", value='["a", "b"]'), "field-malformed"),
        (CHOICE.format(op="any-of", value='["a", "a"]'), "field-malformed"),
        (LEAD.format(n=3, unit="workday", how="instant"), "field-malformed"),
        (LEAD.format(n=3, unit="hour", how="difference"), "field-malformed"),
        (LEAD.format(n=3, unit="seat", how="difference"), "unit-unknown"),
        (DUE.format(n=5).replace("evaluation-end", "lunch"), "after-unknown"),
        (SHARE.format(n=4, d=3), "field-malformed"),
        (WITNESSED.format(acts='["lunch"]', n=600), "value-unknown"),
        (WITNESSED.format(acts="[]", n=600), "field-malformed"),
        (WITNESSED.format(acts='["result"]', n=0), "field-malformed"),
        (SHARE.format(n=1, d=0), "field-malformed"),
    ],
)
def test_each_kind_refuses_what_it_cannot_hold(rule, code):
    with pytest.raises(PackError) as refusal:
        load({CITY: pack("411500", rule)})
    assert refusal.value.code == code


def test_a_timing_without_days_opens_with_its_event():
    unseal = 'id = "t"\ntitle = "启封"\nkind = "Timing"\nop = "not-before"\nvalue = "check-in"\nof = "all"\nforce = "must"\n'
    policy = load({CITY: pack("411500", unseal + CITE, LEAD.format(n=168, unit="hour", how="instant"))}).pin(
        "411500", Domain.TENDER, ON
    )
    timing = policy.resolve_as("t", Timing).value
    instant = datetime(2026, 6, 18, 1, tzinfo=UTC)
    assert timing.opens_at(instant) == instant
    assert policy.resolve_as("lead", MinLead).value.latest(instant) == datetime(2026, 6, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "years", "tender", "procurement"),
    [
        ("senior", 8, True, True),
        ("sub-senior", 8, True, True),
        ("sub-senior", 7, False, True),
        ("intermediate", 8, False, True),
        ("intermediate", 7, False, False),
        ("none", 40, False, False),
    ],
)
def test_qualification_asks_for_title_and_years_together(
    title: str, years: int, tender: bool, procurement: bool
) -> None:
    senior = Qualification((Way(TitleLevel.SUB_SENIOR, 8),), or_equal=True)
    either = Qualification((Way(TitleLevel.INTERMEDIATE, 8), Way(TitleLevel.SUB_SENIOR, 0)), or_equal=True)
    level = TitleLevel(title)
    assert (senior.met_by(level, years), either.met_by(level, years)) == (tender, procurement)
    assert senior.met_by_equal(years) is (years >= 8)
    assert (senior.against(either), either.against(senior)) == (Strictness.STRICTER, Strictness.LOOSER)
