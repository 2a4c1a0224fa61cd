"""Benchmark price from a mean 平均值类评标基准价 with points off for deviation."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from yuanping.core.errors import Invalid
from yuanping.core.scoring.exact import Step, mean, mean_expression, show, step_of
from yuanping.core.scoring.prices import PricedBid, PriceScore, PriceScores, finish, valid_bids

_LARGEST_TRIM = Decimal("0.4")


class Take(StrEnum):
    """What is taken from the sorted prices."""

    MEAN = "mean"
    SECOND_LOWEST = "second-lowest"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRule:
    """How the base is formed from ``at_least`` valid bids on, until a rule for more bids takes over.

    ``trim_share`` of the bids, rounded down, is dropped at each end, and then ``drop_highest`` more at the top.
    """

    at_least: int
    take: Take = Take.MEAN
    trim_share: Decimal = Decimal(0)
    drop_highest: int = 0

    def __post_init__(self) -> None:
        share = self.trim_share
        in_range = share.is_finite() and 0 <= share <= _LARGEST_TRIM
        if self.at_least < 1 or self.drop_highest < 0 or not in_range:
            raise Invalid(
                "count-rule",
                "基准价规则的家数应不小于 1，去除个数应不小于 0，每端去除比例应在 0 至 0.4 之间。",
                field="rules",
            )
        needed = 2 if self.take is Take.SECOND_LOWEST else 1
        # a trim of 0.4 at each end leaves a fifth, so from five times as many bids on enough are always left
        counts = range(self.at_least, self.at_least + 5 * (needed + self.drop_highest))
        if any(n - 2 * self._trimmed(n) - self.drop_highest < needed for n in counts):
            raise Invalid("count-rule-empty", "按该规则去除报价后所剩不足，无法计算基准价。", field="rules")

    def _trimmed(self, count: int) -> int:
        return int(count * Fraction(self.trim_share))

    def kept(self, prices: Sequence[Fraction]) -> list[Fraction]:
        """The prices left, lowest first."""
        ordered = sorted(prices)
        each_end = self._trimmed(len(ordered))
        return ordered[each_end : len(ordered) - each_end - self.drop_highest]


#: The kernel of public calculators: up to 2 the mean, 3 the second lowest, 4 to 6 without the highest, from 7 on
#: without a fifth at each end. A document with other rules passes its own.
KERNEL_RULES = (
    CountRule(at_least=1),
    CountRule(at_least=3, take=Take.SECOND_LOWEST),
    CountRule(at_least=4, drop_highest=1),
    CountRule(at_least=7, trim_share=Decimal("0.2")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanBenchmark:
    """Benchmark = base × ``k``; each 1 % of deviation costs ``above`` points over it and ``below`` points under it.

    The score is ``full`` at the benchmark and never below 0. ``rules`` say how the base is formed, by the number
    of valid bids. ``Invalid`` when ``k`` is not positive, a rate is negative, or the rules do not begin at one bid.
    """

    k: Decimal
    above: Decimal
    below: Decimal
    rules: tuple[CountRule, ...] = KERNEL_RULES

    def __post_init__(self) -> None:
        if not (self.k.is_finite() and self.k > 0):
            raise Invalid("benchmark-k", "基准价系数应大于 0。", remedy="例如 0.95。", field="k")
        for field, rate in (("above", self.above), ("below", self.below)):
            if not (rate.is_finite() and rate >= 0):
                raise Invalid("benchmark-rate", "每偏离 1% 的扣分应不小于 0。", field=field)
        counts = [rule.at_least for rule in self.rules]
        if counts[:1] != [1] or counts != sorted(set(counts)):
            raise Invalid(
                "benchmark-rules", "基准价规则应从 1 家有效投标开始，按家数由少到多排列。", field="rules"
            )

    def score(self, bids: Sequence[PricedBid], *, full: Decimal, places: int = 2) -> PriceScores:
        """Raises ``WrongState`` when no bid is valid."""
        valid = valid_bids(bids)
        base, base_step = self._base([Fraction(bid.price) for bid in valid])
        benchmark = base * Fraction(self.k)
        steps = (
            base_step,
            step_of("评标基准价", f"{show(base)} × {show(self.k)}", benchmark),
        )
        scores = tuple(self._score(bid, benchmark, full=full, places=places) for bid in valid)
        return PriceScores(benchmark, steps, scores)

    def _base(self, prices: list[Fraction]) -> tuple[Fraction, Step]:
        rule = [rule for rule in self.rules if rule.at_least <= len(prices)][-1]
        kept = rule.kept(prices)
        if rule.take is Take.SECOND_LOWEST:
            listed = "，".join(show(price) for price in kept)
            return kept[1], step_of("基准价计算基数", f"次低价：第二小值({listed})", kept[1])
        base = mean(kept)
        dropped = len(prices) - len(kept)
        label = f"基准价计算基数（{len(prices)} 家有效投标，去除 {dropped} 家）"
        return base, step_of(label, mean_expression(kept), base)

    def _score(self, bid: PricedBid, benchmark: Fraction, *, full: Decimal, places: int) -> PriceScore:
        price = Fraction(bid.price)
        deviation = (price - benchmark) / benchmark * 100
        rate = self.above if deviation > 0 else self.below
        deduction = abs(deviation) * Fraction(rate)
        exact = max(Fraction(full) - deduction, Fraction(0))
        base = show(benchmark)
        steps = (
            step_of("偏差率（%）", f"({show(price)} − {base}) ÷ {base} × 100", deviation),
            step_of("扣分", f"{show(abs(deviation))} × {show(rate)}", deduction),
            step_of("价格分", f"最大值({show(full)} − {show(deduction)}，0)", exact),
        )
        return finish(bid.id, exact, steps, places=places)
