"""The record of a project for its agency and its tenderer: what they may see of it, each event with its evidence."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from typing_extensions import override

from yuanping.domain.evaluation.record import visible_entries
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState
from yuanping.web.components.breadcrumb.params import Breadcrumb, Crumb
from yuanping.web.components.paging.params import Paging
from yuanping.web.desk.home import DESK
from yuanping.web.desk.trail import project_trail, trail
from yuanping.web.page import Page
from yuanping.web.record.pages import EventPage, project_crumbs, project_record
from yuanping.web.record.table import reader_for, record_table, tell

PER_PAGE = 100


class DeskRecord(Page):
    """The project's events, newest first; the whole as a file once the evaluation is over."""

    title: ClassVar[str] = "见证记录"
    template_name: ClassVar[str] = "desk/record.html"
    roles: ClassVar[tuple[Role, ...]] = DESK
    project: Project

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = queries.project(self.ctx, kwargs["project_id"])

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return project_record(self, self.project) if "file" in request.GET else super().get(request, **kwargs)

    @override
    def context(self) -> dict[str, Any]:
        entries = visible_entries(self.ctx, project_id=self.project.pk).order_by("-number")
        page = Paginator(entries, PER_PAGE).get_page(self.request.GET.get("page"))
        lines = tell(list(page.object_list), reader_for([self.project]))
        return {
            "breadcrumb": project_trail(self.project, self.title),
            "project": self.project,
            "is_over": self.project.state == ProjectState.EVALUATED,
            "table": record_table(lines, audience="desk", paging=Paging.of(page, query=self.request.GET)),
        }


class DeskEvent(EventPage):
    """One event of an own project."""

    title: ClassVar[str] = "见证记录"
    roles: ClassVar[tuple[Role, ...]] = DESK

    @override
    def trail(self) -> Breadcrumb:
        above = project_crumbs("desk", self.project) if self.project else ()
        return trail(*above, Crumb(f"回执号 {self.entry.number}"))
