"""Registering a project, correcting it, handing it to the main venue, taking it back."""

from datetime import date
from typing import Any

from yuanping.base.change import Change, change
from yuanping.base.context import Ctx
from yuanping.core.errors import Invalid, Refused
from yuanping.core.events import plain
from yuanping.core.identifiers import region_chain
from yuanping.core.local_time import local_date
from yuanping.core.policy import Policy
from yuanping.domain.people import queries as people
from yuanping.domain.people.states import OrganisationKind
from yuanping.domain.places import queries as places
from yuanping.domain.projects import queries
from yuanping.domain.projects.entries import CheckedLot, ProjectEntry, check
from yuanping.domain.projects.events import (
    ExemptionDecided,
    FieldChange,
    LotFact,
    ProjectAmended,
    ProjectRegistered,
    ProjectSubmitted,
    ProjectWithdrawn,
)
from yuanping.domain.projects.facts import check_explained
from yuanping.domain.projects.models import Lot, Project
from yuanping.domain.projects.permissions import Projects
from yuanping.domain.rules import queries as rules
from yuanping.domain.rules.actions.pinning import pin_packs
from yuanping.domain.rules.events import PacksPinned


def register_project(ctx: Ctx, entry: ProjectEntry) -> Project:
    """Enter a tender project with its lots, and put it under the rule packs of its region, domain and date."""
    with change(ctx, Project, None, "register", permission=Projects.REGISTER) as tx:
        checked = check(entry, now=ctx.now)
        _check_parties(checked.fields)
        on = entry.notice_on or local_date(ctx.now)
        policy = _policy_for(checked.fields, on=on)
        check_explained(policy, entry.grounds, checked.fields["exemption_ground"])
        _require_free_code(checked.fields["code"])
        project = tx.add(
            Project(
                **checked.fields,
                agency_id=_own_organisation(ctx),
                pins=pin_packs(policy),
                synthetic=entry.synthetic,
                registered_at=ctx.now,
            ),
            # registered by somebody else a moment ago
            taken={"projects_project_code_key": _code_taken(checked.fields["code"])},
        )
        _write_lots(project, checked.lots)
        fields = {name: value for name, value in checked.fields.items() if name in _REGISTERED}
        tx.record(
            ProjectRegistered(
                project_id=project.pk,
                agency_id=project.agency_id,
                lots=tuple(LotFact(lot.code, lot.name, lot.estimate) for lot in checked.lots),
                **fields,
            )
        )
        _record_pins(tx, policy)
    return project


_REGISTERED = frozenset(ProjectRegistered.__dataclass_fields__)


def amend_project(ctx: Ctx, project_id: int, entry: ProjectEntry) -> Project:
    """Correct a registered project: every fact and lot is as the entry says.

    Lots keep their bids by their number. A new region, domain or notice date pins the packs anew; another ground for
    not evaluating remotely asks for consent anew.
    """
    with change(ctx, Project, project_id, "amend", permission=Projects.AMEND) as tx:
        project = tx.row
        checked = check(entry, now=ctx.now)
        _check_parties(checked.fields)
        axis = entry.notice_on or local_date(project.registered_at)
        explained = _policy_for(checked.fields, on=axis)
        check_explained(explained, entry.grounds, checked.fields["exemption_ground"])
        if checked.fields["code"] != project.code:
            _require_free_code(checked.fields["code"])
        before = {name: getattr(project, name) for name in checked.fields}
        changes = [
            FieldChange(name, _text(before[name]), _text(value))
            for name, value in checked.fields.items()
            if _text(before[name]) != _text(value)
        ]
        for name, value in checked.fields.items():
            setattr(project, name, value)
        if any(getattr(project, name) != before[name] for name in ("grounds", "exemption_ground")):
            project.exemption_consent = None
        lot_changes = _write_lots(project, checked.lots)
        tx.require(
            bool(changes or lot_changes), "nothing-amended", "没有任何改动。", remedy="请更正后再保存。"
        )
        tx.record(ProjectAmended(project_id=project.pk, changes=(*changes, *lot_changes)))
        if any(before[name] != getattr(project, name) for name in ("region_code", "domain", "notice_on")):
            policy = _policy_for(checked.fields, on=queries.axis_date(project))
            project.pins = pin_packs(policy)
            _record_pins(tx, policy)
    return project


def decide_exemption(ctx: Ctx, project_id: int, *, consent: bool) -> Project:
    """The supervisor's answer to a ground for not evaluating remotely; it must precede the notice (S4-6)."""
    with change(ctx, Project, project_id, "consent", permission=Projects.DECIDE_EXEMPTION) as tx:
        project = tx.row
        citation = queries.exemption_citation(project)
        tx.require(
            bool(project.exemption_ground),
            "exemption-not-claimed",
            "代理机构没有提出不采用远程异地评标的理由。",
            remedy="请由代理机构在登记信息中选择情形并填写理由。",
        )
        tx.require(
            queries.needs_consent(project),
            "consent-not-needed",
            "按适用的规则，该项目所提情形不需要行政监督部门事先同意。",
            remedy="请在项目页面查看适用的办理方式。",
            citation=citation,
        )
        published = project.notice_on is not None and project.notice_on <= local_date(ctx.now)
        tx.require(
            not (consent and published),
            "consent-after-notice",
            f"招标公告已于 {project.notice_on} 发布，不能再同意不采用远程异地评标。",
            remedy="同意应在发布招标公告之前作出；请按远程异地评标组织。",
            citation=citation,
        )
        project.exemption_consent = consent
        tx.record(ExemptionDecided(project_id=project.pk, consent=consent))
    return project


