"""A project's page: its facts, the scope decision, the gates, the lots, and what can be done."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid
from yuanping.domain.evaluation.queries import all_demands, all_gates
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries
from yuanping.domain.projects.actions.registration import submit_project, withdraw_project
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.permissions import Projects
from yuanping.domain.projects.states import PROJECT_MACHINE, Gate, ProjectState
from yuanping.domain.rules import queries as rules
from yuanping.web.components.action.params import Action
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.values import yuan
from yuanping.web.decision import decision_context
from yuanping.web.demands import demand_list
from yuanping.web.desk import showing
from yuanping.web.desk.forms import ReasonForm
from yuanping.web.desk.home import DESK
from yuanping.web.desk.trail import project_trail
from yuanping.web.documents import document_table
from yuanping.web.gates import gate_list
from yuanping.web.page import Page
from yuanping.web.stating import stated_facts


class ProjectPage(Page):
    template_name: ClassVar[str] = "desk/project.html"
    roles: ClassVar[tuple[Role, ...]] = DESK
    project: Project

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = queries.project(self.ctx, kwargs["project_id"])

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("act") != "submit":
            raise Invalid("act-unknown", "没有这项操作。", remedy="请刷新页面后重试。")
        submit_project(self.ctx, self.project.pk)
        return self.done("项目已提交主场。", reverse("desk:project", args=[self.project.pk]))

    def can(self, transition: str, permission: str) -> bool:
        """Whether the button belongs on the page: the role may, and the state allows."""
        state = ProjectState(self.project.state)
        return self.may(permission, self.project) and PROJECT_MACHINE.allows(transition, state)

    @override
    def context(self) -> dict[str, Any]:
        project, now = self.project, self.ctx.now
        gates = all_gates(project, now)
        return {
            "title": project.name,
            "breadcrumb": project_trail(project),
            "project": project,
            "state_tag": showing.state_tag(project),
            "actions": self._actions(),
            "steps": showing.steps(project),
            "next_step": showing.next_step(project, now),
            **decision_context(project),
            "demands": demand_list(all_demands(project, now), now=now),
            "gates": gate_list(gates, action=self._gate_action),
            "lots": self._lots(),
            "documents": document_table(self.ctx, project.pk, audience="desk"),
            "facts": self._facts(),
            "packs": rules.pack_titles(project.pins),
            "on": queries.axis_date(project),
        }

    def _actions(self) -> tuple[Action, ...]:
        key, found = self.project.pk, []
        if self.can("submit", Projects.SUBMIT):
            found.append(
                Action(
                    label="提交主场",
                    url=reverse("desk:project", args=[key]),
                    method="post",
                    look="primary",
                    icon="send",
                    hidden=(("act", "submit"),),
                    confirm="提交后登记信息、评标办法和投标名单不能再修改。确定提交吗？",
                )
            )
        if self.can("amend", Projects.AMEND):
            found.append(Action(label="修改", url=reverse("desk:amend", args=[key]), icon="edit"))
        if self.project.state not in {ProjectState.REGISTERED, ProjectState.WITHDRAWN}:
            found.append(Action(label="评标委员会", url=reverse("desk:committee", args=[key]), icon="users"))
        if self.project.state == ProjectState.EVALUATED:
            url = reverse("desk:announcement", args=[key])
            found.append(Action(label="结果公告", url=url, icon="send"))
        found.append(Action(label="见证记录", url=reverse("desk:project-record", args=[key]), icon="history"))
        if self.can("withdraw", Projects.WITHDRAW):
            found.append(
                Action(label="撤回", url=reverse("desk:withdraw", args=[key]), look="quiet", icon="ban")
            )
        return tuple(found)

    def _gate_action(self, gate: Gate) -> Action | None:
        if gate.is_open or not self.can("amend", Projects.AMEND):
            return None
        amend = reverse("desk:amend", args=[self.project.pk])
        offered = {
            "bids-listed": Action(label="登记投标", url="#lots"),
            "scope-known": Action(label="补充信息", url=amend),
            "notice-dated": Action(label="填写日期", url=amend),
            "time-ahead": Action(label="修改时间", url=amend),
        }
        return offered.get(gate.code)

    def _lots(self) -> DataTable:
        may_list = self.can("amend", Projects.LIST_BIDS)
        minimum, _ = queries.bids_minimum(self.project)
        rows = []
        for lot in queries.lots(self.project):
            count = len(queries.bids(lot))
            bids_url = reverse("desk:bids", args=[self.project.pk, lot.pk])
            scheme_url = reverse("desk:scheme", args=[self.project.pk, lot.pk])
            rows.append(
                Row(
                    (
                        lot.code[20:],
                        lot.name,
                        yuan(lot.estimate),
                        yuan(lot.price_limit),
                        queries.scheme(lot).name,
                        StateTag(label=f"{count} 家", tone="ok" if count >= minimum else "warn"),
                    ),
                    actions=(
                        Action(label="登记投标" if may_list else "投标名单", url=bids_url, look="quiet"),
                        Action(label="评标办法", url=scheme_url, look="quiet"),
                    ),
                )
            )
        return DataTable(
            caption="标段（包）",
            columns=(
                Column("编号", nowrap=True),
                Column("名称"),
                Column("合同估算价（元）", align="right", nowrap=True),
                Column("最高限价（元）", align="right", nowrap=True),
                Column("评标办法"),
                Column("投标", nowrap=True),
            ),
            rows=tuple(rows),
            empty=EmptyState(title="还没有标段（包）"),
            id="lots",
        )

    def _facts(self) -> FactList:
        project = self.project
        unknown = StateTag(label="尚未确定", tone="warn")
        values: list[tuple[str, object]] = [
            ("招标项目编号", project.code),
            ("领域和类型", f"{project.domain_label} · {project.kind_label}"),
            ("项目所在地", rules.region_path(project.region_code)),
            ("招标人", project.tenderer.name),
            ("代理机构", project.agency.name),
            ("行政监督部门", project.supervision.name),
            ("主场", project.main_centre.name),
            ("评标开始时间", project.evaluation_starts_at),
            ("预计结束时间", project.evaluation_ends_at),
            ("公告发布日期", project.notice_on or unknown),
            ("登记时间", project.registered_at),
        ]
        facts = [Fact(label, value) for label, value in values] + stated_facts(project)
        if project.source_url:
            facts.append(Fact("公告来源", project.source_url, wide=True))
        return FactList(facts=tuple(facts))


class WithdrawPage(Page):
    template_name: ClassVar[str] = "desk/withdraw.html"
    title: ClassVar[str] = "撤回项目"
    roles: ClassVar[tuple[Role, ...]] = (Role.AGENCY,)
    project: Project

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = queries.project(self.ctx, kwargs["project_id"])
        self.form = ReasonForm()

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        self.form = ReasonForm(request.POST)
        if not self.form.is_valid():
            return self.render(request, status=422)
        withdraw_project(self.ctx, self.project.pk, reason=self.form.cleaned_data["reason"])
        return self.done("项目已撤回。", reverse("desk:project", args=[self.project.pk]))

    @override
    def context(self) -> dict[str, Any]:
        return {
            "breadcrumb": project_trail(self.project, self.title),
            "project": self.project,
            "back_url": reverse("desk:project", args=[self.project.pk]),
        }
