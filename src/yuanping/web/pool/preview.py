"""One import: how far it is, what would become of its rows, what is wrong with which, the confirmation."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.intake import KEPT, accept_import, discard_import
from yuanping.domain.experts.intake.columns import header_of
from yuanping.domain.experts.models import PoolImport
from yuanping.domain.experts.pool_states import IMPORT_MACHINE, ImportState
from yuanping.web.components import (
    Action,
    Banner,
    Column,
    Crumb,
    DataTable,
    EmptyState,
    Kpi,
    KpiRow,
    Paging,
    Progress,
    Row,
    StateTag,
)
from yuanping.web.components.values import moment
from yuanping.web.pool.intake import download, import_tag
from yuanping.web.pool.showing import PoolPage

PAGE = 50
MOST_EMPLOYERS = 100
RUNNING = (ImportState.RECEIVED, ImportState.ACCEPTED)
CHANGED = {
    "identity": "姓名、身份证号或手机号码",
    "region_code": "所在地",
    "employer": "工作单位",
    "specialties": "专业",
    "title": "职称",
    "in_field_since": "从事专业起始年月",
    "equal_ground": "同等专业水平理由",
    "employed_since": "入职年月",
    "past": "曾任职单位",
}


class Preview(PoolPage):
    """``/pool/imports/7/``: nothing is saved before the confirmation."""

    template_name: ClassVar[str] = "pool/preview.html"
    title: ClassVar[str] = "核对导入"
    row: PoolImport

    @override
    def load(self, **kwargs: Any) -> None:
        self.row = queries.one_import(self.ctx, kwargs["import_id"])

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        do = request.POST.get("do")
        here = reverse("pool:import", args=[self.row.pk])
        if do == "accept":
            accept_import(self.ctx, self.row.pk)
            return self.done("已确认导入，正在写入专家库。", here)
        if do == "discard":
            discard_import(self.ctx, self.row.pk)
            return self.done("已作废，上传的文件已销毁。", reverse("pool:imports"))
        raise Invalid("act-unknown", "没有这项操作。", remedy="请刷新页面后重试。")

    @override
    def context(self) -> dict[str, Any]:
        row = self.row
        running = row.state in RUNNING
        return {
            "breadcrumb": self.trail(Crumb("导入专家", reverse("pool:imports")), Crumb(f"第 {row.pk} 号")),
            "row": row,
            "subtitle": f"{moment(row.received_at)} 由{row.received_by}上传",
            "state": import_tag(row),
            "running": running,
            "progress": self._progress() if running and row.progress.total else None,
            "waiting": running and not row.progress.total,
            "banner": self._banner(),
            "actions": self._actions(),
            "kpis": self._kpis() if row.counts else None,
            "employers": self._employers() if row.employers else None,
            "faults": self._faults() if row.counts else None,
        }

    def _progress(self) -> Progress:
        found = self.row.progress
        return Progress(label=found.phase, value=found.done, maximum=found.total, unit="行")

    def _actions(self) -> tuple[Action, ...]:
        here, state = reverse("pool:import", args=[self.row.pk]), ImportState(self.row.state)
        found = []
        if IMPORT_MACHINE.allows("accept", state) and not self.row.counts.get("refused"):
            counts = self.row.counts
            new = f"，同时登记单位 {len(self.row.employers)} 家" if self.row.employers else ""
            found.append(
                Action(
                    label="确认导入",
                    url=here,
                    method="post",
                    look="primary",
                    icon="check",
                    hidden=(("do", "accept"),),
                    confirm=f"将新增专家 {counts['new']} 人、变更 {counts['changed']} 人{new}。确定导入吗？",
                )
            )
        if IMPORT_MACHINE.allows("discard", state):
            found.append(
                Action(
                    label="作废",
                    url=here,
                    method="post",
                    icon="trash",
                    hidden=(("do", "discard"),),
                    confirm="作废后上传的文件立即销毁，需要时应重新上传。确定作废吗？",
                )
            )
        return tuple(found)

    def _banner(self) -> Banner | None:
        row = self.row
        until = moment(row.received_at + KEPT)
        if row.state == ImportState.UNREADABLE:
            return Banner(tone="warn", title="文件不能读取", text=row.problem)
        if row.state == ImportState.ENTERED:
            return Banner(tone="ok", text="全部入库，上传的文件已销毁。")
        if row.state == ImportState.DISCARDED:
            return Banner(text="已作废，上传的文件已销毁。")
        if row.state != ImportState.CHECKED:
            return None
        if row.counts["refused"]:
            return Banner(
                tone="warn",
                title="整个文件暂不能导入",
                text=f"有 {row.counts['refused']} 行不符合要求。文件须全部正确才能导入，未保存任何内容。",
                remedy="请下载问题清单，更正后重新上传。",
            )
        return Banner(
            title="下一步",
            text=f"请核对以下结果后确认导入。尚未保存任何内容；{until} 前未确认的，文件自动销毁。",
        )

    def _kpis(self) -> KpiRow:
        counts = self.row.counts
        changes = "、".join(f"{CHANGED[key]} {n}" for key, n in counts.get("columns", {}).items())
        return KpiRow(
            kpis=(
                Kpi("新增", str(counts["new"]), unit="人", tone="ok"),
                Kpi("变更", str(counts["changed"]), unit="人", note=changes, tone="info"),
                Kpi("未变化", str(counts["unchanged"]), unit="人"),
                Kpi(
                    "不符合要求",
                    str(counts["refused"]),
                    unit="行",
                    tone="bad" if counts["refused"] else "muted",
                ),
            )
        )

    def _employers(self) -> DataTable:
        shown = self.row.employers[:MOST_EMPLOYERS]
        return DataTable(
            caption="文件中尚未登记的单位",
            columns=(
                Column("单位名称"),
                Column("统一社会信用代码", nowrap=True),
                Column("涉及行数", align="right", nowrap=True),
            ),
            rows=tuple(Row((name, code, count)) for code, name, count in shown),
            empty=EmptyState(title="没有"),
        )

    def _faults(self) -> DataTable:
        page = Paginator(queries.faults_of(self.row), PAGE).get_page(self.request.GET.get("page"))
        return DataTable(
            caption="问题清单",
            columns=(
                Column("行", align="right", nowrap=True),
                Column("列", nowrap=True),
                Column("性质", nowrap=True),
                Column("问题"),
                Column("处理"),
                Column("依据"),
            ),
            rows=tuple(
                Row(
                    (
                        fault.row,
                        header_of(fault.column),
                        StateTag(label="错误", tone="bad")
                        if fault.refuses
                        else StateTag(label="提示", tone="info"),
                        fault.message,
                        fault.remedy,
                        fault.basis,
                    )
                )
                for fault in page.object_list
            ),
            empty=EmptyState(title="没有问题", text="各行均符合要求。", icon="circle-check"),
            paging=Paging.of(page, query=self.request.GET) if page.paginator.count else None,
        )


class Faults(PoolPage):
    """``/pool/imports/7/faults.csv``: what is wrong, as a file; it names nobody."""

    template_name: ClassVar[str] = "errors/refusal.html"
    row: PoolImport

    @override
    def load(self, **kwargs: Any) -> None:
        self.row = queries.one_import(self.ctx, kwargs["import_id"])

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return download(queries.faults_file(self.row), f"experts-import-{self.row.pk}-faults.csv")
