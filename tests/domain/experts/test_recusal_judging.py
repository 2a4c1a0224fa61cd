"""Every reason for staying out of a draw, with its boundaries; no database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.shelf import LIBRARY
from yuanping.core.policy import Domain, Event, Lookback, MaxCount, Share, Unit
from yuanping.domain.experts.recusal import class_counts, over_excluded, terms_of
from yuanping.domain.experts.recusal.judging import Employment, Exclusions, Facts, Tie, full_years, judge
from yuanping.domain.experts.states import RECUSAL_LABELS, Recusal, RelationKind

ON = date(2026, 3, 1)
BIDDER, TENDERER, OTHER = "91410000000000001A", "91410000000000002B", "91410000000000003C"
PROCUREMENT = terms_of(LIBRARY.pin("411500", Domain.PROCUREMENT, ON))
TENDER = terms_of(LIBRARY.pin("411500", Domain.TENDER, ON))
PARTIES = {BIDDER: Recusal.BIDDER, TENDERER: Recusal.TENDERER}
FACTS = Facts(parties=PARTIES)


def people(found: Exclusions) -> dict[int, Recusal]:
    return {pk: reason.code for pk, reason in found.people.items()}


def worked(uscc: str, from_on: date | None, to_on: date | None) -> Facts:
    return replace(FACTS, employments=[Employment(expert_id=7, uscc=uscc, from_on=from_on, to_on=to_on)])


def tied(kind: RelationKind, from_on: date, to_on: date | None) -> Facts:
    return replace(FACTS, ties=[Tie(expert_id=7, uscc=BIDDER, kind=kind, from_on=from_on, to_on=to_on)])


@pytest.mark.parametrize("terms", [PROCUREMENT, TENDER], ids=["procurement", "tender"])
@pytest.mark.parametrize(
    ("uscc", "from_on", "to_on", "recused"),
    [
        (BIDDER, date(2010, 1, 1), date(2023, 3, 1), True),
        (BIDDER, date(2010, 1, 1), date(2023, 2, 28), False),
        (TENDERER, date(2010, 1, 1), date(2025, 12, 31), True),
        (OTHER, date(2010, 1, 1), date(2025, 12, 31), False),
        (BIDDER, date(2010, 1, 1), None, True),
        (BIDDER, None, None, True),
        (BIDDER, ON, None, True),
        (BIDDER, date(2026, 3, 2), None, False),
    ],
)
def test_employment_counts_for_three_years(
    terms: object, uscc: str, from_on: date | None, to_on: date | None, recused: bool
) -> None:
    found = people(judge(worked(uscc, from_on, to_on), terms, on=ON))  # type: ignore[arg-type]
    assert found == ({7: Recusal.FORMER_EMPLOYMENT} if recused else {})


def test_employment_without_a_rule_counts_only_while_it_lasts() -> None:
    silent = replace(PROCUREMENT, window=None)
    assert people(judge(worked(BIDDER, None, date(2026, 2, 28)), silent, on=ON)) == {}
    assert people(judge(worked(BIDDER, None, ON), silent, on=ON)) == {7: Recusal.FORMER_EMPLOYMENT}


def test_the_pack_says_whether_the_day_three_years_ago_counts() -> None:
    exclusive = replace(PROCUREMENT, window=Lookback(3, Unit.YEAR, Event.ACTIVITY, inclusive=False))
    assert people(judge(worked(BIDDER, None, date(2023, 3, 1)), exclusive, on=ON)) == {}
    assert people(judge(worked(BIDDER, None, date(2023, 3, 2)), exclusive, on=ON)) == {
        7: Recusal.FORMER_EMPLOYMENT
    }


@pytest.mark.parametrize(
    ("kind", "to_on", "code"),
    [
        (RelationKind.DIRECTOR, date(2023, 3, 1), Recusal.OFFICE),
        (RelationKind.DIRECTOR, date(2023, 2, 28), None),
        (RelationKind.SHAREHOLDER, date(2023, 3, 1), Recusal.CONTROL),
        (RelationKind.SHAREHOLDER, date(2023, 2, 28), None),
        (RelationKind.SHAREHOLDER, None, Recusal.CONTROL),
        (RelationKind.RELATIVE, None, Recusal.KINSHIP),
        (RelationKind.RELATIVE, ON, Recusal.KINSHIP),
        (RelationKind.RELATIVE, date(2026, 2, 28), None),
        (RelationKind.OTHER, ON, Recusal.OTHER_INTEREST),
        (RelationKind.OTHER, date(2026, 2, 28), None),
    ],
)
def test_a_tie_counts_while_it_lasts_and_an_office_or_share_for_three_years(
    kind: RelationKind, to_on: date | None, code: Recusal | None
) -> None:
    found = people(judge(tied(kind, date(2015, 1, 1), to_on), PROCUREMENT, on=ON))
    assert found == ({7: code} if code else {})


def test_a_tie_that_begins_later_does_not_count() -> None:
    assert people(judge(tied(RelationKind.RELATIVE, date(2026, 3, 2), None), PROCUREMENT, on=ON)) == {}


@pytest.mark.parametrize(
    ("born", "terms", "excluded", "warned"),
    [
        (date(1956, 3, 2), PROCUREMENT, False, False),  # 69
        (date(1956, 3, 1), PROCUREMENT, True, False),  # 70 that day
        (date(1961, 3, 2), TENDER, False, False),  # 64
        (date(1961, 3, 1), TENDER, False, True),  # 65: the practice only warns
    ],
)
def test_age_excludes_where_the_rule_binds_and_else_warns(
    born: date, terms: object, excluded: bool, warned: bool
) -> None:
    found = judge(replace(FACTS, births={7: born}), terms, on=ON)  # type: ignore[arg-type]
    assert people(found) == ({7: Recusal.AGE} if excluded else {})
    assert [(each.code, each.count) for each in found.warnings] == ([(Recusal.AGE, 1)] if warned else [])


def test_a_birthday_on_a_leap_day_is_a_day_later_in_other_years() -> None:
    assert [full_years(date(1956, 2, 29), day) for day in (date(2026, 2, 28), date(2026, 3, 1))] == [69, 70]


@pytest.mark.parametrize(
    ("days", "often"),
    [
        ([date(2025, 6, 1), date(2025, 9, 1)], False),
        ([date(2025, 6, 1), date(2025, 9, 1), date(2025, 12, 1)], True),
        ([date(2025, 3, 1), date(2025, 9, 1), date(2025, 12, 1)], False),  # the first lies twelve months back
        ([date(2025, 3, 2), date(2025, 9, 1), date(2025, 12, 1)], True),
        ([date(2025, 6, 1), date(2025, 9, 1), date(2026, 3, 2)], False),  # the last is still to come
    ],
)
def test_frequency_warns_and_excludes_where_the_rule_binds(days: list[date], often: bool) -> None:
    known = replace(FACTS, evaluations={7: days})
    warned = judge(known, TENDER, on=ON)
    assert people(warned) == {}
    assert [each.code for each in warned.warnings] == ([Recusal.FREQUENCY] if often else [])
    bound = judge(known, replace(TENDER, frequency_excludes=True), on=ON)
    assert people(bound) == ({7: Recusal.FREQUENCY} if often else {})
    assert bound.warnings == ()


def test_a_number_of_the_pack_decides_how_often_is_too_often() -> None:
    once = replace(TENDER, frequency=MaxCount(1, Unit.TIME), frequency_excludes=True)
    assert people(judge(replace(FACTS, evaluations={7: [date(2025, 12, 1)]}), once, on=ON)) == {
        7: Recusal.FREQUENCY
    }


def test_sanction_leave_and_earlier_draw_keep_out_whatever_the_rules() -> None:
    known = replace(FACTS, sanctioned=[1], away=[2], suspended=[4], drawn_before=[3], seated_employers=[9])
    found = judge(known, TENDER, on=ON)
    assert people(found) == {
        1: Recusal.SANCTION,
        2: Recusal.LEAVE,
        3: Recusal.DRAWN_BEFORE,
        4: Recusal.SUSPENDED,
    }
    assert {pk: reason.code for pk, reason in found.employers.items()} == {9: Recusal.SEATED_EMPLOYER}


def test_the_first_reason_in_the_fixed_order_counts_once() -> None:
    known = replace(
        FACTS,
        employers={9: TENDERER, 8: BIDDER},
        seated_employers=[9],
        sanctioned=[1, 2],
        away=[1],
        drawn_before=[2, 3],
    )
    found = judge(known, TENDER, on=ON)
    assert found.counted([(1, 9), (2, 5), (3, 8), (4, 9), (5, 5)]) == {"1": 1, "2": 2, "sanction": 1}


@pytest.mark.parametrize("terms", [PROCUREMENT, TENDER], ids=["procurement", "tender"])
def test_every_reason_but_absence_stands_in_a_rule(terms: object) -> None:
    cited = set(terms.citations)  # type: ignore[attr-defined]
    assert cited == set(Recusal) - {Recusal.LEAVE, Recusal.SUSPENDED}
    assert set(RECUSAL_LABELS) == set(Recusal)


def test_classes_are_counted_before_and_after() -> None:
    rows = [
        (("a",), 1, None),
        (("a", "b"), 2, Recusal.BIDDER),
        (("a",), 1, None),
        (("b",), 3, Recusal.LEAVE),
        (("c",), 4, None),
    ]
    a, b = class_counts(rows, {"a": 1, "b": 2})
    assert (a.wanted, a.fitting, a.experts, a.employers, a.excluded) == (1, 3, 2, 1, {Recusal.BIDDER: 1})
    assert (b.wanted, b.fitting, b.experts, b.employers) == (2, 2, 0, 0)
    assert b.excluded == {Recusal.BIDDER: 1, Recusal.LEAVE: 1}


@pytest.mark.parametrize(("out", "alarmed"), [(0, False), (2, False), (3, True)])
def test_over_exclusion_is_noticed_past_the_share(out: int, alarmed: bool) -> None:
    rows = [(("a",), n, Recusal.DECLARED if n < out else None) for n in range(6)]
    counts = class_counts(rows, {"a": 1})
    assert bool(over_excluded(counts, Share(2, 3))) is alarmed
    assert over_excluded(counts, None) == []


def test_leaves_are_no_over_exclusion() -> None:
    rows = [(("a",), n, Recusal.LEAVE if n else None) for n in range(6)]
    assert over_excluded(class_counts(rows, {"a": 1}), Share(2, 3)) == []


CODES = st.sampled_from(list(Recusal))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.none() | CODES), max_size=20))
def test_nobody_is_lost_in_counting(pool: list[tuple[int, Recusal | None]]) -> None:
    rows = [(("a",), employer, why) for employer, why in pool]
    (count,) = class_counts(rows, {"a": 1})
    kept: Mapping[int, None] = {employer: None for employer, why in pool if why is None}
    assert count.experts + sum(count.excluded.values()) == count.fitting == len(pool)
    assert count.employers == len(kept)
