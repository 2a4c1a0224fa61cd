"""The entry page of agencies and tenderers, and the list of their projects."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import Q
from django.urls import reverse
from typing_extensions import override

from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries
from yuanping.domain.projects.permissions import Projects
from yuanping.domain.projects.states import PROJECT_LABELS, ProjectState
from yuanping.web.components.action.params import Action
from yuanping.web.components.breadcrumb.params import Crumb
from yuanping.web.components.due_date.params import DueDate
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.kpi_row.params import Kpi, KpiRow
from yuanping.web.components.paging.params import Paging
from yuanping.web.components.query_row.params import QueryField, QueryRow
from yuanping.web.components.todo_list.params import Todo, TodoList
from yuanping.web.desk.showing import project_table
from yuanping.web.desk.todos import todos
from yuanping.web.desk.trail import trail
from yuanping.web.page import Page

DESK = (Role.AGENCY, Role.TENDERER)
PAGE = 20


class HomePage(Page):
    """What must I do now, by when; and my latest projects."""

    template_name: ClassVar[str] = "desk/home.html"
    title: ClassVar[str] = "工作台"
    roles: ClassVar[tuple[Role, ...]] = DESK

    @override
    def context(self) -> dict[str, Any]:
        mine = queries.projects(self.ctx)
        counts = {state: mine.filter(state=state).count() for state in ProjectState}
        url = reverse("desk:projects")
        found = todos(self.ctx)
        return {
            "kpis": KpiRow(
                kpis=tuple(
                    Kpi(PROJECT_LABELS[state], str(counts[state]), unit="个", url=f"{url}?state={state}")
                    for state in ProjectState
                    if state is not ProjectState.WITHDRAWN
                )
            ),
            "todo_count": len(found),
            "todo_list": TodoList(
                todos=tuple(
                    Todo(
                        label=todo.title,
                        url=todo.url,
                        about=todo.detail,
                        due=DueDate(at=todo.due, now=self.ctx.now) if todo.due else None,
                    )
                    for todo in found
                )
            ),
            "table": project_table(mine[:10], now=self.ctx.now, empty=self._empty()),
            "actions": self._actions(),
        }

    def _actions(self) -> tuple[Action, ...]:
        if not self.may(Projects.REGISTER):
            return ()
        return (
            Action(label="导入公告", url=reverse("desk:import"), look="primary", icon="upload"),
            Action(label="手工登记", url=reverse("desk:register"), icon="plus"),
        )

    def _empty(self) -> EmptyState:
        if not self.may(Projects.REGISTER):
            return EmptyState(title="还没有项目", text="代理机构登记以贵单位为招标人的项目后，将在这里显示。")
        return EmptyState(
            title="还没有项目",
            text="导入招标公告，核对后即可登记。",
            action=Action(label="导入公告", url=reverse("desk:import"), look="primary", icon="upload"),
        )


class ProjectsPage(Page):
    """All projects of the reader, by name or number and state."""

    template_name: ClassVar[str] = "desk/projects.html"
    title: ClassVar[str] = "项目"
    roles: ClassVar[tuple[Role, ...]] = DESK

    @override
    def context(self) -> dict[str, Any]:
        words = self.request.GET.get("q", "").strip()[:100]
        state = self.request.GET.get("state", "")
        rows = queries.projects(self.ctx)
        if words:
            rows = rows.filter(Q(name__icontains=words) | Q(code__icontains=words))
        if state in set(ProjectState):
            rows = rows.filter(state=state)
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("page"))
        return {
            "breadcrumb": trail(Crumb("项目")),
            "query": QueryRow(
                url=reverse("desk:projects"),
                fields=(
                    QueryField("q", "名称或编号", value=words, placeholder="输入项目名称或者编号"),
                    QueryField(
                        "state",
                        "状态",
                        kind="select",
                        value=state,
                        options=tuple((known.value, PROJECT_LABELS[known]) for known in ProjectState),
                    ),
                ),
            ),
            "table": project_table(
                page.object_list,
                now=self.ctx.now,
                empty=EmptyState(title="没有符合条件的项目", text="请调整查询条件后重试。"),
                paging=Paging.of(page, query=self.request.GET),
            ),
            "actions": (Action(label="登记项目", url=reverse("desk:import"), look="primary", icon="plus"),)
            if self.may(Projects.REGISTER)
            else (),
        }
