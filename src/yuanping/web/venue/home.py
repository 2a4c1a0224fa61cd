"""The entry page of a centre's staff."""

from typing import Any, ClassVar

from django.urls import reverse
from typing_extensions import override

from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState
from yuanping.web.components import Column, DataTable, EmptyState, Link, Row
from yuanping.web.page import Page
from yuanping.web.venue.showing import STAFF, period, project_tag, todo_list
from yuanping.web.venue.todos import todos


class Home(Page):
    """What the centre must do now, the projects that it hosts, and those in which it takes part."""

    template_name = "venue/home.html"
    title = "场地工作台"
    roles: ClassVar[tuple[Role, ...]] = STAFF

    @override
    def context(self) -> dict[str, Any]:
        return {
            "todos": todo_list(todos(self.ctx), self.ctx.now),
            "hosted": self._hosted(),
            "joined": self._joined(),
        }

    def _hosted(self) -> DataTable:
        rows = projects.projects(self.ctx).filter(main_centre_id=self.ctx.centre_id)
        return DataTable(
            caption="本中心作为主场的项目",
            columns=(
                Column("项目"),
                Column("评标时间", nowrap=True),
                Column("状态", nowrap=True),
                Column("场地准备"),
            ),
            rows=tuple(
                Row(
                    (
                        Link(
                            label=project.name,
                            url=reverse("venue:project", args=[project.pk]),
                            note=project.code,
                        ),
                        period(project.evaluation_starts_at, project.evaluation_ends_at),
                        project_tag(project.state, project.state_label),
                        self._progress(project),
                    )
                )
                for project in rows.exclude(state=ProjectState.REGISTERED)[:20]
            ),
            empty=EmptyState(title="没有承办的项目", text="代理机构提交项目后列在这里。", icon="briefcase"),
        )

    def _progress(self, project: Project) -> str:
        """What is still to do about the venues; nothing once the evaluation has begun."""
        if project.state != ProjectState.ARRANGING:
            return ""
        closed = [gate.detail for gate in dispatch.gates(project, self.ctx.now) if not gate.is_open]
        return "；".join(filter(None, closed)) or "已全部具备"

    def _joined(self) -> DataTable:
        """Coming sub-venue duties; the project's name only when it may be known (S4-24)."""
        return DataTable(
            caption="本中心作为副场的任务",
            columns=(
                Column("使用时段"),
                Column("会场", nowrap=True),
                Column("工位", align="right", nowrap=True),
                Column("主场"),
            ),
            rows=tuple(
                Row(
                    (
                        Link(
                            label=period(offer.during.lower, offer.during.upper),
                            url=reverse("venue:offer", args=[offer.pk]),
                            note=offer.project.name
                            if dispatch.details_visible(self.ctx, offer, self.ctx.now)
                            else "",
                        ),
                        offer.venue.label if offer.venue else "",
                        offer.seats_wanted,
                        offer.project.main_centre.name,
                    )
                )
                for offer in dispatch.duties(self.ctx)
            ),
            empty=EmptyState(title="没有副场任务", text="接受要约后列在这里。", icon="calendar"),
        )
