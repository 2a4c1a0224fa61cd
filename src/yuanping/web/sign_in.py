"""The sign-in record of a project, on a page and as a file: for the main venue and the supervisor."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from typing_extensions import override

from yuanping.core.policy import Flag
from yuanping.domain.experts import queries
from yuanping.domain.experts.sign_in_sheet import SEALED, pdf
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.domain.rules.queries import cited
from yuanping.web.components import Citation, Column, DataTable, EmptyState, Kpi, KpiRow, Row, StateTag
from yuanping.web.page import Page


class SignInPage(Page):
    """Who came when, to which workstation, and how that was checked; ``?file`` is the same on paper."""

    template_name: ClassVar[str] = "sign_in.html"
    title: ClassVar[str] = "签到记录"
    project: Project

    @override
    def load(self, **kwargs: Any) -> None:
        self.project = projects.project(self.ctx, kwargs["project_id"])
        self.rows = queries.sign_ins(self.ctx, self.project.pk)

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "file" not in request.GET:
            return super().get(request, **kwargs)
        content = pdf(self.project, self.rows, now=self.ctx.now)
        name = f"sign-in-{self.project.code}.pdf"
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @override
    def context(self) -> dict[str, Any]:
        there = [row for row in self.rows if row.arrived_at is not None]
        rule = cited(projects.policy(self.project), "check_in.record_to_main", Flag)
        return {
            "project": self.project,
            "file_url": f"{self.request.path}?file",
            "citation": Citation.of(rule) if rule else None,
            "numbers": KpiRow(
                kpis=(
                    Kpi("签到", str(len(there)), "人次"),
                    Kpi("人工核验", str(sum(row.manual for row in there)), "人次"),
                    Kpi("核验不符", str(sum(row.mismatches for row in self.rows)), "次"),
                    Kpi("提前离场", str(sum(row.ending.startswith("提前") for row in self.rows)), "人次"),
                )
            ),
            "table": DataTable(
                caption="签到记录",
                columns=(
                    Column("席位", nowrap=True),
                    Column("地点"),
                    Column("姓名", nowrap=True),
                    Column("工位", nowrap=True),
                    Column("签到", nowrap=True),
                    Column("核验方式", nowrap=True),
                    Column("核验不符", align="right", nowrap=True),
                    Column("离场", nowrap=True),
                    Column("情况"),
                ),
                rows=tuple(self._row(row) for row in self.rows),
                empty=EmptyState(
                    title="还没有席位", text="编制组建方案并抽取专家后，各席位的签到情况列在这里。"
                ),
            ),
        }

    def _row(self, row: queries.SignIn) -> Row:
        method = StateTag(label=row.method, tone="warn" if row.manual else "ok") if row.arrived_at else ""
        return Row(
            (
                row.label,
                row.centre,
                row.name or (SEALED if row.arrived_at else ""),
                row.workstation,
                row.arrived_at or "未签到",
                method,
                row.mismatches,
                row.left_at or "",
                row.ending,
            ),
            marked=row.manual or row.mismatches > 0,
        )
