"""Registering, amending, exempting, submitting, withdrawing: success and refusals share one world."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from tests.domain.projects.cast import (
    CODE,
    ENDS,
    NOW,
    STARTS,
    Cast,
    bid,
    complete,
    lot,
    make_cast,
    registered,
    with_lot,
)
from tests.racing import DONE, race
from yuanping.base.witness import queries as witness
from yuanping.core.errors import NotAllowed, NotFound, Refused
from yuanping.core.policy import Ground, ReachTier, Verdict
from yuanping.domain.projects import queries
from yuanping.domain.projects.actions.bids import add_bid
from yuanping.domain.projects.actions.registration import (
    amend_project,
    decide_exemption,
    register_project,
    submit_project,
    withdraw_project,
)
from yuanping.domain.projects.entries import ProjectEntry
from yuanping.domain.projects.models import Lot, Project
from yuanping.domain.projects.states import Domain, Kind
from yuanping.domain.projects.templates import TEMPLATES


def kinds() -> list[str]:
    return [entry.kind for entry in witness.entries()]


def test_register_keeps_facts_lots_and_pins(cast: Cast) -> None:
    project = registered(cast, lots=(lot(), lot(code=f"{CODE}005", name="绿化", estimate=Decimal(10))))
    project.refresh_from_db()
    assert (project.state, project.code, project.agency_id) == (
        "registered",
        CODE,
        cast.organisations["agency"].pk,
    )
    assert [row.code for row in queries.lots(project)] == [f"{CODE}001", f"{CODE}005"]
    assert queries.estimate(project) == Decimal("5080235.00")
    assert project.pins[0].startswith("411500/xgb-2022-7@")
    assert kinds() == ["projects.project.registered", "rules.packs.pinned"]
    data = witness.parsed(witness.entries().first())["data"]
    assert data["lots"][0] == {"code": f"{CODE}001", "name": "保洁服务", "estimate": "5080225.00"}  # type: ignore[index]


def entry_of(cast: Cast, change: dict[str, Any]) -> ProjectEntry:
    parts = {k.removeprefix("lot_"): v for k, v in change.items() if k.startswith("lot_")}
    plain = {k: v(cast) if callable(v) else v for k, v in change.items() if not k.startswith("lot_")}
    entry = cast.entry(**plain)
    return with_lot(entry, **parts) if parts else entry


BAD_ENTRIES: list[tuple[dict[str, Any], str, str]] = [
    ({"code": "E411500000100000100"}, "code-length", "code"),
    ({"code": "E41150X0001000001001"}, "code-structure", "code"),
    ({"code": "E4115000001000001000"}, "code-sequence", "code"),
    ({"name": "  "}, "name-missing", "name"),
    ({"name": "项目\x00"}, "name-malformed", "name"),
    ({"name": "长" * 601}, "name-malformed", "name"),
    ({"region_code": "41152"}, "region-format", "region_code"),
    ({"region_code": "410027"}, "region-hierarchy", "region_code"),
    ({"region_code": "150207"}, "region-unknown", "region_code"),
    ({"tenderer_id": lambda c: c.organisations["agency"].pk}, "party-unknown", "tenderer_id"),
    ({"supervision_id": lambda c: c.organisations["tenderer"].pk}, "party-unknown", "supervision_id"),
    ({"main_centre_id": 0}, "centre-unknown", "main_centre_id"),
    ({"main_centre_id": lambda c: c.centres["411525"].pk}, "main-centre-elsewhere", "main_centre_id"),
    ({"evaluation_ends_at": STARTS}, "evaluation-interval", "evaluation_ends_at"),
    ({"evaluation_starts_at": NOW}, "evaluation-past", "evaluation_starts_at"),
    ({"notice_on": date(2026, 12, 9)}, "notice-after-evaluation", "notice_on"),
    ({"source_url": "javascript:alert(1)"}, "source-address", "source_url"),
    ({"source_url": "https://" + "x" * 300}, "source-address", "source_url"),
    ({"lots": ()}, "lots-missing", "lots"),
    ({"lots": tuple(lot() for _ in range(51))}, "lots-many", "lots"),
    ({"lots": (lot(code=f"{CODE}001"), lot(code=f"{CODE}001"))}, "lot-code-repeated", "lots.1.code"),
    ({"lot_code": "E4115000001000001001"}, "code-length", "lots.0.code"),
    ({"lot_code": "E4115000001000002001001"}, "code-parent", "lots.0.code"),
    ({"lot_name": ""}, "name-missing", "lots.0.name"),
    ({"lot_estimate": Decimal(0)}, "estimate-not-positive", "lots.0.estimate"),
    ({"lot_estimate": Decimal(-1)}, "amount-negative", "lots.0.estimate"),
    ({"lot_estimate": Decimal("0.001")}, "amount-places", "lots.0.estimate"),
    ({"lot_price_limit": Decimal(0)}, "limit-not-positive", "lots.0.price_limit"),
    ({"lot_scheme": {}}, "scheme-malformed", "lots.0.scheme"),
]


@pytest.mark.parametrize(("change", "code", "field"), BAD_ENTRIES)
def test_register_refuses_and_leaves_nothing(
    cast: Cast, change: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refused) as caught:
        register_project(cast.ctx("agency"), entry_of(cast, change))
    assert (caught.value.code, caught.value.field) == (code, field)
    assert (Project.objects.count(), Lot.objects.count(), kinds()) == (0, 0, [])


@pytest.mark.parametrize(("change", "code", "field"), BAD_ENTRIES)
def test_amend_refuses_the_same_and_changes_nothing(
    cast: Cast, change: dict[str, Any], code: str, field: str
) -> None:
    project = registered(cast)
    with pytest.raises(Refused) as caught:
        amend_project(cast.ctx("agency"), project.pk, entry_of(cast, change))
    assert (caught.value.code, caught.value.field) == (code, field)
    assert Project.objects.values().get() == {k: v for k, v in vars(project).items() if k[0] != "_"}
    assert kinds() == ["projects.project.registered", "rules.packs.pinned"]


def test_register_the_same_code_twice_is_refused(cast: Cast) -> None:
    registered(cast)
    with pytest.raises(Refused) as caught:
        register_project(cast.ctx("other-agency"), cast.entry(name="别的项目"))
    assert (caught.value.code, Project.objects.count()) == ("project-code-taken", 1)


def test_two_agencies_that_register_one_code_at_once_exactly_one_gets_it(committed_db: None) -> None:
    cast = make_cast()
    rivals = [cast.ctx("agency"), cast.ctx("other-agency")]
    assert race(*[partial(register_project, ctx, cast.entry()) for ctx in rivals]) == [
        DONE,
        "project-code-taken",
    ]
    assert Project.objects.count() == 1


def test_register_without_an_organisation_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        register_project(replace(cast.ctx("agency"), organisation_id=None), cast.entry())
    assert (caught.value.code, Project.objects.count()) == ("no-organisation", 0)


def test_amend_changes_facts_and_lots_and_says_which(cast: Cast) -> None:
    project = registered(cast, lots=(lot(), lot(name="绿化")))
    entry = cast.entry(name="改名", lots=(lot(code=f"{CODE}001", estimate=Decimal(7)), lot(name="新增")))
    amend_project(cast.ctx("agency"), project.pk, entry)
    project.refresh_from_db()
    assert project.name == "改名"
    assert [(r.code[20:], r.name, r.estimate) for r in queries.lots(project)] == [
        ("001", "保洁服务", Decimal(7)),
        ("002", "新增", Decimal("5080225.00")),
    ]
    changes = witness.parsed(witness.entries().last())["data"]["changes"]  # type: ignore[index, call-overload]
    assert [(c["field"], c["before"], c["after"]) for c in changes] == [  # type: ignore[index, call-overload, union-attr]
        ("name", "淮滨县人民医院保洁服务项目", "改名"),
        (f"lot.{CODE}001.estimate", "5080225.00", "7.00"),
        (f"lot.{CODE}002.name", "绿化", "新增"),
    ]


def test_amend_without_a_change_is_refused(cast: Cast) -> None:
    project = registered(cast)
    with pytest.raises(Refused) as caught:
        amend_project(cast.ctx("agency"), project.pk, cast.entry())
    assert caught.value.code == "nothing-amended"


def test_amend_keeps_bids_and_refuses_to_drop_their_lot(cast: Cast) -> None:
    project = complete(cast, registered(cast))
    amend_project(cast.ctx("agency"), project.pk, cast.entry(name="改名"))
    assert [len(queries.bids(row)) for row in queries.lots(project)] == [3]
    with pytest.raises(Refused) as caught:
        amend_project(cast.ctx("agency"), project.pk, cast.entry(lots=(lot(code=f"{CODE}002"),)))
    assert (caught.value.code, project.lots.count()) == ("lot-has-bids", 1)


def test_amend_to_another_date_pins_anew(cast: Cast) -> None:
    project = registered(cast)
    amend_project(cast.ctx("agency"), project.pk, cast.entry(notice_on=date(2022, 10, 24)))
    project.refresh_from_db()
    assert not [
        pin for pin in project.pins if pin.startswith("411500/")
    ]  # the city's notice is of 25 October
    assert kinds()[-1] == "rules.packs.pinned"
    assert queries.scope(project).decision.reasons == ()


def test_scope_of_procurement_services_over_four_million_is_encouraged_in_the_city(cast: Cast) -> None:
    scope = queries.scope(registered(cast))
    assert (scope.decision.verdict, scope.decision.reach) == (Verdict.ENCOURAGED, ReachTier.WITHIN_CITY)
    assert [reason.citation.article for reason in scope.decision.deciding] == ["通知二、1", "通知三"]
    assert scope.differing == ()


@pytest.mark.parametrize(
    ("change", "verdict", "reach"),
    [
        ({"lot_estimate": Decimal("3999999.99")}, Verdict.OPTIONAL, ReachTier.WITHIN_CITY),
        ({"lot_estimate": Decimal(20000000)}, Verdict.ENCOURAGED, ReachTier.CROSS_CITY),
        ({"lot_estimate": Decimal(100000000)}, Verdict.ENCOURAGED, ReachTier.CROSS_CITY_OR_PROVINCE),
        ({"grounds": (Ground.ESPECIALLY_IMPORTANT,)}, Verdict.ENCOURAGED, ReachTier.CROSS_CITY_OR_PROVINCE),
        ({"grounds": (Ground.APPLICANT_REQUEST,)}, Verdict.MUST, ReachTier.WITHIN_CITY),
        ({"kind": Kind.WORKS}, Verdict.MUST, ReachTier.WITHIN_CITY),
        ({"domain": Domain.TENDER, "mandatory": True}, Verdict.MUST, ReachTier.WITHIN_CITY),
        ({"domain": Domain.TENDER, "mandatory": None}, Verdict.UNKNOWN, ReachTier.WITHIN_CITY),
    ],
)
def test_scope_follows_the_facts(
    cast: Cast, change: dict[str, Any], verdict: Verdict, reach: ReachTier
) -> None:
    decision = queries.scope(register_project(cast.ctx("agency"), entry_of(cast, change))).decision
    assert (decision.verdict, decision.reach) == (verdict, reach)


def test_scope_names_the_lots_that_alone_would_be_decided_otherwise(cast: Cast) -> None:
    project = registered(cast, lots=(lot(estimate=Decimal(15_000_000)), lot(estimate=Decimal(5_000_000))))
    scope = queries.scope(project)
    assert (scope.estimate, scope.decision.reach) == (Decimal(20_000_000), ReachTier.CROSS_CITY)
    assert [(found.lot.code[20:], found.decision.reach) for found in scope.differing] == [
        ("001", ReachTier.WITHIN_CITY),
        ("002", ReachTier.WITHIN_CITY),
    ]


def closed(project: Project) -> list[str]:
    return [gate.code for gate in queries.gates(project, NOW) if not gate.is_open]


def test_gates_open_as_the_registration_becomes_complete(cast: Cast) -> None:
    project = registered(cast)
    assert closed(project) == ["bids-listed", "project-submitted"]
    complete(cast, project, bids=2)
    assert closed(project) == ["bids-listed", "project-submitted"]
    add_bid(cast.ctx("agency"), project.pk, project.lots.get().pk, bid(3))
    assert closed(project) == ["project-submitted"]
    submit_project(cast.ctx("agency"), project.pk)
    project.refresh_from_db()
    assert (project.state, closed(project)) == ("arranging", [])


@pytest.mark.parametrize("domain", list(Domain))
def test_bids_gate_cites_the_rule_of_the_domain(cast: Cast, domain: Domain) -> None:
    project = registered(cast, domain=domain)
    minimum, citation = queries.bids_minimum(project)
    sources = {
        Domain.TENDER: "中华人民共和国招标投标法实施条例",
        Domain.PROCUREMENT: "政府采购货物和服务招标投标管理办法",
    }
    assert (minimum, sources[domain] in (citation.source if citation else "")) == (3, True)


@pytest.mark.parametrize(
    ("change", "gates"),
    [
        ({"domain": Domain.TENDER, "mandatory": None}, ["scope-known"]),
        ({"notice_on": None}, ["notice-dated"]),
        (
            {"grounds": (Ground.APPLICANT_REQUEST, Ground.COMPLEX), "exemption_ground": "技术要求复杂"},
            ["exemption-consented"],
        ),
    ],
)
def test_submit_with_a_closed_gate_is_refused(cast: Cast, change: dict[str, Any], gates: list[str]) -> None:
    project = complete(cast, registered(cast, **change))
    assert closed(project) == [*gates, "project-submitted"]
    with pytest.raises(Refused) as caught:
        submit_project(cast.ctx("agency"), project.pk)
    project.refresh_from_db()
    assert (caught.value.code, project.state) == ("gates-closed", "registered")


def test_submit_after_the_evaluation_time_is_refused(cast: Cast) -> None:
    project = complete(cast, registered(cast))
    with pytest.raises(Refused) as caught:
        submit_project(cast.ctx("agency", now=STARTS), project.pk)
    assert caught.value.code == "gates-closed"
    assert "提交时评标尚未开始" in caught.value.message


def test_submit_with_too_few_bids_cites_the_rule(cast: Cast) -> None:
    project = complete(cast, registered(cast), bids=2)
    with pytest.raises(Refused) as caught:
        submit_project(cast.ctx("agency"), project.pk)
    assert caught.value.code == "gates-closed"
    assert caught.value.citation is not None
    assert "政府采购货物和服务招标投标管理办法" in caught.value.citation.source


@pytest.fixture
def claimed(cast: Cast) -> Project:
    """A duty, a ground to do without, and no notice yet."""
    return complete(
        cast,
        registered(
            cast,
            grounds=(Ground.APPLICANT_REQUEST, Ground.COMPLEX),
            exemption_ground="技术要求复杂",
            notice_on=None,
        ),
    )


def test_exemption_with_consent_before_the_notice_opens_its_gate(cast: Cast, claimed: Project) -> None:
    decide_exemption(cast.ctx("supervisor"), claimed.pk, consent=True)
    claimed.refresh_from_db()
    assert queries.scope(claimed).decision.verdict is Verdict.EXCLUDED
    assert closed(claimed) == ["notice-dated", "project-submitted"]
    assert kinds()[-1] == "projects.project.exemption-decided"


def test_exemption_refused_leaves_the_duty(cast: Cast, claimed: Project) -> None:
    decide_exemption(cast.ctx("supervisor"), claimed.pk, consent=False)
    claimed.refresh_from_db()
    assert queries.scope(claimed).decision.verdict is Verdict.MUST
    assert "exemption-consented" in closed(claimed)


def test_exemption_after_the_notice_is_refused_with_its_article(cast: Cast, claimed: Project) -> None:
    entry = cast.entry(grounds=(Ground.APPLICANT_REQUEST, Ground.COMPLEX), exemption_ground="技术要求复杂")
    amend_project(cast.ctx("agency"), claimed.pk, entry)
    with pytest.raises(Refused) as caught:
        decide_exemption(cast.ctx("supervisor"), claimed.pk, consent=True)
    assert caught.value.code == "consent-after-notice"
    assert caught.value.citation is not None
    assert caught.value.citation.article == "通知二、3"


def test_exemption_that_nobody_asked_for_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        decide_exemption(cast.ctx("supervisor"), registered(cast).pk, consent=True)
    assert caught.value.code == "exemption-not-claimed"


def test_another_ground_asks_for_consent_anew(cast: Cast, claimed: Project) -> None:
    decide_exemption(cast.ctx("supervisor"), claimed.pk, consent=True)
    entry = cast.entry(
        grounds=(Ground.APPLICANT_REQUEST, Ground.COMPLEX), exemption_ground="另一理由", notice_on=None
    )
    amend_project(cast.ctx("agency"), claimed.pk, entry)
    claimed.refresh_from_db()
    assert claimed.exemption_consent is None


def test_withdraw_needs_a_reason(cast: Cast) -> None:
    project = registered(cast)
    with pytest.raises(Refused) as caught:
        withdraw_project(cast.ctx("agency"), project.pk, reason=" ")
    assert (caught.value.code, caught.value.field) == ("reason-missing", "reason")
    withdraw_project(cast.ctx("agency"), project.pk, reason="招标文件有误")
    project.refresh_from_db()
    assert (project.state, kinds()[-1]) == ("withdrawn", "projects.project.withdrawn")


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("agency", True),
        ("other-agency", False),
        ("tenderer", True),
        ("other-tenderer", False),
        ("supervisor", True),
        ("other-supervisor", False),
        ("main-admin", True),
        ("main-staff", True),
        ("other-admin", False),
        ("operator", False),
    ],
)
def test_project_is_visible_to_its_parties_only(cast: Cast, who: str, sees: bool) -> None:
    project = registered(cast)
    assert list(queries.projects(cast.ctx(who))) == ([project] if sees else [])
    if not sees:
        with pytest.raises(NotFound):
            queries.project(cast.ctx(who), project.pk)


def test_register_by_another_role_is_refused(cast: Cast) -> None:
    for who in ("tenderer", "supervisor", "main-admin", "operator"):
        with pytest.raises(NotAllowed):
            register_project(cast.ctx(who), cast.entry())


def test_template_schemes_are_kept_as_given(cast: Cast) -> None:
    project = registered(cast, lots=tuple(lot(scheme=scheme) for scheme in TEMPLATES.values()))
    assert [queries.scheme(row).name for row in queries.lots(project)] == [
        s["name"] for s in TEMPLATES.values()
    ]


def test_samples_are_real_notices_with_their_source(cast: Cast) -> None:
    samples = queries.sample_notices()
    assert len(samples) >= 6
    assert [s.key for s in samples if not s.source_url.startswith("http") or not s.title] == []
    notices = {sample.key: queries.notice_of(sample.data) for sample in samples}
    assert notices["N019"].estimate == Decimal("5080225.00")
    assert notices["N001"].estimate == Decimal("320000000.00")
    assert notices["N025"].estimate is None


def test_scope_preview_asks_for_what_the_notice_does_not_say(cast: Cast) -> None:
    preview: Callable[..., Any] = queries.scope_preview
    decision = preview(
        region="411527", domain=Domain.TENDER, kind=Kind.WORKS, on=date(2026, 11, 1), estimate=Decimal(9)
    )
    assert (decision.verdict, decision.missing) == (
        Verdict.UNKNOWN,
        (
            "mandatory",
            "grounds.applicant-request",
            "grounds.complex",
            "grounds.special-specialty",
            "grounds.law-excluded",
            "grounds.especially-important",
            "grounds.other",
        ),
    )


def test_evaluation_times_are_kept(cast: Cast) -> None:
    project = registered(cast)
    assert project.evaluation_ends_at - project.evaluation_starts_at == ENDS - STARTS == timedelta(hours=8)
