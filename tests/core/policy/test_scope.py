"""Scope and reach are three-valued: nothing is guessed."""

from decimal import Decimal

import pytest

from tests.core.policy.building import CITY, ON, amount, pack, reach, scope
from yuanping.core.errors import Citation, Invalid
from yuanping.core.policy import Domain, Facts, ProjectKind, ReachTier, Verdict, load

SCOPE = load(
    {
        CITY: pack(
            "411500",
            scope("scope.must", "mandatory = true"),
            scope(
                "scope.large",
                f'kinds = ["goods"], estimate = [{amount(">=", 4_000_000)}]',
                force="encouraged",
            ),
            scope("scope.free", "exemption_consent = true", force="exempt"),
            reach("reach.city", "city", f"estimate = [{amount('<', 20_000_000)}]"),
            reach("reach.far", "cross_city", f"estimate = [{amount('>=', 20_000_000)}]"),
        )
    }
).pin("411500", Domain.TENDER, ON)


def decide(kind=ProjectKind.GOODS, **facts):
    return SCOPE.scope(Facts(domain=Domain.TENDER, kind=kind, **facts))


def test_scope_with_nothing_known_asks_for_all_that_matters():
    decision = decide()
    assert (decision.verdict, decision.reach) == (Verdict.UNKNOWN, None)
    assert decision.missing == ("mandatory", "estimate", "exemption_consent")
    assert [reason.result for reason in decision.reasons] == [None] * 5
    assert decision.deciding == ()


def test_scope_does_not_ask_for_what_cannot_matter():
    duty = decide(mandatory=True, exemption_consent=False, estimate=Decimal(1))
    assert (duty.verdict, duty.missing) == (Verdict.MUST, ())
    consent = decide(exemption_consent=True, estimate=Decimal(1))
    assert (consent.verdict, consent.missing) == (Verdict.EXEMPT, ())
    nothing = decide(mandatory=False, estimate=Decimal(1))
    assert (nothing.verdict, nothing.missing) == (Verdict.OPTIONAL, ())
    works = decide(ProjectKind.WORKS, mandatory=False)
    assert (works.verdict, works.reach, works.missing) == (Verdict.OPTIONAL, None, ("estimate",))


def test_scope_reasons_carry_rule_force_and_citation():
    decision = decide(mandatory=False, estimate=Decimal("20000000.00"))
    assert (decision.verdict, decision.reach) == (Verdict.ENCOURAGED, ReachTier.CROSS_CITY)
    assert [(r.rule, r.result, r.decisive) for r in decision.reasons] == [
        ("scope.must", False, False),
        ("scope.large", True, True),
        ("scope.free", None, False),
        ("reach.city", False, False),
        ("reach.far", True, True),
    ]
    assert decision.deciding[0].citation == Citation("《通知》（一号）", "第一条", "原文")


@pytest.mark.parametrize("estimate", [Decimal(-1), Decimal("NaN"), 4_000_000.0])
def test_an_estimate_is_an_exact_amount(estimate):
    with pytest.raises(Invalid) as refusal:
        decide(estimate=estimate)
    assert refusal.value.code == "estimate-malformed"


def test_facts_of_another_domain_are_refused():
    with pytest.raises(Invalid) as refusal:
        SCOPE.scope(Facts(domain=Domain.PROCUREMENT, kind=ProjectKind.GOODS))
    assert refusal.value.code == "domain-mismatch"


def test_a_flag_is_yes_no_or_unknown():
    with pytest.raises(Invalid) as refusal:
        decide(mandatory="yes")
    assert (refusal.value.code, refusal.value.field) == ("fact-malformed", "mandatory")
