"""The record of unsealings: who opened what of a project, when, why and under which rule. It names nobody."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.urls import reverse
from typing_extensions import override

from yuanping.base.vault.models import Unsealing
from yuanping.domain.experts import queries
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.web.components import Breadcrumb, Column, Crumb, DataTable, EmptyState, Row
from yuanping.web.components.paging.params import Paging
from yuanping.web.page import Page

AT_ONCE = 50
NO_RULE = "现行文件没有规定，按平台规则办理"


class Unsealings(Page):
    """Every opening of what is sealed about a project's draws and seats."""

    template_name = "supervisor/unsealings.html"
    title = "启封记录"
    roles: ClassVar[tuple[Role, ...]] = (Role.SUPERVISOR,)
    project: Project

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = projects.project(self.ctx, kwargs["project_id"])

    @override
    def context(self) -> dict[str, Any]:
        url = reverse("supervisor:project", args=[self.project.pk])
        found = Paginator(queries.unsealings_of(self.project.pk), AT_ONCE)
        page = found.get_page(self.request.GET.get("page"))
        return {
            "project": self.project,
            "breadcrumb": Breadcrumb(
                crumbs=(
                    Crumb("监督工作台", reverse("supervisor:home")),
                    Crumb(self.project.name, url),
                    Crumb(self.title),
                )
            ),
            "table": DataTable(
                caption="启封记录",
                columns=(
                    Column("时间", nowrap=True),
                    Column("启封对象", nowrap=True),
                    Column("操作人"),
                    Column("事由"),
                    Column("依据"),
                ),
                rows=tuple(_row(each) for each in page.object_list),
                empty=EmptyState(title="还没有启封", text="名单和抽取记录均处于密封状态。", icon="lock"),
                paging=Paging.of(page, query=self.request.GET),
            ),
        }


def unsealing_words(project_id: int) -> str:
    """The project page's line."""
    number = queries.unsealings_of(project_id).count()
    return f"已启封 {number} 次，逐次留痕。" if number else "还没有启封。"


def _row(each: Unsealing) -> Row:
    return Row((each.at, each.subject, each.actor, each.reason, rule_words(each.rule)))


def rule_words(rule: str) -> str:
    """``《…》三（五）`` from what the record has for a rule."""
    _, _, cited = rule.partition("｜")
    source, _, article = cited.partition("｜")
    return (
        f"{source}{article}" if source.startswith("《") else f"《{source}》{article}" if source else NO_RULE
    )
