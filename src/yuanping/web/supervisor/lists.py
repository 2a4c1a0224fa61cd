"""The supervisor's confirmation of the drawn list, and the draw's record to be replayed."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import NotFound
from yuanping.domain.experts import queries
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.web.components import Breadcrumb, Crumb
from yuanping.web.lists import ListPage
from yuanping.web.page import Page


class SupervisorList(ListPage):
    roles: ClassVar[tuple[Role, ...]] = (Role.SUPERVISOR,)

    @override
    def context(self) -> dict[str, Any]:
        key = self.project.pk
        trail = Breadcrumb(
            crumbs=(
                Crumb("监督工作台", reverse("supervisor:home")),
                Crumb(self.project.name, reverse("supervisor:project", args=[key])),
                Crumb(self.title),
            )
        )
        records = [
            {
                "file_name": record.file_name,
                "sha256": record.sha256,
                "url": reverse("supervisor:draw-record", args=[key, record.attempt]),
            }
            for record in queries.draw_records_for_export(key)
        ]
        return super().context() | {"breadcrumb": trail, "records": records}


class DrawRecordFile(Page):
    """The pseudonymous record of one draw, byte for byte what the log has committed to."""

    roles: ClassVar[tuple[Role, ...]] = (Role.SUPERVISOR,)

    @override
    def load(self, **kwargs: Any) -> None:
        project = projects.project(self.ctx, kwargs["project_id"])
        records = {record.attempt: record for record in queries.draw_records_for_export(project.pk)}
        if kwargs["attempt"] not in records:
            raise NotFound("record-sealed", "该抽取记录尚未公开。", remedy="名单核验后公开。")
        self.record = records[kwargs["attempt"]]

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return HttpResponse(
            self.record.content,
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{self.record.file_name}"'},
        )
