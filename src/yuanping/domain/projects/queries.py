"""What others may read of projects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, BinaryIO

from django.db.models import QuerySet

from yuanping.base.context import Ctx
from yuanping.base.ports.storage import storage
from yuanping.core.errors import Citation, NotFound, Refused
from yuanping.core.local_time import local_date, local_time, written
from yuanping.core.policy import (
    Choice,
    Exemption,
    Facts,
    MinCount,
    MinLead,
    Policy,
    Procedure,
    ProjectKind,
    Reason,
    ScopeDecision,
    Verdict,
)
from yuanping.core.policy import Domain as PolicyDomain
from yuanping.domain.projects import scheme as schemes
from yuanping.domain.projects.facts import asked as asked_of
from yuanping.domain.projects.facts import asked_labels, exemptions, facts_of
from yuanping.domain.projects.models import Bid, Lot, Project
from yuanping.domain.projects.notice import Notice, decode, read_notice
from yuanping.domain.projects.parties import VENUE_ROLES as VENUE_ROLES
from yuanping.domain.projects.parties import of_parties as of_parties
from yuanping.domain.projects.scheme import Scheme
from yuanping.domain.projects.states import Domain, Gate, Kind, ProjectState
from yuanping.domain.rules import queries as rules

_AGENCY = "代理机构"
_SUPERVISOR = "行政监督部门"


def projects(ctx: Ctx) -> QuerySet[Project]:
    """The projects that the actor may know of, the newest first, with their lots and bids fetched."""
    rows: QuerySet[Project] = Project.objects.all().visible_to(ctx)
    parties = rows.select_related("tenderer", "agency", "supervision", "main_centre")
    return parties.prefetch_related("lots__bids").order_by("-registered_at", "-pk")


def project(ctx: Ctx, project_id: int) -> Project:
    """One project; ``NotFound`` when there is none for this actor."""
    found = projects(ctx).filter(pk=project_id).first()
    if found is None:
        raise NotFound("not-found", "没有找到该项目，或您无权查看。", remedy="请从列表重新进入。")
    return found


def lots(project: Project) -> list[Lot]:
    """The project's lots by number."""
    return sorted(project.lots.all(), key=lambda lot: lot.code)


def bids(lot: Lot) -> list[Bid]:
    """The lot's bids in the order of the list."""
    return sorted(lot.bids.all(), key=lambda bid: bid.ordinal)


def bid_file(bid: Bid) -> BinaryIO:
    """The bid's file, opened for reading."""
    return storage().open(bid.file_sha256)


def scheme(lot: Lot) -> Scheme:
    """The lot's evaluation scheme, typed."""
    return schemes.parse(lot.scheme)


def estimate(project: Project) -> Decimal:
    """合同估算价 of the whole project: the sum over its lots, in yuan."""
    return sum((lot.estimate for lot in lots(project)), Decimal(0))


def axis_date(project: Project) -> date:
    """The date by which the project's rules were chosen: the notice's, or that of registration before it."""
    return project.notice_on or local_date(project.registered_at)


def policy(project: Project) -> Policy:
    """The rules under which the project lives, from the versions pinned to it."""
    return rules.policy_of(
        project.pins, region=project.region_code, domain=project.domain, on=axis_date(project)
    )


def facts(project: Project, *, of: Lot | None = None) -> Facts:
    """What the rules may ask of the project, or of one lot of it.

    The parts of an EPC contract are known for the whole only, so a lot among several has none.
    """
    amount = _decisive_estimate(project) if of is None else of.estimate
    return facts_of(project, estimate=amount, parts=of is None or len(lots(project)) == 1)


def _decisive_estimate(project: Project) -> Decimal:
    """The amount by which the project's packs decide: that of its largest contract, where they say 单项合同 (S2-2)."""
    if _by_contract(project):
        return max((lot.estimate for lot in lots(project)), default=Decimal(0))
    return estimate(project)


def _by_contract(project: Project) -> bool:
    basis = rules.in_force(policy(project), "estimate.basis", Choice)
    return basis is not None and basis.value.only == "contract"


def asked(project: Project) -> tuple[str, ...]:
    """The names of the facts that the project's packs may ask of it."""
    return asked_of(policy(project), kind=ProjectKind(project.kind))


