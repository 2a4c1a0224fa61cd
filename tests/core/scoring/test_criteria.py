from decimal import Decimal

import pytest

from yuanping.core.errors import Invalid
from yuanping.core.scoring import (
    Criterion,
    LowPriceFirst,
    Method,
    MethodKind,
    PreliminaryItem,
    Stage,
    check_points,
)

PLAN = Criterion(
    id="plan",
    name="施工方案",
    max_points=Decimal(10),
    min_points=Decimal(1),
    step=Decimal("0.5"),
    objective=False,
)
RECORD = Criterion(id="record", name="业绩", max_points=Decimal(60), objective=True)
SEAL = PreliminaryItem("seal", "签字盖章", Stage.FORM)
COMPREHENSIVE = {
    "kind": MethodKind.COMPREHENSIVE_SCORING,
    "preliminary": (SEAL,),
    "criteria": (PLAN, RECORD),
    "price_points": Decimal(30),
    "price_formula": LowPriceFirst(),
}


@pytest.mark.parametrize("points", ["1", "1.5", "10", "10.0"])
def test_points_on_a_step_are_accepted(points):
    assert check_points(PLAN, Decimal(points)) == Decimal(points)


@pytest.mark.parametrize(
    ("points", "code", "shown"),
    [
        ("0.5", "points-range", "1 至 10 分"),
        ("10.5", "points-range", "10.5"),
        ("1.25", "points-step", "1.25"),
        ("NaN", "points-number", "施工方案"),
        ("Infinity", "points-number", "施工方案"),
        ("1e999999999", "points-number", "施工方案"),
        ("1e-999999999", "points-number", "施工方案"),
        ("0e999999999", "points-number", "施工方案"),
    ],
)
def test_points_outside_the_criterion_are_refused(points, code, shown):
    with pytest.raises(Invalid) as refusal:
        check_points(PLAN, Decimal(points), field="plan")
    assert (refusal.value.code, refusal.value.field) == (code, "plan")
    assert shown in refusal.value.message
    assert refusal.value.remedy


def test_points_without_a_step_have_two_places():
    assert check_points(RECORD, Decimal("59.99")) == Decimal("59.99")
    with pytest.raises(Invalid) as refusal:
        check_points(RECORD, Decimal("59.999"))
    assert refusal.value.code == "points-step"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"min_points": Decimal(10)}, "criterion-range"),
        ({"min_points": Decimal(-1)}, "criterion-range"),
        ({"max_points": Decimal("NaN")}, "criterion-number"),
        ({"max_points": Decimal("1e999999999")}, "criterion-number"),
        ({"step": Decimal("1e-999999999")}, "criterion-number"),
        ({"step": Decimal(0)}, "criterion-step"),
        ({"step": Decimal(3)}, "criterion-step"),
    ],
)
def test_criterion_that_cannot_be_scored_is_refused(change, code):
    facts = {"id": "plan", "name": "施工方案", "max_points": Decimal(10), "objective": False, **change}
    with pytest.raises(Invalid) as refusal:
        Criterion(**facts)
    assert refusal.value.code == code


def test_method_adding_up_to_its_total_is_accepted():
    method = Method(**COMPREHENSIVE)
    assert method.criterion("plan") is PLAN
    with pytest.raises(Invalid) as refusal:
        method.criterion("none")
    assert refusal.value.code == "criterion-unknown"


def test_method_of_a_fixed_price_purchase_has_no_price_points():
    rest = Criterion(id="rest", name="服务", max_points=Decimal(30), objective=False)
    facts = {
        **COMPREHENSIVE,
        "criteria": (PLAN, RECORD, rest),
        "price_points": Decimal(0),
        "price_formula": None,
    }
    assert Method(**facts).price_points == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"price_points": Decimal(29)}, "method-total"),
        ({"criteria": (PLAN,)}, "method-total"),
        ({"price_formula": None}, "price-formula"),
        ({"price_points": Decimal(0)}, "price-formula"),
        ({"price_points": Decimal(-1)}, "price-points"),
        ({"price_points": Decimal("NaN")}, "price-points"),
        ({"criteria": (RECORD, RECORD)}, "item-repeated"),
        ({"preliminary": (SEAL, SEAL)}, "item-repeated"),
        ({"kind": MethodKind.LOWEST_EVALUATED_PRICE}, "method-no-points"),
    ],
)
def test_method_that_does_not_hold_together_is_refused(change, code):
    with pytest.raises(Invalid) as refusal:
        Method(**{**COMPREHENSIVE, **change})
    assert refusal.value.code == code


def test_method_of_lowest_price_has_preliminary_items_only():
    assert Method(kind=MethodKind.LOWEST_EVALUATED_PRICE, preliminary=(SEAL,)).criteria == ()
