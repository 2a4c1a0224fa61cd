"""Employers that the agency or the tenderer declares for recusal before the draw."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.recusal import (
    NAME_LENGTH,
    NOTE_LENGTH,
    declare_employer,
    withdraw_declaration,
)
from yuanping.domain.experts.states import DECLARED_GROUND_LABELS
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.web.components import Banner, Breadcrumb, Crumb, ErrorSummary
from yuanping.web.components.forms import PageForm
from yuanping.web.numbers import whole_number
from yuanping.web.page import Page
from yuanping.web.recusal_showing import declaration_table


class DeclarationForm(PageForm):
    """An employer, why, and words."""

    name = forms.CharField(label="单位名称", max_length=NAME_LENGTH)
    uscc = forms.CharField(label="统一社会信用代码", max_length=18)
    ground = forms.ChoiceField(
        label="回避事由",
        choices=[
            ("", "请选择事由"),
            *((each.value, label) for each, label in DECLARED_GROUND_LABELS.items()),
        ],
    )
    note = forms.CharField(
        label="说明", max_length=NOTE_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class WithdrawalForm(PageForm):
    """Which declaration, and why it is taken back."""

    withdraw = forms.ChoiceField(label="撤回的申报")
    reason = forms.CharField(label="撤回理由", max_length=NOTE_LENGTH)

    def __init__(self, *args: Any, own: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["withdraw"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择单位"), *own]


class RecusalPage(Page):
    """What has been declared, and the form to declare one more while no draw has been intended."""

    template_name = "desk/recusal.html"
    title = "回避单位"
    roles: ClassVar[tuple[Role, ...]] = (Role.AGENCY, Role.TENDERER)
    project: Project
    withdrawal: WithdrawalForm | None = None

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = projects.project(self.ctx, kwargs["project_id"])
        self.rows = list(queries.declarations(self.ctx, self.project.pk))
        self.is_open = queries.takes_declarations(self.project)
        post = self.request.POST if self.request.method == "POST" else None
        withdrawing = post is not None and "withdraw" in post
        own = [
            (str(row.pk), f"{row.name}（{row.uscc}）")
            for row in self.rows
            if row.withdrawn_at is None and row.declared_by_id == self.ctx.organisation_id
        ]
        if own and self.is_open:
            self.withdrawal = WithdrawalForm(post if withdrawing else None, own=own)
        self.declaration = DeclarationForm(None if withdrawing else post)
        self.form = self.withdrawal if withdrawing else self.declaration

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if self.form is None:
            raise Invalid("nothing-to-withdraw", "没有可以撤回的申报。", remedy="请刷新页面后重试。")
        if not self.form.is_valid():
            return self.render(request, status=Invalid.status)
        said = self.form.cleaned_data
        if self.form is self.withdrawal:
            pk = whole_number(said["withdraw"])
            assert pk is not None  # one of the form's own choices
            withdraw_declaration(self.ctx, pk, reason=said["reason"])
            return self.done("申报已撤回，撤回理由已记入见证记录。", request.path)
        row = declare_employer(self.ctx, self.project.pk, **said)
        return self.done(f"已申报回避单位：{row.name}。行政监督部门可以查看。", request.path)

    @override
    def context(self) -> dict[str, Any]:
        back = reverse("desk:committee", args=[self.project.pk])
        return {
            "project": self.project,
            "breadcrumb": Breadcrumb(
                crumbs=(
                    Crumb("工作台", reverse("desk:home")),
                    Crumb(self.project.name, reverse("desk:project", args=[self.project.pk])),
                    Crumb("评标委员会", back),
                    Crumb(self.title),
                )
            ),
            "hint": Banner(
                text="招标人、代理机构、主管部门和投标人的专家由系统自动回避，无需申报。这里申报其他应当回避的单位，"
                "其专家不参加本项目抽取。每次申报和撤回都记入见证记录，行政监督部门可以查看。"
            )
            if self.is_open
            else Banner(
                tone="warn",
                text="已经开始抽取专家，不能再申报或者撤回。",
                remedy="另有应当回避情形的，请报告行政监督部门；专家签到时系统再次核查。",
            ),
            "errors": ErrorSummary.of(self.form) if self.form else None,
            "declaration": self.declaration if self.is_open else None,
            "withdrawal": self.withdrawal,
            "table": declaration_table(self.rows),
            "back_url": back,
        }
