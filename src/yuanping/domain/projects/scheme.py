"""Evaluation schemes (评标办法) as JSON and as typed methods of ``core.scoring``.

Numbers stand as text or whole numbers, never as floats: points must add up exactly. Errors are ``Invalid`` with the
place in the JSON as ``field``, such as ``criteria[2].max_points``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from yuanping.core.errors import Invalid
from yuanping.core.scoring import (
    KERNEL_RULES,
    CountRule,
    Criterion,
    LowPriceFirst,
    MeanBenchmark,
    Method,
    MethodKind,
    PreliminaryItem,
    PriceFormula,
    Stage,
    Take,
    is_workable,
)

STAGE_LABELS = {
    Stage.QUALIFICATION: "资格评审",
    Stage.FORM: "形式评审",
    Stage.RESPONSIVENESS: "响应性评审",
}
METHOD_LABELS = {
    MethodKind.COMPREHENSIVE_SCORING: "综合评估（综合评分）法",
    MethodKind.LOWEST_EVALUATED_PRICE: "经评审的最低投标价法",
}


class Formula(StrEnum):
    """How price points come about."""

    LOW_PRICE_FIRST = "low-price-first"
    MEAN_BENCHMARK = "mean-benchmark"


FORMULA_LABELS = {Formula.LOW_PRICE_FIRST: "低价优先法", Formula.MEAN_BENCHMARK: "平均值基准价法"}


@dataclass(frozen=True, slots=True)
class Scheme:
    """A lot's evaluation scheme: its name for people and the method that computes."""

    name: str
    method: Method

    @property
    def price_label(self) -> str:
        """How the price counts, in words; empty where prices get no points."""
        formula = self.method.price_formula
        return "" if formula is None else FORMULA_LABELS[_formula_of(formula)]

    @property
    def method_label(self) -> str:
        return METHOD_LABELS[self.method.kind]

    @property
    def sections(self) -> tuple[tuple[str, tuple[Criterion, ...]], ...]:
        """The criteria by section, in the order of their first appearance."""
        found: dict[str, list[Criterion]] = {}
        for criterion in self.method.criteria:
            found.setdefault(criterion.section, []).append(criterion)
        return tuple((section, tuple(criteria)) for section, criteria in found.items())

    @property
    def stages(self) -> tuple[tuple[str, tuple[PreliminaryItem, ...]], ...]:
        """The preliminary items by stage, for people."""
        items = self.method.preliminary
        return tuple(
            (STAGE_LABELS[stage], tuple(item for item in items if item.stage is stage))
            for stage in Stage
            if any(item.stage is stage for item in items)
        )


def parse(data: object) -> Scheme:
    """The scheme, or ``Invalid`` naming the place that is wrong."""
    fields = _Fields(data, "")
    name = fields.text("name")
    kind = fields.member("kind", MethodKind)
    preliminary = tuple(_item(part) for part in fields.tables("preliminary"))
    criteria = tuple(_criterion(part) for part in fields.tables("criteria"))
    price = fields.table_or_none("price")
    formula, points = (None, Decimal(0)) if price is None else _price(price)
    total = fields.number("total_points") if fields.has("total_points") else Decimal(100)
    fields.finish()
    if not preliminary:
        raise Invalid(
            "preliminary-missing",
            "评标办法没有初步评审项。",
            field="preliminary",
            remedy="请至少列明资格、形式和响应性评审的标准。",
        )
    method = Method(
        kind=kind,
        preliminary=preliminary,
        criteria=criteria,
        price_points=points,
        price_formula=formula,
        total_points=total,
    )
    return Scheme(name, method)


def as_json(scheme: Scheme) -> dict[str, Any]:
    """The scheme as ``parse`` reads it; parsing it again gives an equal scheme."""
    method = scheme.method
    data: dict[str, Any] = {
        "name": scheme.name,
        "kind": method.kind.value,
        "preliminary": [
            {"id": item.id, "name": item.name, "stage": item.stage.value} for item in method.preliminary
        ],
        "criteria": [_criterion_json(criterion) for criterion in method.criteria],
    }
    if method.price_formula is not None:
        data["price"] = {"points": _plain(method.price_points), **_formula_json(method.price_formula)}
    if method.kind is MethodKind.COMPREHENSIVE_SCORING:
        data["total_points"] = _plain(method.total_points)
    return data