def submit_project(ctx: Ctx, project_id: int) -> Project:
    """Hand the project to its main venue; all gates of the registration must be open."""
    with change(ctx, Project, project_id, "submit", permission=Projects.SUBMIT) as tx:
        project = tx.row
        closed = [gate for gate in queries.registration_gates(project, ctx.now) if not gate.is_open]
        if closed:
            raise Refused(
                "gates-closed",
                f"还不能提交，尚有 {len(closed)} 项条件未满足：{'；'.join(gate.title for gate in closed)}。",
                remedy="请先"
                + "；".join(f"{queries.GATE_TASKS[gate.code]}（{gate.who}）" for gate in closed)
                + "。",
                citation=next((gate.citation for gate in closed if gate.citation), None),
            )
        decision = queries.scope(project).decision
        reach = "" if decision.reach is None else decision.reach.name.lower()
        tx.record(ProjectSubmitted(project_id=project.pk, verdict=decision.verdict, reach=reach))
    return project


def withdraw_project(ctx: Ctx, project_id: int, *, reason: str) -> Project:
    """Take the project back before the evaluation."""
    with change(ctx, Project, project_id, "withdraw", permission=Projects.WITHDRAW) as tx:
        given = " ".join(reason.split())
        if not given or len(given) > 500:
            raise Invalid(
                "reason-missing",
                "请填写撤回原因，不超过 500 个字符。",
                field="reason",
                remedy="填写后再撤回。",
            )
        tx.record(ProjectWithdrawn(project_id=tx.row.pk, reason=given))
    return tx.row


def _check_parties(fields: dict[str, Any]) -> None:
    for field, kind, what in (
        ("tenderer_id", OrganisationKind.TENDERER, "招标人"),
        ("supervision_id", OrganisationKind.SUPERVISION, "行政监督部门"),
    ):
        if fields[field] not in dict(people.organisations(kind)):
            raise Invalid(
                "party-unknown", f"平台没有登记所选的{what}。", field=field, remedy=f"请从列表中选择{what}。"
            )
    region = fields["region_code"]
    if region not in rules.region_names():
        raise Invalid(
            "region-unknown",
            f"平台未收录行政区划代码 {region}。",
            field="region_code",
            remedy="请从列表中选择项目所在地。",
        )
    centre = next((c for c in places.centres() if c.pk == fields["main_centre_id"]), None)
    if centre is None:
        raise Invalid(
            "centre-unknown",
            "平台没有登记所选的交易中心。",
            field="main_centre_id",
            remedy="请从列表中选择主场。",
        )
    if centre.region_code not in region_chain(region):
        raise Invalid(
            "main-centre-elsewhere",
            f"{centre.name}不在项目所在地（{rules.region_path(region)}）或其上级地区，不能作为主场。",
            field="main_centre_id",
            remedy="请选择项目所在地或其上级地区的交易中心。",
        )


def _policy_for(fields: dict[str, Any], *, on: date) -> Policy:
    return rules.policy_for(region=fields["region_code"], domain=fields["domain"], on=on)


def _record_pins(tx: Change[Project], policy: Policy) -> None:
    project = tx.row
    tx.record(
        PacksPinned(
            project_id=project.pk,
            region_code=policy.region,
            domain=policy.domain,
            on=policy.on,
            pins=tuple(project.pins),
        )
    )


def _own_organisation(ctx: Ctx) -> int:
    if ctx.organisation_id is None:
        raise Invalid(
            "no-organisation",
            "您的账号没有所属单位，不能登记项目。",
            remedy="请联系平台运维人员完善账号信息。",
        )
    return ctx.organisation_id


def _require_free_code(code: str) -> None:
    if Project.objects.filter(code=code).exists():
        raise _code_taken(code)


def _code_taken(code: str) -> Refused:
    return Refused(
        "project-code-taken",
        f"招标项目编号 {code} 已登记。",
        field="code",
        remedy="请核对编号；已登记的项目请从“我的项目”进入。",
    )


def _write_lots(project: Project, lots: tuple[CheckedLot, ...]) -> list[FieldChange]:
    """Make the project's lots as given; says what changed."""
    existing = {lot.code: lot for lot in project.lots.all()}
    changes = []
    for code, row in existing.items():
        if code in {lot.code for lot in lots}:
            continue
        if row.bids.exists():
            raise Refused(
                "lot-has-bids",
                f"标段（包）{code} 已登记投标，不能删除。",
                field="lots",
                remedy="请先移除该标段（包）的全部投标。",
            )
        row.delete()
        changes.append(FieldChange(f"lot.{code}", row.name, ""))
    for lot in lots:
        found = existing.get(lot.code)
        row = found or Lot(project=project, code=lot.code)
        for name in ("name", "estimate", "price_limit", "scheme"):
            before, after = getattr(row, name), getattr(lot, name)
            if before != after:
                changes.append(FieldChange(f"lot.{lot.code}.{name}", _text(before), _text(after)))
                setattr(row, name, after)
        row.save()
    return changes


def _text(value: object) -> str:
    known = plain(value)
    if isinstance(known, list):
        return "、".join(map(str, known)) or "无"
    return "" if known is None else str(known)
