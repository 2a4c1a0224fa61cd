"""Price points 价格分, each with the calculation that an outsider can repeat.

Formulas are document data: a tender document chooses one and its numbers, the code knows only the kinds.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from yuanping.core.errors import Invalid, WrongState
from yuanping.core.scoring.exact import Step, round_half_up, show, step_of


@dataclass(frozen=True, slots=True)
class PricedBid:
    """A bid with its prices in yuan.

    ``quoted`` is the price as bid (投标报价); ``evaluated`` the price that counts in formulas after correction and
    policy adjustments (评审价格), equal to ``quoted`` when None. Rejected bids take no part. ``Invalid`` for a
    price that is not positive.
    """

    id: str
    quoted: Decimal
    evaluated: Decimal | None = None
    rejected: bool = False

    def __post_init__(self) -> None:
        for field, price in (("quoted", self.quoted), ("evaluated", self.evaluated)):
            if price is not None and not (price.is_finite() and price > 0):
                raise Invalid(
                    "price-not-positive",
                    f"投标 {self.id} 的价格应大于 0。",
                    remedy="请核对开标记录；免费或者零报价不能参与价格分计算，应当按采购文件处理。",
                    field=field,
                )

    @property
    def price(self) -> Decimal:
        """The price that counts in formulas."""
        return self.quoted if self.evaluated is None else self.evaluated


@dataclass(frozen=True, slots=True)
class PriceScore:
    """Points of one bid: ``exact`` for adding up, ``points`` rounded half up for showing."""

    bid_id: str
    exact: Fraction
    points: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class PriceScores:
    """Benchmark, its steps, and the scores of the valid bids in the order given."""

    benchmark: Fraction
    steps: tuple[Step, ...]
    scores: tuple[PriceScore, ...]

    def of(self, bid_id: str) -> PriceScore:
        """The score of a valid bid; ``Invalid`` for a rejected or unknown one."""
        for score in self.scores:
            if score.bid_id == bid_id:
                return score
        raise Invalid("bid-not-scored", f"投标 {bid_id} 没有价格分。", field="bid_id")


class PriceFormula(Protocol):
    """A way to price points; ``full`` is the most a price may get, rounding comes last."""

    def score(self, bids: Sequence[PricedBid], *, full: Decimal, places: int = 2) -> PriceScores: ...


@dataclass(frozen=True, slots=True)
class LowPriceFirst:
    """低价优先法: benchmark = lowest valid price; points = benchmark ÷ price × full."""

    def score(self, bids: Sequence[PricedBid], *, full: Decimal, places: int = 2) -> PriceScores:
        """Raises ``WrongState`` when no bid is valid."""
        valid = valid_bids(bids)
        low = Fraction(min(bid.price for bid in valid))
        base = step_of("评标基准价", f"有效投标最低价：最小值({_listed(valid)})", low)
        scores = []
        for bid in valid:
            exact = low / Fraction(bid.price) * Fraction(full)
            expression = f"{show(low)} ÷ {show(bid.price)} × {show(full)}"
            scores.append(finish(bid.id, exact, (step_of("价格分", expression, exact),), places=places))
        return PriceScores(low, (base,), tuple(scores))


def valid_bids(bids: Sequence[PricedBid]) -> list[PricedBid]:
    """The bids that were not rejected; ``WrongState`` when there is none, ``Invalid`` when an id stands twice."""
    repeated = [bid_id for bid_id, count in Counter(bid.id for bid in bids).items() if count > 1]
    if repeated:
        raise Invalid("bid-repeated", f"投标编号重复：{'、'.join(repeated)}。", field="bids")
    valid = [bid for bid in bids if not bid.rejected]
    if not valid:
        raise WrongState(
            "no-valid-bid",
            "没有有效投标，不能计算价格分。",
            remedy="请由评标委员会按规定否决全部投标或者终止评审。",
        )
    return valid


def finish(bid_id: str, exact: Fraction, steps: tuple[Step, ...], *, places: int) -> PriceScore:
    """Round once, and say so in the trace."""
    points = round_half_up(exact, places=places)
    rounding = Step("价格分（取整）", f"{show(exact)} 四舍五入保留 {places} 位小数", points, exact=True)
    return PriceScore(bid_id, exact, points, (*steps, rounding))


def _listed(bids: Sequence[PricedBid]) -> str:
    return "，".join(show(bid.price) for bid in bids)
