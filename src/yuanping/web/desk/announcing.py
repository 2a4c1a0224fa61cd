"""Entering the result's announcement, with which the committee's list and its draw may become public."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import NotFound
from yuanping.domain.evaluation.actions.announcing import LENGTH, announce_result
from yuanping.domain.evaluation.models import Session
from yuanping.domain.evaluation.queries import session_of
from yuanping.domain.evaluation.states import SessionState
from yuanping.domain.experts.openings import public_from
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries
from yuanping.domain.projects.models import Project
from yuanping.web.components.banner.params import Banner
from yuanping.web.components.citation.params import Citation
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.forms import PageForm
from yuanping.web.desk.home import DESK
from yuanping.web.desk.trail import project_trail
from yuanping.web.page import Page


class AnnouncementForm(PageForm):
    announcement = forms.CharField(
        label="公告媒体和网址",
        required=False,
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：全国公共资源交易平台，http 开头的网址。任何人据此可以查到公告。",
    )


class AnnouncementPage(Page):
    """For agency and tenderer, once the evaluation is over; what was entered cannot be changed."""

    title: ClassVar[str] = "登记结果公告"
    template_name: ClassVar[str] = "desk/announcement.html"
    roles: ClassVar[tuple[Role, ...]] = DESK
    project: Project
    session: Session

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = queries.project(self.ctx, kwargs["project_id"])
        session = session_of(self.project.pk)
        if session is None:
            raise NotFound("no-evaluation", "该项目尚未评标。", remedy="评标结束、中标结果公告后再登记。")
        self.session = session
        self.form = AnnouncementForm(self.request.POST or None)

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        words = request.POST.get("announcement", "")
        announce_result(self.ctx, self.session.pk, announcement=words)
        return self.done("已登记结果公告。", reverse("desk:project", args=[self.project.pk]))

    @override
    def context(self) -> dict[str, Any]:
        citation = public_from(self.project)
        told = self.session.announced_at is not None
        facts = (
            Fact("登记时间", self.session.announced_at),
            Fact("结果公告", self.session.announcement, wide=True),
        )
        return {
            "breadcrumb": project_trail(self.project, self.title),
            "project": self.project,
            "facts": FactList(facts=facts) if told else None,
            "waiting": None
            if told or self.session.state == SessionState.CLOSED
            else Banner(title="尚不能登记", text="评标结束、中标结果确定并公告以后，再来登记。"),
            "citation": Citation.of(citation) if citation else None,
            "back_url": reverse("desk:project", args=[self.project.pk]),
        }
