"""Importing a file of experts: the upload, the template, what each column holds, the imports so far."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.policy import Domain
from yuanping.domain.experts import queries
from yuanping.domain.experts.actions.intake import receive_file
from yuanping.domain.experts.intake.columns import COLUMNS, template
from yuanping.domain.experts.intake.reading import LARGEST
from yuanping.domain.experts.models import PoolImport
from yuanping.domain.experts.pool_states import ImportState
from yuanping.web.components import (
    Action,
    Column,
    Crumb,
    DataTable,
    EmptyState,
    Link,
    Row,
    StateTag,
)
from yuanping.web.components.forms import PageForm
from yuanping.web.components.tones import Tone
from yuanping.web.pool.showing import PoolPage
from yuanping.web.uploads import SentFile

STATES: dict[ImportState, Tone] = {
    ImportState.RECEIVED: "info",
    ImportState.CHECKED: "warn",
    ImportState.UNREADABLE: "bad",
    ImportState.ACCEPTED: "info",
    ImportState.ENTERED: "ok",
    ImportState.DISCARDED: "muted",
}
LATEST = 20


class FileForm(PageForm):
    """One file, and under which law its experts qualify."""

    file = forms.FileField(
        label="专家名册",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text="CSV（UTF-8 或 GB 18030）或 XLSX 文件，第 1 行为列名，不超过 64 MB。",
    )
    domain = forms.ChoiceField(
        label="专家类别",
        choices=[
            (Domain.TENDER.value, "评标专家（招标投标）"),
            (Domain.PROCUREMENT.value, "评审专家（政府采购）"),
        ],
        widget=forms.RadioSelect,
        initial=Domain.TENDER.value,
        help_text="入库条件按相应规定核对。",
    )


class Imports(PoolPage):
    """``/pool/imports/``: hand a file in."""

    template_name: ClassVar[str] = "pool/imports.html"
    title: ClassVar[str] = "导入专家"

    @override
    def load(self, **kwargs: Any) -> None:
        self.form = FileForm()

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        self.form = FileForm(request.POST, request.FILES)
        if not self.form.is_valid():
            return self.render(request, status=422)
        sent = SentFile(request, self.form.cleaned_data["file"])
        row = receive_file(
            self.ctx,
            file_name=sent.name,
            content=b"".join(sent.chunks()),
            domain=Domain(self.form.cleaned_data["domain"]),
        )
        return self.done("文件已密封保存，正在逐行核对。", reverse("pool:import", args=[row.pk]))

    @override
    def context(self) -> dict[str, Any]:
        return {
            "breadcrumb": self.trail(Crumb(self.title)),
            "actions": (Action(label="下载导入模板", url=reverse("pool:template"), icon="download"),),
            "largest": LARGEST,
            "columns": _explained(),
            "latest": _latest(list(queries.imports(self.ctx)[:LATEST])),
        }


class Template(PoolPage):
    """``/pool/imports/template.csv``: an empty file to fill in."""

    template_name: ClassVar[str] = "errors/refusal.html"

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return download(template(), "experts-template.csv")


def download(content: bytes, name: str) -> HttpResponse:
    """A CSV file to be saved."""
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def import_tag(row: PoolImport) -> StateTag:
    return StateTag(label=row.state_label, tone=STATES[ImportState(row.state)])


def _explained() -> DataTable:
    return DataTable(
        caption="各列说明",
        columns=(Column("列名", nowrap=True), Column("必填", nowrap=True), Column("说明"), Column("示例")),
        rows=tuple(
            Row((column.header, "必填" if column.required else "选填", column.explanation, column.example))
            for column in COLUMNS
        ),
        empty=EmptyState(title="没有列"),
    )


def _latest(rows: list[PoolImport]) -> DataTable:
    return DataTable(
        caption="最近的导入",
        columns=(
            Column("导入编号", nowrap=True),
            Column("上传时间", nowrap=True),
            Column("上传人"),
            Column("行数", align="right", nowrap=True),
            Column("状态", nowrap=True),
        ),
        rows=tuple(
            Row(
                (
                    Link(label=f"第 {row.pk} 号", url=reverse("pool:import", args=[row.pk])),
                    row.received_at,
                    row.received_by,
                    row.rows or None,
                    import_tag(row),
                )
            )
            for row in rows
        ),
        empty=EmptyState(title="还没有导入", text="上传的文件和核对结果将在这里显示。"),
    )
