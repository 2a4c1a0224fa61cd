from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanping.core.errors import Invalid, WrongState
from yuanping.core.scoring import (
    Criterion,
    LowPriceFirst,
    Method,
    MethodKind,
    PricedBid,
    Sheet,
    missing_sheets,
    tally,
)

PLAN = Criterion(id="plan", name="方案", max_points=Decimal(40), objective=False, section="技术")
TEAM = Criterion(id="team", name="团队", max_points=Decimal(10), objective=False, section="技术")
RECORD = Criterion(id="record", name="业绩", max_points=Decimal(20), objective=True, section="商务")
METHOD = Method(
    kind=MethodKind.COMPREHENSIVE_SCORING,
    criteria=(PLAN, TEAM, RECORD),
    price_points=Decimal(30),
    price_formula=LowPriceFirst(),
)
MEMBERS = ["m1", "m2", "m3"]
BIDS = [PricedBid("a", Decimal(100)), PricedBid("b", Decimal(140))]
PRICES = LowPriceFirst().score(BIDS, full=METHOD.price_points)


def _sheet(member, bid, *points):
    return Sheet(
        member_id=member,
        bid_id=bid,
        points={key: Decimal(value) for key, value in zip(("plan", "team", "record"), points, strict=False)},
    )


SHEETS = [
    _sheet("m1", "a", "30", "8", "15"),
    _sheet("m2", "a", "31", "8", "15"),
    _sheet("m3", "a", "39", "9", "15"),
    _sheet("m1", "b", "40", "10", "20"),
    _sheet("m2", "b", "40", "10", "20"),
    _sheet("m3", "b", "40", "10", "20"),
]


def test_tally_is_the_mean_of_all_members_and_the_price():
    first, second = tally(METHOD, SHEETS, members=MEMBERS, bids=BIDS, prices=PRICES)
    assert [(found.criterion_id, str(found.points)) for found in first.criteria] == [
        ("plan", "33.33"),
        ("team", "8.33"),
        ("record", "15.00"),
    ]
    assert [(found.section, str(found.points)) for found in first.sections] == [
        ("技术", "41.67"),
        ("商务", "15.00"),
    ]
    assert (str(first.price_points), str(first.total), first.quoted) == ("30.00", "86.67", 100)
    # 70 + 21.428571… rounded once
    assert (str(second.price_points), str(second.total)) == ("21.43", "91.43")


def test_tally_trace_names_every_figure():
    first, _ = tally(METHOD, SHEETS, members=MEMBERS, bids=BIDS, prices=PRICES)
    assert [(step.label, step.expression, str(step.value)) for step in first.steps] == [
        ("方案（平均分）", "(30 + 31 + 39) ÷ 3", "33.333333333333"),
        ("团队（平均分）", "(8 + 8 + 9) ÷ 3", "8.333333333333"),
        ("业绩（平均分）", "(15 + 15 + 15) ÷ 3", "15"),
        ("价格分", "100 ÷ 100 × 30", "30"),
        ("价格分（取整）", "30 四舍五入保留 2 位小数", "30.00"),
        ("总得分", "33.333333333333 + 8.333333333333 + 15 + 30", "86.666666666667"),
        ("总得分（取整）", "86.666666666667 四舍五入保留 2 位小数", "86.67"),
    ]


def test_tally_leaves_rejected_bids_aside():
    bids = [PricedBid("a", Decimal(100), rejected=True), BIDS[1]]
    prices = LowPriceFirst().score(bids, full=METHOD.price_points)
    totals = tally(METHOD, SHEETS, members=MEMBERS, bids=bids, prices=prices)
    assert [(total.bid_id, str(total.total)) for total in totals] == [("b", "100.00")]


@pytest.mark.parametrize("sheets", [SHEETS[:-1], [*SHEETS[:-1], _sheet("m3", "b", "40", "10")]])
def test_tally_before_all_have_submitted_is_refused_by_name(sheets):
    assert missing_sheets(METHOD, sheets, members=MEMBERS, bid_ids=["a", "b"]) == (("m3", "b"),)
    with pytest.raises(WrongState) as refusal:
        tally(METHOD, sheets, members=MEMBERS, bids=BIDS, prices=PRICES)
    assert (refusal.value.code, "m3" in refusal.value.message) == ("sheets-missing", True)


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (_sheet("m9", "a", "30", "8", "15"), "not-a-member"),
        (_sheet("m1", "z", "30", "8", "15"), "bid-unknown"),
        (_sheet("m1", "a", "30", "8", "15"), "sheet-twice"),
    ],
)
def test_tally_with_a_strange_sheet_is_refused(extra, code):
    with pytest.raises(Invalid) as refusal:
        tally(METHOD, [*SHEETS, extra], members=MEMBERS, bids=BIDS, prices=PRICES)
    assert refusal.value.code == code


def test_tally_with_points_out_of_range_names_the_sheet():
    with pytest.raises(Invalid) as refusal:
        tally(
            METHOD,
            [_sheet("m1", "a", "41", "8", "15"), *SHEETS[1:]],
            members=MEMBERS,
            bids=BIDS,
            prices=PRICES,
        )
    assert (refusal.value.code, refusal.value.field) == ("points-range", "m1/a/plan")


def test_tally_with_an_unknown_criterion_is_refused():
    strange = Sheet(member_id="m1", bid_id="a", points={"none": Decimal(1)})
    with pytest.raises(Invalid) as refusal:
        tally(METHOD, [strange, *SHEETS[1:]], members=MEMBERS, bids=BIDS, prices=PRICES)
    assert refusal.value.code == "criterion-unknown"


def test_tally_that_does_not_fit_the_method_is_refused():
    with pytest.raises(Invalid) as refusal:
        tally(METHOD, SHEETS, members=MEMBERS, bids=BIDS)
    assert refusal.value.code == "prices-missing"
    with pytest.raises(Invalid) as refusal:
        tally(Method(kind=MethodKind.LOWEST_EVALUATED_PRICE), [], members=MEMBERS, bids=BIDS)
    assert refusal.value.code == "method-no-points"
    with pytest.raises(Invalid) as refusal:
        tally(METHOD, SHEETS, members=[], bids=BIDS, prices=PRICES)
    assert refusal.value.code == "members"


@given(st.lists(st.integers(0, 4000), min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_tally_mean_lies_within_the_members_points_in_any_order(cents, shuffler):
    points = [Decimal(value).scaleb(-2) for value in cents]
    members = [f"m{place}" for place in range(len(points))]
    sheets = [_sheet(member, "a", given, "0", "0") for member, given in zip(members, points, strict=True)]
    shuffled = list(sheets)
    shuffler.shuffle(shuffled)
    first, second = (
        tally(METHOD, each, members=members, bids=BIDS[:1], prices=PRICES)[0] for each in (sheets, shuffled)
    )
    assert min(points) <= first.criteria[0].exact <= max(points)
    assert first.total == second.total
