"""The supervisor appraises the members, and decides on their objections."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.base.context import Ctx
from yuanping.core.errors import Invalid, NotFound
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.appraisal import amend_appraisal, uphold_appraisal
from yuanping.domain.experts.models import Appraisal
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.raters import in_order
from yuanping.domain.experts.states import RATER_LABELS, AppraisalState, Rater
from yuanping.domain.people.states import Role
from yuanping.web.appraisal_showing import grade_rows, state_of
from yuanping.web.appraising import AppraisalList, AppraisePage, GradesForm
from yuanping.web.components import (
    Action,
    Breadcrumb,
    Column,
    Crumb,
    DataTable,
    EmptyState,
    ErrorSummary,
    Fact,
    FactList,
    Row,
)
from yuanping.web.components.forms import PageForm
from yuanping.web.page import Page
from yuanping.web.todo import Todo


class SupervisorAppraisals(AppraisalList):
    """With the objections of the projects under the own supervision."""

    roles: ClassVar[tuple[Role, ...]] = (Role.SUPERVISOR,)
    audience: ClassVar[str] = "supervisor"

    @override
    def context(self) -> dict[str, Any]:
        rows = queries.appraisals_given(self.ctx).exclude(state=AppraisalState.GIVEN)[:100]
        return super().context() | {
            "objections": DataTable(
                caption="异议",
                columns=(
                    Column("席位", nowrap=True),
                    Column("项目"),
                    Column("评价方", nowrap=True),
                    Column("提出时间", nowrap=True),
                    Column("状态", nowrap=True),
                ),
                rows=tuple(self._objection(row) for row in rows),
                empty=EmptyState(title="没有异议"),
            )
        }

    def _objection(self, row: Appraisal) -> Row:
        waits = row.state == AppraisalState.OBJECTED
        return Row(
            (
                row.attendance.seat.label,
                row.attendance.seat.committee.project.name,
                RATER_LABELS[Rater(row.party)],
                row.objected_at,
                state_of(row),
            ),
            actions=(
                Action(
                    label="处理" if waits else "查看",
                    url=reverse("supervisor:objection", args=[row.pk]),
                    look="primary" if waits else "plain",
                ),
            ),
        )


class SupervisorAppraise(AppraisePage):
    roles: ClassVar[tuple[Role, ...]] = (Role.SUPERVISOR,)
    audience: ClassVar[str] = "supervisor"


class UpholdForm(PageForm):
    words = forms.CharField(label="维持的理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ObjectionPage(Page):
    """One objection: what was given, what the expert says, and the two answers."""

    template_name: ClassVar[str] = "supervisor/objection.html"
    title: ClassVar[str] = "处理评价异议"
    roles: ClassVar[tuple[Role, ...]] = (Role.SUPERVISOR,)
    row: Appraisal

    @override
    def load(self, **kwargs: Any) -> None:
        row = queries.appraisals_given(self.ctx).filter(pk=kwargs["appraisal_id"]).first()
        if row is None or row.state == AppraisalState.GIVEN:
            raise NotFound("not-found", "没有找到该异议，或您无权查看。", remedy="请从专家评价列表进入。")
        self.row = row
        do = self.request.POST.get("do")
        self.uphold = UpholdForm(self.request.POST if do == "uphold" else None)
        self.amend = GradesForm(
            in_order(row.grades), self.request.POST if do == "amend" else None, given=row.in_force
        )
        self.form = self.amend if do == "amend" else self.uphold

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        do = request.POST.get("do")
        if do not in {"uphold", "amend"}:
            raise Invalid("act-unknown", "没有这项操作。", remedy="请刷新页面后重试。")
        if self.form is None or not self.form.is_valid():
            return self.render(request, status=422)
        words = self.form.cleaned_data["words"]
        if do == "uphold":
            uphold_appraisal(self.ctx, self.row.pk, words=words)
        else:
            amend_appraisal(self.ctx, self.row.pk, grades=self.amend.grades, words=words)
        return self.done("异议已处理，专家可以在本人页面查看结果。", reverse("supervisor:appraisals"))

    @override
    def context(self) -> dict[str, Any]:
        row, seat = self.row, self.row.attendance.seat
        decides = row.state == AppraisalState.OBJECTED and self.may(Experts.DECIDE_OBJECTION, row)
        return {
            "breadcrumb": Breadcrumb(
                crumbs=(
                    Crumb("监督工作台", reverse("supervisor:home")),
                    Crumb("专家评价", reverse("supervisor:appraisals")),
                    Crumb(seat.label),
                )
            ),
            "state": state_of(row),
            "errors": ErrorSummary.of(self.form) if self.form and self.form.is_bound else None,
            "facts": FactList(
                facts=(
                    Fact("席位", seat.label),
                    Fact("项目", seat.committee.project.name),
                    Fact("评价方", RATER_LABELS[Rater(row.party)]),
                    Fact("评价时间", row.given_at),
                    Fact("提出异议时间", row.objected_at),
                    Fact("处理时间", row.decided_at or "待处理"),
                )
            ),
            "grades": grade_rows(row),
            "words": queries.words_of(self.ctx, row, "words"),
            "objection": queries.words_of(self.ctx, row, "objection"),
            "decision": queries.words_of(self.ctx, row, "decision"),
            "uphold": self.uphold if decides else None,
            "amend": self.amend if decides else None,
        }


def objection_todos(ctx: Ctx) -> list[Todo]:
    """Objections that wait for the reader."""
    rows = queries.appraisals_given(ctx).filter(state=AppraisalState.OBJECTED).order_by("objected_at")
    return [
        Todo(
            title=f"处理评价异议：{row.attendance.seat.label}",
            url=reverse("supervisor:objection", args=[row.pk]),
            detail=row.attendance.seat.committee.project.name,
        )
        for row in rows
        if ctx.may(Experts.DECIDE_OBJECTION, row)
    ]
