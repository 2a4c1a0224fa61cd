"""What is scored and by which method 评审因素与评标办法."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from yuanping.core.errors import Invalid
from yuanping.core.scoring.exact import is_workable, show
from yuanping.core.scoring.prices import PriceFormula

_PLACES = Decimal("0.01")


class Stage(StrEnum):
    """The three parts of preliminary review 初步评审."""

    QUALIFICATION = "qualification"
    FORM = "form"
    RESPONSIVENESS = "responsiveness"


@dataclass(frozen=True, slots=True)
class PreliminaryItem:
    """One point on which a bid passes or fails."""

    id: str
    name: str
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One scored item 评分项, in points.

    ``objective`` items must be scored alike by all members. ``step`` counts from ``min_points``; without it any
    points of at most two places are allowed. Raises ``Invalid`` when the range is empty, negative or not reached
    by the step.
    """

    id: str
    name: str
    max_points: Decimal
    objective: bool
    min_points: Decimal = Decimal(0)
    step: Decimal | None = None
    section: str = ""

    def __post_init__(self) -> None:
        numbers = (self.max_points, self.min_points, self.step if self.step is not None else Decimal(1))
        if not all(is_workable(number) for number in numbers):
            raise Invalid("criterion-number", f"评分项“{self.name}”的分值不是有效数字。", field="max_points")
        if not 0 <= self.min_points < self.max_points:
            raise Invalid(
                "criterion-range",
                f"评分项“{self.name}”的最低分应不小于 0 且小于最高分。",
                remedy="请更正最低分或者最高分。",
                field="max_points",
            )
        if self.step is None:
            return
        if self.step <= 0 or (Fraction(self.max_points) - Fraction(self.min_points)) % Fraction(self.step):
            raise Invalid(
                "criterion-step",
                f"评分项“{self.name}”的分档应大于 0，且能从最低分整除到最高分。",
                remedy="请更正分档。",
                field="step",
            )


def check_points(criterion: Criterion, points: Decimal, *, field: str = "points") -> Decimal:
    """The points, or ``Invalid`` when they are no number, out of range or between two steps."""
    scale = f"{show(criterion.min_points)} 至 {show(criterion.max_points)} 分"
    if not is_workable(points):
        raise Invalid(
            "points-number",
            f"“{criterion.name}”的分值不是有效数字。",
            remedy=f"请填写 {scale}。",
            field=field,
        )
    if not criterion.min_points <= points <= criterion.max_points:
        raise Invalid(
            "points-range",
            f"“{criterion.name}”的分值 {show(points)} 超出评分范围（{scale}）。",
            remedy=f"请填写 {scale}。",
            field=field,
        )
    unit = criterion.step or _PLACES
    if (Fraction(points) - Fraction(criterion.min_points)) % Fraction(unit):
        allowed = (
            f"自 {show(criterion.min_points)} 分起，以 {show(unit)} 分为一档"
            if criterion.step
            else "小数不超过两位"
        )
        raise Invalid(
            "points-step",
            f"“{criterion.name}”的分值 {show(points)} 不符合分档要求。",
            remedy=f"请按规定填写：{allowed}。",
            field=field,
        )
    return points


class MethodKind(StrEnum):
    """How the order of bids comes about."""

    COMPREHENSIVE_SCORING = "comprehensive-scoring"
    LOWEST_EVALUATED_PRICE = "lowest-evaluated-price"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """The evaluation method of one lot, as its tender document fixes it.

    A price weight of 30 % is ``price_points`` 30 of ``total_points`` 100. Comprehensive scoring (综合评估法):
    criteria and price add up to the total; a fixed-price purchase has neither price points nor formula. Lowest
    evaluated price (经评审的最低投标价法): preliminary items only. Raises ``Invalid`` otherwise.
    """

    kind: MethodKind
    preliminary: tuple[PreliminaryItem, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    price_points: Decimal = Decimal(0)
    price_formula: PriceFormula | None = None
    total_points: Decimal = Decimal(100)

    def __post_init__(self) -> None:
        _check_ids(self.criteria, field="criteria")
        _check_ids(self.preliminary, field="preliminary")
        if not self.price_points.is_finite() or self.price_points < 0:
            raise Invalid("price-points", "价格分应为不小于 0 的数字。", field="price_points")
        if self.kind is MethodKind.LOWEST_EVALUATED_PRICE:
            if self.criteria or self.price_points or self.price_formula is not None:
                raise Invalid(
                    "method-no-points",
                    "经评审的最低投标价法不设评分项和价格分。",
                    remedy="请改用综合评估法，或者删去评分项和价格分。",
                    field="criteria",
                )
            return
        self._check_total()

    def _check_total(self) -> None:
        if (self.price_points > 0) != (self.price_formula is not None):
            raise Invalid(
                "price-formula",
                "设有价格分时应当选定价格分计算公式，不设价格分时不应有公式。",
                remedy="请选定公式，或者将价格分设为 0 并删去公式。",
                field="price_formula",
            )
        items = sum((Fraction(criterion.max_points) for criterion in self.criteria), Fraction(0))
        total = items + Fraction(self.price_points)
        if total != self.total_points:
            raise Invalid(
                "method-total",
                f"各评分项 {show(items)} 分与价格分 {show(self.price_points)} 分合计 {show(total)} 分，"
                f"应为 {show(self.total_points)} 分。",
                remedy="请调整分值，使合计等于满分。",
                field="criteria",
            )

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion of that id; ``Invalid`` when the method has none."""
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        raise Invalid("criterion-unknown", f"评标办法中没有评分项 {criterion_id}。", field="criterion_id")


def _check_ids(items: Iterable[Criterion | PreliminaryItem], *, field: str) -> None:
    repeated = [item_id for item_id, count in Counter(item.id for item in items).items() if count > 1]
    if repeated:
        raise Invalid(
            "item-repeated",
            f"编号重复：{'、'.join(repeated)}。",
            remedy="请为每一项使用不同的编号。",
            field=field,
        )
