"""The registration form, empty, filled from a notice, or for an amendment."""

from __future__ import annotations  # Django's formsets are not generic at run time

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Refused
from yuanping.core.local_time import local_date
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries
from yuanping.domain.projects.actions.registration import amend_project, register_project
from yuanping.domain.projects.entries import ProjectEntry
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.notice import Notice
from yuanping.web.components.banner.params import Banner
from yuanping.web.components.breadcrumb.params import Breadcrumb, Crumb
from yuanping.web.components.error_summary.params import ErrorSummary
from yuanping.web.desk import entry
from yuanping.web.desk.forms import LotForm, ProjectForm
from yuanping.web.desk.importing import KEPT, kept_notice
from yuanping.web.desk.questions import questions_for
from yuanping.web.desk.trail import project_trail, trail
from yuanping.web.page import Page

GROUPS = (
    ("基本信息", ("code", "name", "domain", "kind", "region_code", "notice_on", "source_url")),
    ("参与单位", ("tenderer_id", "supervision_id", "main_centre_id")),
    ("评标时间", ("evaluation_starts_at", "evaluation_ends_at")),
)
WIDE = ("grounds", "exemption_ground")
"""Questions whose choices or answers are sentences."""


class EntryPage(Page):
    """A project's form with its lots."""

    template_name: ClassVar[str] = "desk/register.html"
    roles: ClassVar[tuple[Role, ...]] = (Role.AGENCY,)
    submit_label: ClassVar[str]
    keep: ClassVar[bool]
    form: ProjectForm
    formset: BaseFormSet[LotForm]
    asks_more: bool = False
    """Whether the rules ask for something that the form just sent did not show."""

    def first(self) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
        """First values of the form and of each lot."""
        raise NotImplementedError

    def save(self, found: ProjectEntry) -> HttpResponse:
        """Call the action."""
        raise NotImplementedError

    def schemes(self) -> Mapping[str, Any]:
        """The lots' present schemes, by number."""
        return {}

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self._show(*self.first())
        return super().get(request, **kwargs)

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        one_more = "add_lot" in request.POST
        asking = one_more or "ask" in request.POST
        questions = questions_for(request.POST, today=self.today)
        self.asks_more = not asking and questions.new_to(request.POST.get("shown", ""))
        if asking or self.asks_more:
            self._show(*entry.from_post(request.POST, one_more=one_more))
            return self.render(request)
        self.form, self.formset = entry.bound(request.POST, keep=self.keep, today=self.today)
        if not (self.form.is_valid() & self.formset.is_valid()):
            return self.render(request, status=422)
        found = entry.entry_of(self.form, self.formset, schemes=self.schemes(), synthetic=settings.DEMO)
        try:
            return self.save(found)
        except Refused as refused:
            entry.attach(refused, self.formset)
            raise

    def _show(self, project: Mapping[str, Any], lots: list[dict[str, Any]]) -> None:
        self.form, self.formset = entry.unbound(project, lots, keep=self.keep, today=self.today)

    @property
    def today(self) -> date:
        return local_date(self.ctx.now)

    @override
    def context(self) -> dict[str, Any]:
        values = self.form.data if self.form.is_bound else self.form.initial
        questions = questions_for(values, today=self.today)
        summary = ErrorSummary.of(self.form)
        for form in self.formset.forms:
            summary = ErrorSummary(errors=(*summary.errors, *ErrorSummary.of(form).errors))
        return {
            "errors": summary,
            "groups": [(title, [self.form[name] for name in names]) for title, names in GROUPS],
            "questions": questions,
            "asked": [self.form[name] for name in questions.fields],
            "wide": WIDE,
            "shown": self.form["shown"],
            "asks_more": self.asks_more,
            "formset": self.formset,
            "lots": [(f"标段（包）{n}", form) for n, form in enumerate(self.formset.forms, start=1)],
            "submit_label": self.submit_label,
        }


class RegisterPage(EntryPage):
    title: ClassVar[str] = "登记项目"
    submit_label: ClassVar[str] = "登记"
    keep: ClassVar[bool] = False
    notice: Notice | None = None

    @override
    def load(self, **kwargs: Any) -> None:
        if "notice" in self.request.GET:
            self.notice = kept_notice(self.request)

    @override
    def first(self) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
        return entry.from_notice(self.notice) if self.notice else ({}, [{}])

    @override
    def save(self, found: ProjectEntry) -> HttpResponse:
        project = register_project(self.ctx, found)
        self.request.session.pop(KEPT, None)
        return self.done(f"项目已登记：{project.name}", reverse("desk:project", args=[project.pk]))

    @override
    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "breadcrumb": trail(Crumb(self.title)),
            "notice_banner": self._notice_banner(),
            "back_url": reverse("desk:preview" if self.notice else "desk:home"),
        }

    def _notice_banner(self) -> Banner | None:
        notice = self.notice
        if notice is None:
            return None
        told = ["已按公告填写能够确认的内容，其余各项请对照公告原文补充。"]
        if notice.opening_at:
            told.append(f"公告写明的开标时间为 {notice.opening_at:%Y-%m-%d %H:%M}。")
        known = {name for _, name in self.form.fields["tenderer_id"].choices}  # type: ignore[attr-defined]
        if notice.tenderer and notice.tenderer not in known:
            told.append(f"公告写明的招标人为“{notice.tenderer}”，平台尚未登记该单位，请从列表中选择。")
        return Banner(text="".join(told))


class AmendPage(EntryPage):
    title: ClassVar[str] = "修改登记信息"
    submit_label: ClassVar[str] = "保存修改"
    keep: ClassVar[bool] = True
    project: Project

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = queries.project(self.ctx, kwargs["project_id"])

    @property
    @override
    def today(self) -> date:
        """While no notice has been published, the day of registration chooses the rules."""
        return local_date(self.project.registered_at)

    @override
    def first(self) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
        return entry.from_project(self.project)

    @override
    def schemes(self) -> Mapping[str, Any]:
        return {lot.code: lot.scheme for lot in queries.lots(self.project)}

    @override
    def save(self, found: ProjectEntry) -> HttpResponse:
        amend_project(self.ctx, self.project.pk, found)
        return self.done("修改已保存。", reverse("desk:project", args=[self.project.pk]))

    @override
    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "breadcrumb": self._trail(),
            "back_url": reverse("desk:project", args=[self.project.pk]),
        }

    def _trail(self) -> Breadcrumb:
        return project_trail(self.project, self.title)
