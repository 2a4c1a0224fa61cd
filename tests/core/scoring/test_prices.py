from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanping.core.errors import Invalid, WrongState
from yuanping.core.scoring import CountRule, LowPriceFirst, MeanBenchmark, PricedBid, Take

KERNEL = MeanBenchmark(k=Decimal("0.96"), above=Decimal("0.6"), below=Decimal("0.3"))
amounts = st.integers(1, 10**12).map(lambda cents: Decimal(cents).scaleb(-2))


def _bids(*prices):
    return [PricedBid(f"b{place}", Decimal(price)) for place, price in enumerate(prices, start=1)]


def _points(result):
    return [str(score.points) for score in result.scores]


def test_low_price_first_published_vectors():
    assert _points(LowPriceFirst().score(_bids(100, 140), full=Decimal(20))) == ["20.00", "14.29"]
    result = LowPriceFirst().score(_bids(900000, 950000, 1000000), full=Decimal(30), places=4)
    assert _points(result) == ["30.0000", "28.4211", "27.0000"]


def test_low_price_first_trace_names_every_figure():
    result = LowPriceFirst().score(_bids(100, 140), full=Decimal(20))
    assert [(step.label, step.expression, str(step.value), step.exact) for step in result.steps] == [
        ("评标基准价", "有效投标最低价：最小值(100，140)", "100", True)
    ]
    assert [(step.label, step.expression, str(step.value), step.exact) for step in result.of("b2").steps] == [
        ("价格分", "100 ÷ 140 × 20", "14.285714285714", False),
        ("价格分（取整）", "14.285714285714 四舍五入保留 2 位小数", "14.29", True),
    ]


def test_low_price_first_half_is_rounded_up_where_decimals_would_round_down():
    # exactly 10.015; with 28-digit decimals the quotient falls short and gives 10.01
    with localcontext(prec=28):
        assert _points(LowPriceFirst().score(_bids(2003, 6000), full=Decimal(30))) == ["30.00", "10.02"]


def test_low_price_first_rejected_bid_is_no_base_and_has_no_score():
    bids = [*_bids(100, 140), PricedBid("low", Decimal(1), rejected=True)]
    result = LowPriceFirst().score(bids, full=Decimal(20))
    assert (result.benchmark, _points(result)) == (100, ["20.00", "14.29"])
    with pytest.raises(Invalid) as refusal:
        result.of("low")
    assert refusal.value.code == "bid-not-scored"


def test_low_price_first_policy_deduction_counts_in_base_and_score():
    bids = [PricedBid("small", Decimal(100), evaluated=Decimal(80)), PricedBid("large", Decimal(100))]
    assert _points(LowPriceFirst().score(bids, full=Decimal(30))) == ["30.00", "24.00"]


def test_mean_benchmark_published_vector():
    result = KERNEL.score(_bids(100, 102, 104, 106, 108, 110, 120), full=Decimal(60), places=4)
    assert (result.steps[0].value, result.benchmark) == (106, Fraction(10176, 100))
    assert _points(result) == ["59.4811", "59.8585", "58.6792", "57.5000", "56.3208", "55.1415", "49.2453"]


def test_mean_benchmark_average_price_published_vector():
    formula = MeanBenchmark(k=Decimal(1), above=Decimal("0.2"), below=Decimal("0.2"))
    result = formula.score(_bids(100, 140), full=Decimal(20))
    assert (result.benchmark, _points(result)) == (120, ["16.67", "16.67"])


def test_mean_benchmark_trace_names_every_figure():
    result = KERNEL.score(_bids(100, 200, 300, 400), full=Decimal(60))
    assert [(step.label, step.expression, str(step.value)) for step in result.steps] == [
        ("基准价计算基数（4 家有效投标，去除 1 家）", "(100 + 200 + 300) ÷ 3", "200"),
        ("评标基准价", "200 × 0.96", "192"),
    ]
    assert [(step.label, step.expression, str(step.value)) for step in result.of("b3").steps] == [
        ("偏差率（%）", "(300 − 192) ÷ 192 × 100", "56.25"),
        ("扣分", "56.25 × 0.6", "33.75"),
        ("价格分", "最大值(60 − 33.75，0)", "26.25"),
        ("价格分（取整）", "26.25 四舍五入保留 2 位小数", "26.25"),
    ]