class _Fields:
    """A JSON object read strictly: every value typed, every unknown key named."""

    def __init__(self, data: object, place: str) -> None:
        if not isinstance(data, dict):
            raise _wrong(place or "scheme", "应为 JSON 对象。")
        self._data: Mapping[str, Any] = data
        self._place = place
        self._read: set[str] = set()

    def at(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key

    def has(self, key: str) -> bool:
        return self._data.get(key) is not None

    def take(self, key: str) -> object:
        self._read.add(key)
        return self._data.get(key)

    def text(self, key: str) -> str:
        value = self.take(key)
        if not isinstance(value, str) or not value.strip():
            raise _wrong(self.at(key), "应为文字，且不能为空。")
        if len(value) > 200 or not value.isprintable():
            raise _wrong(self.at(key), "不能超过 200 个字符，也不能含有控制字符。")
        return value.strip()

    def number(self, key: str) -> Decimal:
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise _wrong(self.at(key), '应为整数，或者以文字写出的小数（如 "0.5"）。')
        try:
            number = Decimal(value)
        except InvalidOperation as error:
            raise _wrong(self.at(key), f"“{value}”不是数字。") from error
        if not is_workable(number):
            raise _wrong(self.at(key), f"“{str(value)[:20]}”不是可用的数字。")
        return number

    def whole(self, key: str) -> int:
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise _wrong(self.at(key), "应为整数。")
        return value

    def flag(self, key: str) -> bool:
        value = self.take(key)
        if not isinstance(value, bool):
            raise _wrong(self.at(key), "应为 true 或者 false。")
        return value

    def member(self, key: str, kind: Callable[[str], Any]) -> Any:
        value = self.take(key)
        try:
            return kind(value if isinstance(value, str) else "")
        except ValueError as error:
            raise _wrong(self.at(key), f"没有“{value}”这一选项。") from error

    def tables(self, key: str) -> "list[_Fields]":
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise _wrong(self.at(key), "应为列表。")
        return [_Fields(item, f"{self.at(key)}[{n}]") for n, item in enumerate(value)]

    def table_or_none(self, key: str) -> "_Fields | None":
        value = self.take(key)
        return None if value is None else _Fields(value, self.at(key))

    def finish(self) -> None:
        if stray := sorted(set(self._data) - self._read):
            raise _wrong(self.at(stray[0]), "没有这个字段。")


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(
        "scheme-malformed",
        f"评标办法的“{field}”{message}",
        field=field,
        remedy="请对照模板更正，或者直接选用模板。",
    )


def _item(fields: _Fields) -> PreliminaryItem:
    item = PreliminaryItem(fields.text("id"), fields.text("name"), fields.member("stage", Stage))
    fields.finish()
    return item


def _criterion(fields: _Fields) -> Criterion:
    values: dict[str, Any] = {
        "id": fields.text("id"),
        "name": fields.text("name"),
        "max_points": fields.number("max_points"),
        "objective": fields.flag("objective"),
    }
    for key in ("min_points", "step"):
        if fields.has(key):
            values[key] = fields.number(key)
    if fields.has("section"):
        values["section"] = fields.text("section")
    fields.finish()
    try:
        return Criterion(**values)
    except Invalid as refused:
        raise Invalid(
            refused.code, refused.message, field=fields.at(refused.field), remedy=refused.remedy
        ) from refused


def _price(fields: _Fields) -> tuple[PriceFormula, Decimal]:
    points = fields.number("points")
    formula: PriceFormula = LowPriceFirst()
    if fields.member("formula", Formula) is Formula.MEAN_BENCHMARK:
        rules = tuple(_rule(part) for part in fields.tables("rules")) if fields.has("rules") else KERNEL_RULES
        formula = MeanBenchmark(
            k=fields.number("k"), above=fields.number("above"), below=fields.number("below"), rules=rules
        )
    fields.finish()
    return formula, points


def _rule(fields: _Fields) -> CountRule:
    rule = CountRule(
        at_least=fields.whole("at_least"),
        take=fields.member("take", Take) if fields.has("take") else Take.MEAN,
        trim_share=fields.number("trim_share") if fields.has("trim_share") else Decimal(0),
        drop_highest=fields.whole("drop_highest") if fields.has("drop_highest") else 0,
    )
    fields.finish()
    return rule


def _plain(number: Decimal) -> str:
    return format(number, "f")


def _criterion_json(criterion: Criterion) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": criterion.id,
        "name": criterion.name,
        "max_points": _plain(criterion.max_points),
        "objective": criterion.objective,
    }
    if criterion.min_points:
        data["min_points"] = _plain(criterion.min_points)
    if criterion.step is not None:
        data["step"] = _plain(criterion.step)
    if criterion.section:
        data["section"] = criterion.section
    return data


def _formula_of(formula: PriceFormula) -> Formula:
    return Formula.LOW_PRICE_FIRST if isinstance(formula, LowPriceFirst) else Formula.MEAN_BENCHMARK


def _formula_json(formula: PriceFormula) -> dict[str, Any]:
    data: dict[str, Any] = {"formula": _formula_of(formula).value}
    if isinstance(formula, MeanBenchmark):
        data |= {"k": _plain(formula.k), "above": _plain(formula.above), "below": _plain(formula.below)}
        if formula.rules != KERNEL_RULES:
            data["rules"] = [
                {
                    "at_least": rule.at_least,
                    "take": rule.take.value,
                    "trim_share": _plain(rule.trim_share),
                    "drop_highest": rule.drop_highest,
                }
                for rule in formula.rules
            ]
    return data
