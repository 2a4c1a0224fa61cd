"""Evaluation schemes: JSON to typed and back, and what is refused."""

import copy
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from yuanping.core.errors import Invalid
from yuanping.core.scoring import CountRule, MeanBenchmark, MethodKind, Take
from yuanping.domain.projects.scheme import as_json, parse
from yuanping.domain.projects.states import Domain, Kind
from yuanping.domain.projects.templates import TEMPLATES, template_choices, usual_template


@pytest.mark.parametrize("key", TEMPLATES)
def test_template_is_a_scheme_and_survives_the_round_trip(key: str) -> None:
    scheme = parse(TEMPLATES[key])
    assert as_json(scheme) == {k: v for k, v in TEMPLATES[key].items() if k != "total_points"} | (
        {"total_points": "100"} if scheme.method.kind is MethodKind.COMPREHENSIVE_SCORING else {}
    )
    assert parse(as_json(scheme)) == scheme


def test_templates_are_the_three_usual_methods() -> None:
    assert template_choices() == [
        ("works-comprehensive", "施工综合评估法"),
        ("procurement-comprehensive", "综合评分法（低价优先）"),
        ("lowest-evaluated-price", "经评审的最低投标价法"),
    ]
    assert usual_template(Domain.TENDER, Kind.WORKS) == "works-comprehensive"
    assert usual_template(Domain.PROCUREMENT, Kind.WORKS) == "procurement-comprehensive"
    assert usual_template(None, None) == "procurement-comprehensive"


def test_scheme_with_its_own_benchmark_rules_survives_the_round_trip() -> None:
    data = changed(
        "works-comprehensive",
        lambda d: d["price"].update(
            rules=[
                {"at_least": 1},
                {"at_least": 3, "take": "second-lowest", "trim_share": "0", "drop_highest": 0},
            ]
        ),
    )
    formula = parse(data).method.price_formula
    assert formula == MeanBenchmark(
        k=Decimal("0.98"),
        above=Decimal(1),
        below=Decimal("0.5"),
        rules=(CountRule(at_least=1), CountRule(at_least=3, take=Take.SECOND_LOWEST)),
    )
    assert parse(as_json(parse(data))) == parse(data)


def test_scheme_shows_sections_and_stages_in_order() -> None:
    scheme = parse(TEMPLATES["works-comprehensive"])
    assert [name for name, _ in scheme.sections] == ["施工组织设计", "项目管理机构", "其他因素"]
    assert [name for name, _ in scheme.stages] == ["资格评审", "形式评审", "响应性评审"]
    assert scheme.price_label == "平均值基准价法"
    assert scheme.method_label == "综合评估（综合评分）法"


def changed(key: str, change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    data: dict[str, Any] = copy.deepcopy(dict(TEMPLATES[key]))
    change(data)
    return data


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        (lambda d: d.pop("name"), "scheme-malformed", "name"),
        (lambda d: d.update(name="x" * 201), "scheme-malformed", "name"),
        (lambda d: d.update(kind="抽签法"), "scheme-malformed", "kind"),
        (lambda d: d.update(extra=1), "scheme-malformed", "extra"),
        (lambda d: d.update(preliminary=[]), "preliminary-missing", "preliminary"),
        (lambda d: d.update(preliminary={}), "scheme-malformed", "preliminary"),
        (lambda d: d["preliminary"].append("Q"), "scheme-malformed", "preliminary[8]"),
        (lambda d: d["preliminary"][0].update(stage="x"), "scheme-malformed", "preliminary[0].stage"),
        (lambda d: d["preliminary"][1].update(id="Q1"), "item-repeated", "preliminary"),
        (lambda d: d["criteria"][2].update(max_points=5.0), "scheme-malformed", "criteria[2].max_points"),
        (lambda d: d["criteria"][2].update(max_points=True), "scheme-malformed", "criteria[2].max_points"),
        (lambda d: d["criteria"][2].update(max_points="五"), "scheme-malformed", "criteria[2].max_points"),
        (lambda d: d["criteria"][2].update(max_points="NaN"), "scheme-malformed", "criteria[2].max_points"),
        (
            lambda d: d["criteria"][2].update(max_points="1e999999999"),
            "scheme-malformed",
            "criteria[2].max_points",
        ),
        (lambda d: d["price"].update(k="1e-999999999"), "scheme-malformed", "price.k"),
        (lambda d: d["criteria"][2].update(max_points="0"), "criterion-range", "criteria[2].max_points"),
        (lambda d: d["criteria"][2].update(max_points="6"), "method-total", "criteria"),
        (lambda d: d["criteria"][4].update(step="2"), "criterion-step", "criteria[4].step"),
        (lambda d: d["criteria"][4].update(objective="yes"), "scheme-malformed", "criteria[4].objective"),
        (lambda d: d["price"].update(formula="x"), "scheme-malformed", "price.formula"),
        (lambda d: d["price"].update(k="0"), "benchmark-k", "k"),
        (
            lambda d: d["price"].update(rules=[{"at_least": "1"}]),
            "scheme-malformed",
            "price.rules[0].at_least",
        ),
        (lambda d: d.pop("price"), "method-total", "criteria"),
        (lambda d: d.update(kind="lowest-evaluated-price"), "method-no-points", "criteria"),
    ],
)
def test_scheme_that_is_wrong_is_refused_at_its_place(
    change: Callable[[dict[str, Any]], object], code: str, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        parse(changed("works-comprehensive", change))
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_scheme_that_is_no_object_is_refused(data: object) -> None:
    with pytest.raises(Invalid) as caught:
        parse(data)
    assert caught.value.code == "scheme-malformed"
