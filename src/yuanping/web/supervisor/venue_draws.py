"""The random choices of sub-venues: their records for replay, and the word that opens the direct way (S2-16)."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid, NotFound
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.dispatch.actions.offer import REASON_LENGTH
from yuanping.domain.dispatch.actions.selection import confirm_direct_choice
from yuanping.domain.dispatch.models import VenueDraw
from yuanping.domain.dispatch.permissions import Dispatch
from yuanping.domain.dispatch.states import VenueDrawState
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState
from yuanping.web.components import Banner, Breadcrumb, Citation, Crumb, ErrorSummary, FormRow
from yuanping.web.components.forms import PageForm
from yuanping.web.page import Page
from yuanping.web.venue_draws import venue_draw_table


class OpinionForm(PageForm):
    """The supervisor's word."""

    opinion = forms.CharField(
        label="确认意见", max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )


class VenueDraws(Page):
    """All random choices of one project's sub-venues."""

    title = "随机选取副场"
    template_name = "supervisor/venue_draws.html"
    roles: ClassVar[tuple[Role, ...]] = (Role.SUPERVISOR,)
    project: Project
    waiting: VenueDraw | None

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = projects.project(self.ctx, kwargs["project_id"])
        self.draws = list(dispatch.venue_draws(self.ctx, self.project.pk))
        last = self.draws[-1] if self.draws else None
        failed = last is not None and last.state == VenueDrawState.FAILED
        arranging = self.project.state == ProjectState.ARRANGING
        self.waiting = last if failed and arranging and self.may(Dispatch.CONFIRM_DIRECT, last) else None
        self.form = OpinionForm(self.request.POST or None)

    @override
    def context(self) -> dict[str, Any]:
        fallback = dispatch.demands_on_sub_venues(self.project).fallback
        asks = self.waiting is not None and fallback is not None
        url = reverse("supervisor:project", args=[self.project.pk])
        return {
            "project": self.project,
            "breadcrumb": Breadcrumb(
                crumbs=(
                    Crumb("监督工作台", reverse("supervisor:home")),
                    Crumb(self.project.name, url),
                    Crumb(self.title),
                )
            ),
            "table": venue_draw_table(self.draws),
            "records": [
                {
                    "label": f"第 {draw.attempt} 次选取记录",
                    "url": reverse("supervisor:venue-draw-record", args=[self.project.pk, draw.attempt]),
                    "sha256": draw.commitment,
                }
                for draw in self.draws
                if draw.record
            ],
            "asked": Banner(
                tone="warn",
                text="随机选取未能选定副场。确认后，主场可以直接协商确定副场。",
                citation=Citation.of(fallback.rule.citation),
            )
            if asks and fallback
            else None,
            "errors": ErrorSummary.of(self.form) if self.form and self.form.errors else None,
            "row": FormRow(field=self.form["opinion"]) if self.form else None,
            "back_url": url,
        }

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if self.form is None or not self.form.is_valid():
            return self.render(request, status=Invalid.status)
        if self.waiting is None:
            raise Invalid("nothing-to-confirm", "没有待确认的随机选取。", remedy="请刷新页面后重试。")
        confirm_direct_choice(self.ctx, self.waiting.pk, **self.form.cleaned_data)
        return self.done("已确认可以直接协商确定副场。", request.path)


class VenueDrawFile(Page):
    """The record of one random choice, byte for byte what the log has committed to."""

    roles: ClassVar[tuple[Role, ...]] = (Role.SUPERVISOR,)

    @override
    def load(self, **kwargs: Any) -> None:
        project = projects.project(self.ctx, kwargs["project_id"])
        found = [d for d in dispatch.venue_draws(self.ctx, project.pk) if d.attempt == kwargs["attempt"]]
        if not found or not found[0].record:
            raise NotFound("no-record", "没有这次选取的记录。", remedy="请从列表重新进入。")
        self.draw = found[0]

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        name = f"{self.draw.project.code}-venues-{self.draw.attempt}.json"
        return HttpResponse(
            self.draw.record,
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