@dataclass(frozen=True, slots=True)
class LotScope:
    """What the rules say of a lot by its own estimate."""

    lot: Lot
    decision: ScopeDecision


@dataclass(frozen=True, slots=True)
class ProjectScope:
    """The scope decision for the project, and the lots that would be decided otherwise.

    The decision is that of the project's whole estimate or, ``by_contract``, of its largest contract, as its packs say.
    A lot that would fall into another bracket by itself is shown, so that nobody overlooks a project that was put
    together or cut up.
    """

    estimate: Decimal
    decision: ScopeDecision
    differing: tuple[LotScope, ...]
    by_contract: bool

    @property
    def missing_labels(self) -> tuple[str, ...]:
        return _to_ask(self.decision)


def _to_ask(decision: ScopeDecision) -> tuple[str, ...]:
    """What the agency must add; whether the supervisor consents has a gate of its own."""
    return asked_labels(name for name in decision.missing if name != "exemption_consent")


def scope(project: Project) -> ProjectScope:
    """Whether the project's evaluation is remote and how far, with every rule asked."""
    held = policy(project)
    whole = held.scope(facts(project))
    apart = [LotScope(lot, held.scope(facts(project, of=lot))) for lot in lots(project)]
    differing = [
        found
        for found in apart
        if not (found.decision.verdict is Verdict.UNKNOWN or found.decision.reach_open)
        and (found.decision.verdict, found.decision.reach) != (whole.verdict, whole.reach)
    ]
    return ProjectScope(estimate(project), whole, tuple(differing), _by_contract(project))


def scope_preview(
    *, region: str, domain: Domain, kind: Kind, on: date, estimate: Decimal | None
) -> ScopeDecision:
    """What the rules would say of a project that is not registered yet, with what its notice tells."""
    held = rules.policy_for(region=region, domain=domain, on=on)
    return held.scope(Facts(domain=PolicyDomain(domain), kind=ProjectKind(kind), estimate=estimate))


def exemption(project: Project) -> tuple[Procedure, Reason | None] | None:
    """The procedure by which the stated grounds let the project go without, and the rule; None where none does."""
    decision = scope(project).decision
    if decision.exemption is None:
        return None
    rules_of = {
        rule.id
        for rule in exemptions(policy(project))
        if isinstance(rule.value, Exemption) and rule.value.procedure is decision.exemption
    }
    held = (reason for reason in decision.reasons if reason.result and reason.rule in rules_of)
    return decision.exemption, next(held, None)


def needs_consent(project: Project) -> bool:
    """Whether the stated grounds let the project go without only if the supervisor agrees beforehand (S4-6)."""
    found = exemption(project) if project.exemption_ground else None
    return found is not None and found[0] is Procedure.CONSENT_BEFORE


def awaits_consent(project: Project) -> bool:
    """Whether the supervisor's answer is waited for."""
    return project.exemption_consent is None and needs_consent(project)


def exemption_citation(project: Project) -> Citation | None:
    """The rule by which the project may go without remote evaluation, or the first that could let it."""
    found = exemption(project)
    if found is not None and found[1] is not None:
        return found[1].citation
    return next((rule.citation for rule in exemptions(policy(project))), None)


def submit_by(project: Project) -> datetime:
    """The last moment for handing the project over: the main venue must still be able to ask sub-venues in time."""
    try:
        lead = policy(project).resolve_as("offer.lead", MinLead).value
        return lead.latest(local_time(project.evaluation_starts_at), calendar=rules.calendar())
    except Refused:  # no rule speaks of a lead, or no calendar covers it
        return project.evaluation_starts_at


GATE_TASKS = {
    "lots-listed": "登记标段（包）和评标办法",
    "bids-listed": "登记投标名单",
    "scope-known": "补充适用范围判定所需信息",
    "notice-dated": "填写招标公告发布日期",
    "time-ahead": "更正评标时间",
    "exemption-consented": "取得行政监督部门对不采用的答复",
    "project-submitted": "提交主场",
}
"""What opens each gate of this app, as a task."""


def gates(project: Project, now: datetime) -> list[Gate]:
    """What this app asks for before the evaluation: a complete registration, handed to the main venue."""
    submitted = project.state not in {ProjectState.REGISTERED, ProjectState.WITHDRAWN}
    return [
        *registration_gates(project, now),
        Gate("project-submitted", "项目已提交主场", submitted, _AGENCY),
    ]


