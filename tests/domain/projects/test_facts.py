"""What a project states of itself, and what the packs of five jurisdictions make of it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.projects.cast import NOW, Cast
from tests.factories import places
from tests.factories import projects as factory
from yuanping.core.errors import Invalid, Refused
from yuanping.core.policy import Edition, Ground, Procedure, ReachTier, Verdict
from yuanping.domain.projects import queries
from yuanping.domain.projects.actions.registration import decide_exemption, register_project
from yuanping.domain.projects.facts import asked_labels, check_explained
from yuanping.domain.projects.models import Lot, Project
from yuanping.domain.projects.states import Domain, Kind, ProjectState
from yuanping.domain.rules import queries as rules

YI = Decimal(100_000_000)
FEN = Decimal("0.01")

pytestmark = pytest.mark.django_db


def project(region: str, **facts: Any) -> Project:
    """A project there, registered, with these facts."""
    grounds: Sequence[Ground] | None = facts.pop("grounds", ())
    return factory.project(
        places.centre("合成中心"),
        region=region,
        state=ProjectState.REGISTERED,
        exemption_consent=None,
        grounds=grounds,
        **facts,
    )


def decided(row: Project) -> tuple[Verdict, ReachTier | None]:
    decision = queries.scope(row).decision
    return decision.verdict, decision.reach


@pytest.mark.parametrize(
    ("estimate", "reach"),
    [
        (YI - FEN, ReachTier.CROSS_CITY),
        (YI, ReachTier.CROSS_PROVINCE),
        (YI + FEN, ReachTier.CROSS_PROVINCE),
    ],
)
def test_heilongjiang_works_cross_the_province_from_one_hundred_million(
    estimate: Decimal, reach: ReachTier
) -> None:
    assert decided(project("230100", estimate=estimate)) == (Verdict.DEFAULT, reach)


def test_grounds_that_nobody_has_spoken_of_stay_unknown() -> None:
    row = project("230100", estimate=YI - FEN, grounds=None)
    decision = queries.scope(row).decision
    assert (decision.verdict, decision.reach_open) == (Verdict.UNKNOWN, True)
    (question,) = asked_labels(decision.missing)
    assert question == (
        "是否有下列情形（技术复杂；对评标专家有特殊要求，且专家库难以满足；涉及国家秘密；专业特殊；"
        "法律法规规定不宜实行；有关规定明确要求跨省；其他情形）"
    )


@pytest.mark.parametrize(
    ("parts", "reach", "missing"),
    [
        ({"part_works": YI - FEN}, None, ("parts.goods", "parts.services")),
        ({"part_works": YI - FEN, "part_goods": Decimal(1)}, None, ("parts.services",)),
        ({"part_works": YI - FEN, "part_goods": Decimal(20_000_000)}, ReachTier.CROSS_PROVINCE, ()),
        (
            {"part_works": YI - FEN, "part_goods": Decimal(1), "part_services": Decimal(0)},
            ReachTier.CROSS_CITY,
            (),
        ),
    ],
)
def test_an_epc_contract_with_a_missing_part_asks_for_it(
    parts: dict[str, Decimal], reach: ReachTier | None, missing: tuple[str, ...]
) -> None:
    row = project("230100", kind=Kind.EPC, estimate=YI * 2, **parts)
    decision = queries.scope(row).decision
    assert (decision.reach, decision.missing) == (reach, missing)
    assert {"parts.works", "parts.goods", "parts.services"} <= set(queries.asked(row))
    assert queries.scope(row).differing == ()


def test_heilongjiang_explains_after_the_award_and_waits_for_no_consent(cast: Cast) -> None:
    row = project("230100", grounds=[Ground.STATE_SECRET], exemption_ground="涉密工程")
    found = queries.exemption(row)
    assert found is not None
    assert found[0] is Procedure.EXPLANATION_AFTER_AWARD
    assert decided(row)[0] is Verdict.OPTIONAL
    assert "exemption-consented" not in [gate.code for gate in queries.gates(row, NOW)]
    assert (queries.needs_consent(row), queries.awaits_consent(row)) == (False, False)


@pytest.mark.parametrize("ground", [Ground.OVERNIGHT, Ground.LONG_REVIEW, Ground.SUB_VENUE_UNAVAILABLE])
def test_liuzhou_circumstances_exclude_by_themselves(ground: Ground) -> None:
    row = project(
        "450200",
        domain=Domain.PROCUREMENT,
        kind=Kind.GOODS,
        grounds=[Ground.FREQUENT, ground],
        exemption_ground="样品测试需要隔夜",
    )
    found = queries.exemption(row)
    assert found is not None
    assert (decided(row)[0], found[0]) == (Verdict.EXCLUDED, Procedure.AUTOMATIC)
    assert "exemption-consented" not in [gate.code for gate in queries.gates(row, NOW)]


def test_liuzhou_consent_is_refused_because_none_is_needed(cast: Cast) -> None:
    row = project(
        "450200", domain=Domain.PROCUREMENT, grounds=[Ground.OVERNIGHT], exemption_ground="需要隔夜"
    )
    Project.objects.filter(pk=row.pk).update(supervision=cast.organisations["supervision"])
    with pytest.raises(Refused) as caught:
        decide_exemption(cast.ctx("supervisor"), row.pk, consent=True)
    assert caught.value.code == "consent-not-needed"


@pytest.mark.parametrize(
    ("on", "category", "verdict", "missing"),
    [
        (date(2023, 5, 30), {"category_code": "C21040000", "category_edition": "2022"}, Verdict.MUST, ()),
        (date(2023, 5, 30), {"category_code": "C21050000", "category_edition": "2022"}, Verdict.OPTIONAL, ()),
        (date(2023, 5, 30), {"category_code": "C21040000"}, Verdict.UNKNOWN, ("category.edition",)),
        (date(2023, 5, 30), {}, Verdict.UNKNOWN, ("category",)),
        (date(2023, 5, 31), {}, Verdict.MUST, ()),
    ],
)
def test_zibo_pilots_by_category_until_all_projects_follow(
    on: date, category: dict[str, str], verdict: Verdict, missing: tuple[str, ...]
) -> None:
    row = project("370300", domain=Domain.PROCUREMENT, kind=Kind.SERVICES, notice_on=on, **category)
    decision = queries.scope(row).decision
    assert (decision.verdict, decision.missing) == (verdict, missing)


@pytest.mark.parametrize(
    ("consent", "verdict", "opened"),
    [(None, Verdict.UNKNOWN, False), (True, Verdict.EXCLUDED, True), (False, Verdict.MUST, False)],
)
def test_xinyang_waits_for_consent_before_the_notice(
    consent: bool | None, verdict: Verdict, opened: bool
) -> None:
    row = project("411500", grounds=[Ground.COMPLEX], exemption_ground="技术要求复杂")
    row.exemption_consent = consent
    gates = {gate.code: gate.is_open for gate in queries.gates(row, NOW)}
    assert (decided(row)[0], gates["exemption-consented"]) == (verdict, opened)
    assert queries.awaits_consent(row) is (consent is None)


def test_a_complex_project_that_applies_for_nothing_keeps_its_duty() -> None:
    row = project("411500", grounds=[Ground.COMPLEX])
    assert (queries.awaits_consent(row), decided(row)[0]) == (False, Verdict.MUST)
    assert "exemption-consented" not in {gate.code for gate in queries.gates(row, NOW)}


def test_a_ground_that_frees_by_itself_needs_its_explanation() -> None:
    policy = rules.policy_for(region="230000", domain="tender", on=date(2026, 6, 1))
    check_explained(policy, [Ground.STATE_SECRET], "涉密工程")
    with pytest.raises(Invalid) as caught:
        check_explained(policy, [Ground.STATE_SECRET], "")
    assert (caught.value.code, caught.value.field) == ("exemption-unexplained", "exemption_ground")


def test_xinyang_without_a_duty_needs_no_consent() -> None:
    row = project("411500", mandatory=False, grounds=[Ground.COMPLEX], exemption_ground="技术要求复杂")
    assert (queries.needs_consent(row), decided(row)[0]) == (False, Verdict.ENCOURAGED)


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"part_works": Decimal(1)}, "parts-unfit", "part_works"),
        ({"kind": Kind.EPC, "part_goods": Decimal(-1)}, "amount-negative", "part_goods"),
        ({"domain": Domain.TENDER, "category_code": "C2104"}, "category-unfit", "category_code"),
        ({"category_edition": Edition.OF_2022}, "category-missing", "category_code"),
        ({"category_code": "物业"}, "category-malformed", "category_code"),
        ({"local_experts": -1}, "count-malformed", "local_experts"),
        ({"exemption_ground": "技术复杂"}, "exemption-unfounded", "grounds"),
        ({"grounds": None, "exemption_ground": "技术复杂"}, "exemption-unfounded", "grounds"),
    ],
)
def test_facts_that_do_not_belong_to_the_project_are_refused(
    cast: Cast, changed: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        register_project(cast.ctx("agency"), cast.entry(**changed))
    assert (caught.value.code, caught.value.field) == (code, field)


def test_facts_are_kept_as_they_were_stated(cast: Cast) -> None:
    grounds = (Ground.OTHER, Ground.APPLICANT_REQUEST, Ground.OTHER)
    row = register_project(
        cast.ctx("agency"),
        cast.entry(
            grounds=grounds,
            exemption_ground="经会议研究",
            category_code=" c21040000 ",
            category_edition=Edition.OF_2022,
            local_experts=0,
        ),
    )
    row.refresh_from_db()
    assert (row.grounds, row.category_code, row.category_edition, row.local_experts) == (
        ["applicant-request", "other"],
        "C21040000",
        "2022",
        0,
    )


@pytest.mark.parametrize(
    ("region", "amounts", "reach"),
    [
        ("230000", ("60000000", "60000000"), ReachTier.CROSS_CITY),  # 单项合同: no contract reaches 1亿
        ("230000", ("100000000", "1"), ReachTier.CROSS_PROVINCE),
        ("411500", ("60000000", "60000000"), ReachTier.CROSS_CITY_OR_PROVINCE),  # 交易项目: both together do
    ],
)
def test_the_amount_that_decides_is_that_of_the_contract_or_of_the_project(
    region: str, amounts: tuple[str, str], reach: ReachTier
) -> None:
    first, second = map(Decimal, amounts)
    row = project(region, estimate=first)
    (lot,) = row.lots.all()
    Lot.objects.create(
        project=row, code=f"{row.code}002", name="合成第二标段", estimate=second, scheme=lot.scheme
    )
    assert queries.scope(Project.objects.get(pk=row.pk)).decision.reach is reach
