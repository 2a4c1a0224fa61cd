"""Members' score sheets 评分表 and what they add up to.

The mean of *all* members counts: no highest or lowest sheet is dropped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yuanping.core.errors import Invalid, WrongState
from yuanping.core.scoring.criteria import Criterion, Method, MethodKind, check_points
from yuanping.core.scoring.exact import Step, mean, mean_expression, round_half_up, show, step_of
from yuanping.core.scoring.prices import PricedBid, PriceScores, valid_bids


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One member's points for one bid, by criterion id.

    ``declared_total`` is the sum the member wrote down, where a sheet carries one (paper, import).
    """

    member_id: str
    bid_id: str
    points: Mapping[str, Decimal]
    declared_total: Decimal | None = None

    @property
    def total(self) -> Fraction:
        """The sum of the points, in full precision."""
        return sum((Fraction(points) for points in self.points.values()), Fraction(0))


@dataclass(frozen=True, slots=True)
class CriterionMean:
    criterion_id: str
    section: str
    exact: Fraction
    points: Decimal


@dataclass(frozen=True, slots=True)
class SectionTotal:
    """Sum of the section's means; a criterion without a section stands in the section ``""``."""

    section: str
    exact: Fraction
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BidTotal:
    """Everything one bid scored.

    ``total`` is the exact sum rounded once, so it may differ by a last digit from the sum of figures that were
    rounded for showing; ``steps`` show the exact ones. ``quoted`` is the price as bid, in yuan.
    """

    bid_id: str
    quoted: Decimal
    criteria: tuple[CriterionMean, ...]
    sections: tuple[SectionTotal, ...]
    price_points: Decimal
    total: Decimal
    steps: tuple[Step, ...]


def missing_sheets(
    method: Method, sheets: Iterable[Sheet], *, members: Sequence[str], bid_ids: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Member and bid of every sheet that is absent or incomplete, in the order of members, then bids."""
    needed = {criterion.id for criterion in method.criteria}
    complete = {(sheet.member_id, sheet.bid_id) for sheet in sheets if needed <= set(sheet.points)}
    return tuple(
        (member, bid_id) for member in members for bid_id in bid_ids if (member, bid_id) not in complete
    )


def require_complete(
    method: Method, sheets: Sequence[Sheet], *, members: Sequence[str], bid_ids: Sequence[str]
) -> None:
    """``WrongState`` until every member has scored every criterion of every bid."""
    missing = missing_sheets(method, sheets, members=members, bid_ids=bid_ids)
    if missing:
        waiting = tuple(dict.fromkeys(member for member, _ in missing))
        raise WrongState(
            "sheets-missing",
            f"尚有 {len(waiting)} 名成员未完成评分：{'、'.join(waiting)}。",
            remedy="请等待全体成员提交评分后再汇总。",
            field="sheets",
        )


def tally(
    method: Method,
    sheets: Sequence[Sheet],
    *,
    members: Sequence[str],
    bids: Sequence[PricedBid],
    prices: PriceScores | None = None,
    places: int = 2,
) -> tuple[BidTotal, ...]:
    """The totals of the valid bids, in the order given; sheets for rejected bids are left aside.

    ``prices`` are needed when the method has price points. Raises ``WrongState`` while sheets are missing and
    ``Invalid`` for a strange or repeated sheet, points outside their criterion, or prices that do not fit.
    """
    if method.kind is not MethodKind.COMPREHENSIVE_SCORING:
        raise Invalid(
            "method-no-points", "该评标办法不计算得分。", remedy="请按评审价格排序。", field="method"
        )
    if (prices is not None) != (method.price_formula is not None):
        raise Invalid("prices-missing", "价格分与评标办法不一致。", remedy="请先计算价格分。", field="prices")
    valid = valid_bids(bids)
    _check_sheets(method, sheets, members=members, bid_ids={bid.id for bid in bids})
    require_complete(method, sheets, members=members, bid_ids=[bid.id for bid in valid])
    return tuple(
        _total(
            method, bid, [sheet for sheet in sheets if sheet.bid_id == bid.id], prices=prices, places=places
        )
        for bid in valid
    )


def _total(
    method: Method, bid: PricedBid, sheets: list[Sheet], *, prices: PriceScores | None, places: int
) -> BidTotal:
    steps: list[Step] = []
    means: list[CriterionMean] = []
    for criterion in method.criteria:
        points = [Fraction(sheet.points[criterion.id]) for sheet in sheets]
        exact = mean(points)
        steps.append(step_of(f"{criterion.name}（平均分）", mean_expression(points), exact))
        means.append(
            CriterionMean(criterion.id, criterion.section, exact, round_half_up(exact, places=places))
        )
    parts = [found.exact for found in means]
    price_points = Decimal(0)
    if prices is not None:
        price = prices.of(bid.id)
        steps.extend(price.steps)
        parts.append(price.exact)
        price_points = price.points
    total = sum(parts, Fraction(0))
    rounded = round_half_up(total, places=places)
    steps.extend(
        (
            step_of("总得分", " + ".join(show(part) for part in parts), total),
            Step("总得分（取整）", f"{show(total)} 四舍五入保留 {places} 位小数", rounded, exact=True),
        )
    )
    return BidTotal(
        bid_id=bid.id,
        quoted=bid.quoted,
        criteria=tuple(means),
        sections=_sections(means, places=places),
        price_points=price_points,
        total=rounded,
        steps=tuple(steps),
    )


def _sections(means: list[CriterionMean], *, places: int) -> tuple[SectionTotal, ...]:
    sums: dict[str, Fraction] = {}
    for found in means:
        sums[found.section] = sums.get(found.section, Fraction(0)) + found.exact
    return tuple(
        SectionTotal(section, exact, round_half_up(exact, places=places)) for section, exact in sums.items()
    )


def _check_sheets(
    method: Method, sheets: Sequence[Sheet], *, members: Sequence[str], bid_ids: set[str]
) -> None:
    if not members or len(set(members)) != len(members):
        raise Invalid("members", "评标委员会成员名单为空或者有重复。", field="members")
    criteria = {criterion.id: criterion for criterion in method.criteria}
    seen: set[tuple[str, str]] = set()
    for sheet in sheets:
        if sheet.member_id not in members:
            raise Invalid("not-a-member", f"{sheet.member_id} 不是评标委员会成员。", field="sheets")
        if sheet.bid_id not in bid_ids:
            raise Invalid("bid-unknown", f"评分表所评投标 {sheet.bid_id} 不在本标段。", field="sheets")
        if (sheet.member_id, sheet.bid_id) in seen:
            raise Invalid(
                "sheet-twice", f"成员 {sheet.member_id} 对投标 {sheet.bid_id} 有两份评分表。", field="sheets"
            )
        seen.add((sheet.member_id, sheet.bid_id))
        _check_sheet(sheet, criteria)


def _check_sheet(sheet: Sheet, criteria: Mapping[str, Criterion]) -> None:
    for criterion_id, points in sheet.points.items():
        criterion = criteria.get(criterion_id)
        if criterion is None:
            raise Invalid("criterion-unknown", f"评标办法中没有评分项 {criterion_id}。", field="sheets")
        check_points(criterion, points, field=f"{sheet.member_id}/{sheet.bid_id}/{criterion_id}")
