"""Scope and reach are three-valued: nothing is guessed."""

from decimal import Decimal

import pytest

from tests.core.policy.building import CITY, NATION, ON, amount, exemption, pack, reach, scope
from yuanping.core.errors import Citation, Invalid
from yuanping.core.policy import (
    Category,
    Domain,
    Edition,
    Facts,
    Ground,
    Outcome,
    Part,
    Procedure,
    ProjectKind,
    ReachTier,
    Verdict,
    all_grounds,
    load,
)

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
            exemption("scope.free", "consent-before", 'any_ground = ["complex"]'),
            reach("reach.city", "within_city", f"estimate = [{amount('<', 20_000_000)}]"),
            reach("reach.far", "cross_city", f"estimate = [{amount('>=', 20_000_000)}]"),
        )
    }
).pin("411500", Domain.TENDER, ON)


def decide(kind=ProjectKind.GOODS, **facts):
    return SCOPE.scope(Facts(domain=Domain.TENDER, kind=kind, **facts))


def test_scope_with_nothing_known_asks_for_all_that_matters():
    decision = decide()
    assert (decision.verdict, decision.reach) == (Verdict.UNKNOWN, None)
    assert decision.missing == ("mandatory", "estimate", "grounds.complex")
    assert [reason.result for reason in decision.reasons] == [None] * 5
    assert decision.deciding == ()


def test_scope_does_not_ask_for_what_cannot_matter():
    duty = decide(mandatory=True, grounds=all_grounds([]), estimate=Decimal(1))
    assert (duty.verdict, duty.exemption, duty.missing) == (Verdict.MUST, None, ())
    complex_ = all_grounds([Ground.COMPLEX])
    waiting = decide(mandatory=True, grounds=complex_, estimate=Decimal(1))
    assert (waiting.verdict, waiting.missing) == (Verdict.UNKNOWN, ("exemption_consent",))
    refused = decide(mandatory=True, grounds=complex_, exemption_consent=False, estimate=Decimal(1))
    assert (refused.verdict, refused.exemption) == (Verdict.MUST, Procedure.CONSENT_BEFORE)
    consent = decide(mandatory=True, grounds=complex_, exemption_consent=True, estimate=Decimal(1))
    assert (consent.verdict, consent.missing) == (Verdict.EXCLUDED, ())
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
    assert refusal.value.code == "amount-malformed"


def test_facts_of_another_domain_are_refused():
    with pytest.raises(Invalid) as refusal:
        SCOPE.scope(Facts(domain=Domain.PROCUREMENT, kind=ProjectKind.GOODS))
    assert refusal.value.code == "domain-mismatch"


def test_a_flag_is_yes_no_or_unknown():
    with pytest.raises(Invalid) as refusal:
        decide(mandatory="yes")
    assert (refusal.value.code, refusal.value.field) == ("fact-malformed", "mandatory")


EPC = 'kinds = ["epc"], any_part = { works = 100, goods = 20, services = 10 }'
PILOT = (
    'category = [{ edition = "2022", prefixes = ["C2104"] },'
    ' { edition = "2013", prefixes = ["A0601"], uncertain = ["A06"] }]'
)


def one_rule(rule, **facts):
    policy = load({CITY: pack("411500", rule)}).pin("411500", Domain.TENDER, ON)
    return policy.scope(Facts(domain=Domain.TENDER, **facts))


@pytest.mark.parametrize(
    ("parts", "verdict", "missing"),
    [
        ({"works": 90, "goods": 21, "services": 3}, Verdict.MUST, ()),
        ({"works": 99, "goods": 19, "services": 9}, Verdict.OPTIONAL, ()),
        ({"goods": 20}, Verdict.MUST, ()),
        ({"works": 99, "services": 9}, Verdict.UNKNOWN, ("parts.goods",)),
        ({}, Verdict.UNKNOWN, ("parts.works", "parts.goods", "parts.services")),
    ],
)
def test_one_part_of_an_epc_contract_is_enough_and_a_missing_one_is_asked_for(parts, verdict, missing):
    known = {Part(name): Decimal(amount) for name, amount in parts.items()}
    decision = one_rule(scope("s", EPC), kind=ProjectKind.EPC, parts=known)
    assert (decision.verdict, decision.missing) == (verdict, missing)


