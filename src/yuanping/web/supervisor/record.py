"""The supervisor's record: of the node, of a project, and of one event."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from typing_extensions import override

from yuanping.base.witness import queries
from yuanping.base.witness.models import Entry
from yuanping.domain.evaluation.record import visible_entries
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.web.components.breadcrumb.params import Breadcrumb, Crumb
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.paging.params import Paging
from yuanping.web.page import Page
from yuanping.web.record.pages import EventPage, project_crumbs, project_record
from yuanping.web.record.table import reader_for, record_table, tell

PER_PAGE = 100


class Record(Page):
    """The record of the node, or of one project, page by page; and the whole for checking it elsewhere."""

    title = "见证记录"
    template_name = "supervisor/record.html"
    roles = (Role.SUPERVISOR,)
    project: Project | None = None

    @override
    def load(self, **kwargs: Any) -> None:
        if "project_id" in kwargs:
            self.project = projects.project(self.ctx, kwargs["project_id"])

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.project is not None and "file" in request.GET:
            return project_record(self, self.project)
        return super().get(request, **kwargs)

    @override
    def context(self) -> dict[str, Any]:
        size, root = queries.head()
        entries = visible_entries(self.ctx, project_id=self.project.pk if self.project else None)
        page = Paginator(entries.order_by("-number"), PER_PAGE).get_page(self.request.GET.get("page"))
        lines = tell(list(page.object_list), reader_for(self._spoken_of(page.object_list)))
        crumbs = [Crumb("监督工作台", reverse("supervisor:home"))]
        if self.project:
            crumbs.append(Crumb(self.project.name, reverse("supervisor:project", args=[self.project.pk])))
        return {
            "project": self.project,
            "breadcrumb": Breadcrumb(crumbs=(*crumbs, Crumb("见证记录"))),
            "facts": FactList(
                facts=(
                    Fact("全部记录条数", size),
                    Fact("根摘要", format_html('<code class="yp-digest">{}</code>', root), wide=True),
                ),
                columns=1,
            ),
            "table": record_table(
                lines, audience="supervisor", paging=Paging.of(page, query=self.request.GET)
            ),
        }

    def _spoken_of(self, entries: Iterable[Entry]) -> list[Project]:
        """The projects of these entries: their record names venues, members and lots."""
        if self.project is not None:
            return [self.project]
        return list(projects.projects(self.ctx).filter(pk__in={entry.project_id for entry in entries}))


class SupervisorEvent(EventPage):
    """One event of a project under the own supervision."""

    title = "见证记录"
    roles: ClassVar[tuple[Role, ...]] = (Role.SUPERVISOR,)

    @override
    def trail(self) -> Breadcrumb:
        home = Crumb("监督工作台", reverse("supervisor:home"))
        above = project_crumbs("supervisor", self.project) if self.project else ()
        return Breadcrumb(crumbs=(home, *above, Crumb(f"回执号 {self.entry.number}")))
