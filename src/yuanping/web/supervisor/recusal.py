"""What the supervisor sees of recusal: the counts to which each draw committed, and the employers declared."""

from typing import Any, ClassVar

from django.urls import reverse
from typing_extensions import override

from yuanping.base.context import Ctx
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.experts import queries
from yuanping.domain.experts.states import RECUSAL_LABELS, CommitteeState, Recusal
from yuanping.domain.people.states import Role
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.web.committee_showing import specialty_words
from yuanping.web.components import Breadcrumb, Column, Crumb, DataTable, EmptyState, Row
from yuanping.web.page import Page
from yuanping.web.record.naming import READINGS
from yuanping.web.recusal_showing import declaration_table, eligible_table, excluded_table, warnings


class RecusalPage(Page):
    """Counts and declarations; nobody's name, and no employer of the pool."""

    template_name = "supervisor/recusal.html"
    title = "专家回避"
    roles: ClassVar[tuple[Role, ...]] = (Role.SUPERVISOR,)
    project: Project

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = projects.project(self.ctx, kwargs["project_id"])
        self.committee = queries.committee_of(self.project.pk)

    @override
    def context(self) -> dict[str, Any]:
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
            "planned": self._planned(),
            "committed": _committed_table(self.project.pk),
            "declared": declaration_table(queries.declarations(self.ctx, self.project.pk)),
        }

    def _planned(self) -> dict[str, Any] | None:
        """What a draw would start from, while none has been made."""
        if self.committee is None or self.committee.state != CommitteeState.PLANNED:
            return None
        found = queries.eligibility(self.committee)
        labels = {venue.pk: venue.label for venue in dispatch.venues(self.project.pk)}
        return {
            "banners": warnings(found, labels),
            "table": eligible_table(found, labels),
            "excluded": excluded_table(found, labels),
        }


def recusal_context(ctx: Ctx, project: Project) -> dict[str, str]:
    """The project page's line on recusal, and where to read more."""
    standing = queries.declarations(ctx, project.pk).filter(withdrawn_at=None).count()
    alarms = queries.over_exclusions(project.pk)
    words = f"申报的回避单位 {standing} 家。" if standing else "没有申报回避单位。"
    if alarms:
        words += f"抽取时有 {alarms} 次回避范围偏大的提示，请核实。"
    return {"words": words, "url": reverse("supervisor:recusal", args=[project.pk])}


def _committed_table(project_id: int) -> DataTable:
    """Each attempt's counts, stated before its seed could exist."""
    return DataTable(
        caption="每次抽取前公布的回避人数",
        columns=(
            Column("抽取序号", align="right", nowrap=True),
            Column("地区", nowrap=True),
            Column("专业"),
            Column("需要", align="right", nowrap=True),
            Column("符合专业", align="right", nowrap=True),
            Column("可抽取", align="right", nowrap=True),
            Column("不参加抽取"),
        ),
        rows=tuple(
            Row(
                (
                    attempt,
                    READINGS["region"](each["region"]),
                    specialty_words(each["specialty"]),
                    f"{each['wanted']} 人",
                    f"{each['fitting']} 人",
                    f"{each['experts']} 人",
                    "；".join(
                        f"{RECUSAL_LABELS[Recusal(code)]} {n} 人" for code, n in each["excluded"].items()
                    )
                    or "无",
                )
            )
            for attempt, classes in queries.committed_counts(project_id)
            for each in classes
        ),
        empty=EmptyState(title="尚未抽取", icon="dice-5"),
    )