def registration_gates(project: Project, now: datetime) -> list[Gate]:
    """What must be in order before the project goes to its main venue."""
    held = [
        _lots_gate(project),
        _bids_gate(project),
        _scope_gate(project),
        Gate(
            "notice-dated",
            "招标公告发布日期已登记",
            project.notice_on is not None,
            _AGENCY,
            detail="公告发布日期决定适用哪一版规则。"
            if project.notice_on is None
            else str(project.notice_on),
        ),
        _time_gate(project, now),
    ]
    if needs_consent(project):
        held.append(_exemption_gate(project))
    return held


def _lots_gate(project: Project) -> Gate:
    found = lots(project)
    return Gate(
        "lots-listed",
        "标段（包）和评标办法已登记",
        bool(found),
        _AGENCY,
        detail=f"共 {len(found)} 个标段（包）。" if found else "请至少登记一个标段（包）。",
    )


def _bids_gate(project: Project) -> Gate:
    minimum, citation = bids_minimum(project)
    short = [lot for lot in lots(project) if len(bids(lot)) < minimum]
    detail = (
        "；".join(f"标段（包）{lot.code[20:]} 现有 {len(bids(lot))} 家" for lot in short)
        + f"，不少于 {minimum} 家。"
        if short
        else f"每个标段（包）不少于 {minimum} 家。"
    )
    return Gate("bids-listed", "投标名单已登记", not short, _AGENCY, detail=detail, citation=citation)


def bids_minimum(project: Project) -> tuple[int, Citation | None]:
    """How many bids each lot needs, and the rule; one where no rule asks for a number."""
    held = policy(project)
    for rule_id in ("opening.bidders_min", "evaluation.competition_min"):
        try:
            found = held.resolve_as(rule_id, MinCount)
        except Refused:
            continue
        return found.value.amount, found.rule.citation
    return 1, None


def _scope_gate(project: Project) -> Gate:
    missing = "；".join(scope(project).missing_labels)
    return Gate(
        "scope-known",
        "远程异地评标适用范围已判定",
        not missing,
        _AGENCY,
        detail=f"请补充：{missing}。" if missing else "",
    )


def _time_gate(project: Project, now: datetime) -> Gate:
    waiting = project.state == ProjectState.REGISTERED
    return Gate(
        "time-ahead",
        "提交时评标尚未开始",
        not waiting or project.evaluation_starts_at > now,
        _AGENCY,
        detail=f"{written(project.evaluation_starts_at)} 开始。",
    )


def _exemption_gate(project: Project) -> Gate:
    details = {
        None: "等待行政监督部门答复。",
        True: "已同意不采用。",
        False: "未同意，请取消所提情形，按远程异地评标组织。",
    }
    return Gate(
        "exemption-consented",
        "不采用远程异地评标已经行政监督部门同意",
        project.exemption_consent is True,
        _AGENCY if project.exemption_consent is False else _SUPERVISOR,
        detail=details[project.exemption_consent],
        citation=exemption_citation(project),
    )


def notice_of(data: Mapping[str, Any]) -> Notice:
    """A decoded notice, read with the regions that the platform knows."""
    return read_notice(data, known_regions=rules.region_names())


@dataclass(frozen=True, slots=True)
class SampleNotice:
    """A public notice shipped for demonstration, with the address where its facts were published."""

    key: str
    title: str
    region: str
    source_url: str
    source_detail: str
    text: str

    @property
    def data(self) -> Mapping[str, Any]:
        return decode(self.text.encode())


@cache
def sample_notices() -> tuple[SampleNotice, ...]:
    """The notices shipped for demonstration, in the order of their names; empty when there are none."""
    folder = files("yuanping.domain.projects") / "samples"
    if not folder.is_dir():
        return ()
    found = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".json"):
            continue
        text = file.read_text("utf-8")
        data = decode(text.encode())
        found.append(
            SampleNotice(
                key=file.name.removesuffix(".json"),
                title=data["title"],
                region=data["region"] or "",
                source_url=data["source_url"] or "",
                source_detail=data["source_detail"] or "",
                text=text,
            )
        )
    return tuple(found)
