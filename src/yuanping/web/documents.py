"""A document and its signatures, as every audience but the signers sees it."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.base.context import Ctx
from yuanping.domain.signing import queries
from yuanping.domain.signing.models import Document, Signature
from yuanping.domain.signing.states import DocumentState, Opinion
from yuanping.domain.signing.validation import Outcome, SignatureFinding
from yuanping.web.components.action.params import Action
from yuanping.web.components.banner.params import Banner
from yuanping.web.components.breadcrumb.params import Breadcrumb, Crumb
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.link.params import Link
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.tones import Tone
from yuanping.web.page import Page
from yuanping.web.pdf import pdf_response

TONES: dict[Outcome, Tone] = {Outcome.VALID: "ok", Outcome.INVALID: "bad", Outcome.INDETERMINATE: "warn"}
STATE_TONES: dict[str, Tone] = {
    DocumentState.DRAFT: "info",
    DocumentState.SIGNING: "info",
    DocumentState.COMPLETE: "ok",
    DocumentState.VOID: "muted",
}
VERDICTS = {
    Outcome.VALID: "文件中的签名全部有效，文件未被改动。",
    Outcome.INVALID: "有签名无效：文件可能被改动，不能作为依据使用。",
    Outcome.INDETERMINATE: "有签名无法判定：现有材料不足以得出有效或者无效的结论。",
}


class DocumentPage(Page):
    """One document: what it is, who has signed, and what the signatures are worth now."""

    template_name: ClassVar[str] = "documents/document.html"
    audience: ClassVar[str]
    home: ClassVar[str] = "工作台"
    document: Document

    @override
    def load(self, **kwargs: Any) -> None:
        self.document = queries.document(self.ctx, kwargs["document_id"])

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "file" in request.GET and self.gives_file():
            return pdf_response(queries.content(self.document), name=self.document.title, download=True)
        if "root" in request.GET:
            response = HttpResponse(queries.root_pem(), content_type="application/x-pem-file")
            response["Content-Disposition"] = 'attachment; filename="yuanping-root.pem"'
            return response
        return super().get(request, **kwargs)

    @override
    def context(self) -> dict[str, Any]:
        row, signatures = self.document, list(queries.signatures(self.document))
        findings = queries.findings(row) if row.fixed_sha256 else []
        return {
            "title": row.title,
            "breadcrumb": self.trail(),
            "document": row,
            "state_tag": state_tag(row),
            "facts": facts(row, signatures),
            "actions": self.actions(),
            "signers": signer_table(row, signatures),
            "findings": finding_table(findings, signatures),
            "verdict": verdict(findings),
        }

    def trail(self) -> Breadcrumb:
        project = self.document.project
        return Breadcrumb(
            crumbs=(
                Crumb(self.home, reverse(f"{self.audience}:home")),
                Crumb(project.name, reverse(f"{self.audience}:project", args=[project.pk])),
                Crumb(self.document.title),
            )
        )

    def gives_file(self) -> bool:
        """Whether this audience may take the file itself, which names the members and what they think."""
        return True

    def actions(self) -> tuple[Action, ...]:
        """Download, and what this audience may do."""
        here = reverse(f"{self.audience}:document", args=[self.document.pk])
        file = Action(label="下载文件", url=f"{here}?file", icon="download", look="primary")
        root = Action(label="下载根证书", url=f"{here}?root", icon="certificate", look="quiet")
        return (file, root) if self.gives_file() else (root,)


def document_table(ctx: Ctx, project_id: int, *, audience: str) -> DataTable | None:
    """The project's documents for its page; None while there is none that the reader may know of."""
    found = list(queries.documents(ctx, project_id=project_id))
    if not found:
        return None
    return DataTable(
        caption="文书",
        columns=(
            Column("文书"),
            Column("状态", nowrap=True),
            Column("生成时间", nowrap=True),
            Column("完成时间", nowrap=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    Link(label=row.title, url=reverse(f"{audience}:document", args=[row.pk])),
                    state_tag(row),
                    row.opened_at,
                    row.completed_at,
                )
            )
            for row in found
        ),
        empty=EmptyState(title="尚无文书"),
    )