@pytest.mark.parametrize(
    ("category", "verdict", "missing"),
    [
        (Category("C21040000", Edition.OF_2022), Verdict.MUST, ()),
        (Category("C21050000", Edition.OF_2022), Verdict.OPTIONAL, ()),
        (Category("C21000000", Edition.OF_2022), Verdict.UNKNOWN, ("category.code",)),
        (Category("C21040000", Edition.OF_2013), Verdict.OPTIONAL, ()),
        (Category("A060101", Edition.OF_2013), Verdict.MUST, ()),
        (Category("A0699", Edition.OF_2013), Verdict.UNKNOWN, ("category.edition",)),
        (Category("C21040000"), Verdict.UNKNOWN, ("category.edition",)),
        (None, Verdict.UNKNOWN, ("category",)),
    ],
)
def test_a_category_is_matched_in_its_edition(category, verdict, missing):
    decision = one_rule(scope("s", PILOT), category=category)
    assert (decision.verdict, decision.missing) == (verdict, missing)


def test_circumstances_that_exclude_beat_every_duty():
    rules = [
        scope("s", "mandatory = true"),
        exemption("x", "automatic", 'any_ground = ["overnight"]'),
    ]
    policy = load({CITY: pack("411500", *rules)}).pin("411500", Domain.TENDER, ON)
    facts = {"domain": Domain.TENDER, "mandatory": True}
    known = policy.scope(Facts(**facts, grounds=all_grounds([Ground.OVERNIGHT])))
    assert (known.verdict, known.exemption) == (Verdict.EXCLUDED, Procedure.AUTOMATIC)
    assert policy.scope(Facts(**facts, grounds=all_grounds([]))).verdict is Verdict.MUST
    unsure = policy.scope(Facts(**facts))
    assert (unsure.verdict, unsure.missing) == (Verdict.UNKNOWN, ("grounds.overnight",))


def test_a_duty_that_may_be_left_out_with_an_explanation_becomes_optional():
    rules = [
        scope("s", "mandatory = true", force="default"),
        exemption("x", "explanation-after-award", 'any_ground = ["state-secret"]'),
    ]
    policy = load({CITY: pack("411500", *rules)}).pin("411500", Domain.TENDER, ON)
    secret = all_grounds([Ground.STATE_SECRET])
    free = policy.scope(Facts(domain=Domain.TENDER, mandatory=True, grounds=secret))
    assert (free.verdict, free.exemption) == (Verdict.OPTIONAL, Procedure.EXPLANATION_AFTER_AWARD)
    no_duty = policy.scope(Facts(domain=Domain.TENDER, mandatory=False, grounds=secret))
    assert (no_duty.verdict, no_duty.exemption) == (Verdict.OPTIONAL, None)


def test_what_only_encourages_does_not_shorten_what_binds():
    far = reach("far", "cross_province", "mandatory = true").replace('"default"', '"encouraged"')
    near = reach("near", "cross_city", "mandatory = true")
    decision = one_rule(far, mandatory=True)
    assert (decision.reach, decision.reach_force) == (ReachTier.CROSS_PROVINCE, "encouraged")
    both = load({CITY: pack("411500", far, near)}).pin("411500", Domain.TENDER, ON)
    decision = both.scope(Facts(domain=Domain.TENDER, mandatory=True))
    assert (decision.reach, decision.reach_force) == (ReachTier.CROSS_CITY, "default")


def test_a_rule_for_every_kind_does_not_ask_which_one_it_is():
    every = scope("s", 'kinds = ["works", "goods", "services", "epc"]')
    some = scope("s", 'kinds = ["works", "goods", "services"]')
    decision = one_rule(every)
    assert (decision.verdict, decision.missing) == (Verdict.MUST, ())
    decision = one_rule(some)
    assert (decision.verdict, decision.missing) == (Verdict.UNKNOWN, ("kind",))


def test_a_named_derogation_replaces_the_upper_rule():
    upper = scope("s", "mandatory = true")
    local = scope("s", "mandatory = true", force="encouraged", more='derogates = "s"\n')
    files = {NATION: pack("000000", upper), CITY: pack("411500", local)}
    decision = load(files).pin("411500", Domain.TENDER, ON).scope(Facts(domain=Domain.TENDER, mandatory=True))
    assert decision.verdict is Verdict.ENCOURAGED
    assert [(r.pack, r.outcome) for r in decision.reasons] == [
        ("411500/notice", Outcome.APPLIED),
        ("000000/law", Outcome.OVERRIDDEN),
    ]
