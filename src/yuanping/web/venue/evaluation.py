"""The evaluation as the venues see it: starting it, how far each seat is, letting members go."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.actions.attendance import check_out
from yuanping.domain.evaluation.actions.start import start_evaluation
from yuanping.domain.evaluation.departure import leaving
from yuanping.domain.evaluation.permissions import Evaluation
from yuanping.domain.evaluation.states import SessionState
from yuanping.domain.people.states import Role
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.signing import queries as signing
from yuanping.domain.signing.permissions import Signing
from yuanping.domain.signing.states import DocumentKind
from yuanping.web.components import (
    Action,
    Breadcrumb,
    Column,
    Crumb,
    DataTable,
    EmptyState,
    Row,
    StateTag,
)
from yuanping.web.gates import gate_list
from yuanping.web.numbers import whole_number
from yuanping.web.page import Page
from yuanping.web.venue.projects import OwnProject


class EvaluationPage(OwnProject):
    """The main venue starts the evaluation here, and follows the seats without seeing any score."""

    template_name: ClassVar[str] = "venue/evaluation.html"
    title: ClassVar[str] = "评标"

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        start_evaluation(self.ctx, self.project.pk)
        return self.done("评标已启动，各席位可以开始评审。", request.path)

    @override
    def context(self) -> dict[str, Any]:
        session = queries.session_of(self.project.pk)
        return {
            "title": self.title,
            "project": self.project,
            "breadcrumb": self.trail(Crumb(self.title)),
            "state": StateTag(
                label=session.state_label if session else "尚未启动", tone="info" if session else "muted"
            ),
            "session": session,
            "gates": None if session else gate_list(queries.all_gates(self.project, self.ctx.now)),
            "start": self._start(),
            "waiting": queries.waiting(session) if session and session.state != SessionState.CLOSED else None,
            "progress": self._progress() if session else None,
            "document_url": self._document_url(),
        }

    def _start(self) -> Action | None:
        """The button, where all gates are open."""
        waits = self.project.state == ProjectState.ARRANGING and self.may(Evaluation.START)
        if not waits or queries.closed_gates(self.project, self.ctx.now):
            return None
        return Action(
            label="启动评标",
            url=reverse("venue:evaluation", args=[self.project.pk]),
            method="post",
            look="primary",
            icon="player-play",
            confirm="启动后评标委员会开始评审，不能撤回。确定启动吗？",
        )

    def _progress(self) -> DataTable:
        return DataTable(
            caption="各席位进度",
            columns=(
                Column("会场", nowrap=True),
                Column("席位", nowrap=True),
                Column("状态", nowrap=True),
                Column("环节", nowrap=True),
                Column("已完成", align="right", nowrap=True),
            ),
            rows=tuple(
                Row(
                    (
                        seat.venue_label,
                        seat.seat_label,
                        seat.state_label,
                        seat.step_label,
                        f"{seat.done} / {seat.total}",
                    )
                )
                for seat in queries.progress(self.project.pk)
            ),
            empty=EmptyState(title="没有席位"),
        )

    def _document_url(self) -> str:
        document = signing.current_document(self.project.pk, DocumentKind.EVALUATION_REPORT)
        if document is None or not self.may(Signing.CLOSE, document):
            return ""
        return reverse("venue:document", args=[document.pk])


class DeparturesPage(Page):
    """Members of the own venue who may go, once their part in the report is done."""

    template_name: ClassVar[str] = "venue/departures.html"
    title: ClassVar[str] = "离场办理"
    roles: ClassVar[tuple[Role, ...]] = (Role.VENUE_ADMIN, Role.VENUE_STAFF, Role.VENUE_LEADER)

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        seat_id = whole_number(request.POST.get("seat_id", ""))
        if seat_id is None:
            raise Invalid("seat-missing", "没有指明席位。", remedy="请刷新页面后重试。")
        check_out(self.ctx, seat_id)
        return self.done("已收回临时证书，成员可以离场。", request.path)

    @override
    def context(self) -> dict[str, Any]:
        return {
            "breadcrumb": Breadcrumb(crumbs=(Crumb("工作台", reverse("venue:home")), Crumb(self.title))),
            "table": DataTable(
                caption="在席成员",
                columns=(
                    Column("项目"),
                    Column("席位", nowrap=True),
                    Column("工位", nowrap=True),
                    Column("评标报告", nowrap=True),
                ),
                rows=tuple(
                    Row(
                        (
                            member.project_name,
                            member.label,
                            member.workstation,
                            StateTag(label="已签署", tone="ok")
                            if member.may_leave
                            else StateTag(label="待签署", tone="warn"),
                        ),
                        actions=(self._let_go(member.seat_id),) if member.may_leave and self._may else (),
                    )
                    for member in leaving(self.ctx)
                ),
                empty=EmptyState(
                    title="没有等待离场的成员", text="成员签署评标报告后，在此收回临时证书并办理离场。"
                ),
            ),
        }

    @property
    def _may(self) -> bool:
        return self.may(Evaluation.CHECK_OUT)

    def _let_go(self, seat_id: int) -> Action:
        return Action(
            label="收回证书并办理离场",
            url=reverse("venue:departures"),
            method="post",
            look="primary",
            hidden=(("seat_id", str(seat_id)),),
            confirm="离场后临时证书失效，成员不能再进入评标。确定办理吗？",
        )