@pytest.mark.parametrize(
    ("prices", "base"),
    [
        ((100,), 100),
        ((100, 140), 120),
        ((300, 100, 200), 200),
        ((100, 200, 300, 1000), 200),
        ((100, 200, 300, 400, 500, 1000), 300),
        ((1, 200, 300, 400, 500, 600, 10000), 400),
        ((1, 2, 300, 300, 300, 300, 300, 300, 9000, 10000), 300),
    ],
)
def test_mean_benchmark_base_by_count(prices, base):
    formula = MeanBenchmark(k=Decimal(1), above=Decimal(1), below=Decimal(1))
    assert formula.score(_bids(*prices), full=Decimal(60)).benchmark == base


def test_mean_benchmark_score_never_below_zero():
    formula = MeanBenchmark(k=Decimal(1), above=Decimal(2), below=Decimal(1))
    assert _points(formula.score(_bids(1, 1000), full=Decimal(30))) == ["0.00", "0.00"]


@pytest.mark.parametrize("formula", [LowPriceFirst(), KERNEL])
def test_price_formula_without_a_valid_bid_or_with_a_repeated_one_is_refused(formula):
    with pytest.raises(WrongState) as refusal:
        formula.score([PricedBid("b1", Decimal(1), rejected=True)], full=Decimal(30))
    assert refusal.value.code == "no-valid-bid"
    with pytest.raises(Invalid) as refusal:
        formula.score([PricedBid("b1", Decimal(1)), PricedBid("b1", Decimal(2))], full=Decimal(30))
    assert refusal.value.code == "bid-repeated"


@pytest.mark.parametrize("price", ["0", "-1", "NaN", "Infinity"])
def test_priced_bid_not_positive_is_refused(price):
    with pytest.raises(Invalid) as refusal:
        PricedBid("b1", Decimal(price))
    assert (refusal.value.code, refusal.value.field) == ("price-not-positive", "quoted")
    with pytest.raises(Invalid) as refusal:
        PricedBid("b1", Decimal(100), evaluated=Decimal(price))
    assert refusal.value.field == "evaluated"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"k": Decimal(0)}, "benchmark-k"),
        ({"k": Decimal("NaN")}, "benchmark-k"),
        ({"above": Decimal(-1)}, "benchmark-rate"),
        ({"rules": ()}, "benchmark-rules"),
        ({"rules": (CountRule(at_least=2),)}, "benchmark-rules"),
        ({"rules": (CountRule(at_least=1), CountRule(at_least=1))}, "benchmark-rules"),
    ],
)
def test_mean_benchmark_wrong_numbers_are_refused(change, code):
    with pytest.raises(Invalid) as refusal:
        MeanBenchmark(**{"k": Decimal(1), "above": Decimal(1), "below": Decimal(1), **change})
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"at_least": 0}, "count-rule"),
        ({"at_least": 1, "trim_share": Decimal("0.41")}, "count-rule"),
        ({"at_least": 1, "trim_share": Decimal("NaN")}, "count-rule"),
        ({"at_least": 1, "drop_highest": -1}, "count-rule"),
        ({"at_least": 1, "drop_highest": 1}, "count-rule-empty"),
        ({"at_least": 1, "take": Take.SECOND_LOWEST}, "count-rule-empty"),
        ({"at_least": 2, "trim_share": Decimal("0.34"), "drop_highest": 1}, "count-rule-empty"),
    ],
)
def test_count_rule_that_leaves_too_few_is_refused(rule, code):
    with pytest.raises(Invalid) as refusal:
        CountRule(**rule)
    assert refusal.value.code == code


@given(st.lists(amounts, min_size=1, max_size=12))
def test_price_points_lie_between_zero_and_full(prices):
    full = Decimal(30)
    low_first = LowPriceFirst().score(_bids(*prices), full=full)
    assert max(score.points for score in low_first.scores) == full
    assert all(0 < score.exact <= full for score in low_first.scores)
    assert all(0 <= score.exact <= full for score in KERNEL.score(_bids(*prices), full=full).scores)


@given(st.lists(amounts, min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_price_points_do_not_depend_on_the_order_of_bids(prices, shuffler):
    bids = _bids(*prices)
    shuffled = list(bids)
    shuffler.shuffle(shuffled)
    for formula in (LowPriceFirst(), KERNEL):
        first, second = (formula.score(each, full=Decimal(30)) for each in (bids, shuffled))
        assert {score.bid_id: score.exact for score in first.scores} == {
            score.bid_id: score.exact for score in second.scores
        }