def state_tag(row: Document) -> StateTag:
    return StateTag(label=row.state_label, tone=STATE_TONES[row.state])


def facts(row: Document, signatures: list[Signature]) -> FactList:
    signed, total = sum(signature.at is not None for signature in signatures), len(signatures)
    return FactList(
        facts=(
            Fact("项目", row.project.name, wide=True),
            Fact("生成时间", row.opened_at),
            Fact("完成时间", row.completed_at),
            Fact("文件大小", f"{row.size / 1024:,.0f} KB"),
            Fact("签署进度", f"{signed} / {total} 人"),
            Fact("SHA-256 摘要", row.sha256, wide=True),
        )
    )


def signer_table(row: Document, signatures: list[Signature]) -> DataTable:
    """Who is to sign. What a member thinks is shown once the text is fixed: it then stands in it."""
    fixed = bool(row.fixed_sha256)
    return DataTable(
        caption="签署人",
        columns=(
            Column("席位", nowrap=True),
            Column("意见", nowrap=True),
            Column("签署", nowrap=True),
            Column("签署时间", nowrap=True),
            Column("证书序列号", truncate=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    signature.seat.label,
                    opinion_tag(signature, shown=fixed),
                    signed_tag(row, signature),
                    signature.at,
                    signature.certificate.serial if signature.certificate else "",
                )
            )
            for signature in signatures
        ),
        empty=EmptyState(title="没有签署人"),
    )


def opinion_tag(signature: Signature, *, shown: bool) -> StateTag:
    if signature.opinion == Opinion.PENDING:
        return StateTag(label="待表明", icon="hourglass")
    if not shown:
        return StateTag(label="已表明", tone="info")
    tone: Tone = "warn" if signature.opinion == Opinion.DISSENT else "ok"
    return StateTag(label=signature.opinion_label, tone=tone)


def signed_tag(row: Document, signature: Signature) -> StateTag:
    if signature.at is not None:
        return StateTag(label="已签署", tone="ok", icon="signature")
    if row.state == DocumentState.COMPLETE:
        return StateTag(label="未签署", tone="warn")
    return StateTag(label="待签署", icon="hourglass")


def finding_table(findings: list[SignatureFinding], signatures: list[Signature]) -> DataTable:
    """One line for each signature and time stamp in the file, in its order."""
    labels = {signature.field_name: signature.seat.label for signature in signatures}
    return DataTable(
        caption="签名验证结果",
        columns=(
            Column("签名", nowrap=True),
            Column("种类", nowrap=True),
            Column("时间戳时间", nowrap=True),
            Column("结论", nowrap=True),
            Column("说明"),
        ),
        rows=tuple(
            Row(
                cells=(
                    labels.get(finding.field.removesuffix("-archive"), finding.signer),
                    "成员签名" if finding.kind == "signature" else "归档时间戳",
                    finding.signed_at,
                    StateTag(label=finding.outcome_label, tone=TONES[finding.outcome]),
                    finding.reason,
                )
            )
            for finding in findings
        ),
        empty=EmptyState(
            title="尚无签名",
            text="成员签署后，这里显示每个签名的验证结果：有效、无效或者无法判定。",
            icon="signature",
        ),
    )


def verdict(findings: list[SignatureFinding]) -> Banner | None:
    """The worst outcome, in a sentence; None while nothing is signed."""
    if not findings:
        return None
    found = {finding.outcome for finding in findings}
    worst = next(o for o in (Outcome.INVALID, Outcome.INDETERMINATE, Outcome.VALID) if o in found)
    tones = {Outcome.VALID: "ok", Outcome.INVALID: "refusal", Outcome.INDETERMINATE: "warn"}
    title = {Outcome.VALID: "验证通过", Outcome.INVALID: "验证不通过", Outcome.INDETERMINATE: "无法判定"}
    return Banner(tone=tones[worst], title=title[worst], text=VERDICTS[worst])  # type: ignore[arg-type]
