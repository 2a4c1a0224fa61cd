"""The member at the seat: read the report, agree or dissent, sign (签署评标报告)."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.base.context import Ctx
from yuanping.core.errors import Invalid, NotFound
from yuanping.domain.signing import queries
from yuanping.domain.signing.actions.document import REASON_LIMIT, declare_opinion
from yuanping.domain.signing.actions.signature import sign_document
from yuanping.domain.signing.models import Document, Signature
from yuanping.domain.signing.states import DocumentState, Opinion
from yuanping.web.components.fact_list.params import Fact, FactList
from yuanping.web.components.sign_off.params import Signer, SignOff
from yuanping.web.components.step_bar.params import Step, StepBar
from yuanping.web.documents import state_tag
from yuanping.web.expert.seat import SeatPage
from yuanping.web.expert.steps import SeatStep
from yuanping.web.pdf import pdf_response
from yuanping.web.todo import Todo

STATEMENT = "请逐页阅读定稿的评标报告，核对评审过程、得分、排序和推荐的中标候选人后签署。"
STEPS = ("阅读征求意见稿", "表明意见", "阅读定稿并签署", "签署完成")


def report_todos(ctx: Ctx) -> list[Todo]:
    """What the member at this seat has to do about the report now."""
    return [
        Todo(
            title="对评标报告表明意见" if signature.document.state == DocumentState.DRAFT else "签署评标报告",
            url=reverse("expert:report"),
            detail=signature.document.title,
        )
        for signature in queries.awaiting(ctx)
    ]


class OpinionForm(forms.Form):
    opinion = forms.ChoiceField(
        label="对评标结果的意见",
        choices=[(Opinion.AGREE.value, "同意"), (Opinion.DISSENT.value, "有不同意见")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择“同意”或者“有不同意见”。"},
    )
    reason = forms.CharField(
        label="不同意见及理由",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"有不同意见的必须填写，最多 {REASON_LIMIT} 字；将原文写入评标报告。",
    )


class ReportPage(SeatPage):
    template_name: ClassVar[str] = "expert/report.html"
    title: ClassVar[str] = "签署评标报告"
    step: ClassVar[SeatStep | None] = SeatStep.REPORT
    needs_session: ClassVar[bool] = False
    document: Document | None
    form: OpinionForm | None = None

    @override
    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        self.document = queries.document_at_seat(self.ctx)
        if self.document is not None and self.document.state == DocumentState.DRAFT:
            own = queries.own_signature(self.ctx, self.document)
            opinion = own.opinion if own.opinion != Opinion.PENDING else None
            self.form = OpinionForm(initial={"opinion": opinion, "reason": own.reason})

    @override
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "file" in request.GET:
            document = self._document()
            return pdf_response(queries.content(document), name=document.title)
        return super().get(request, **kwargs)

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        document = self._document()
        if "text" in request.GET:
            return self._sign(request, document)
        self.form = OpinionForm(request.POST)
        if not self.form.is_valid():
            return self.render(request, status=Invalid.status)
        given = self.form.cleaned_data
        declare_opinion(self.ctx, document.pk, opinion=Opinion(given["opinion"]), reason=given["reason"])
        return self.done("意见已提交。报告定稿前可以修改。", reverse("expert:report"))

    def _sign(self, request: HttpRequest, document: Document) -> HttpResponse:
        if request.POST.get("promise") != "1":
            raise Invalid(
                "promise-missing", "请先勾选“我已阅读”，再签署。", remedy="请阅读报告全文后勾选确认。"
            )
        sign_document(self.ctx, document.pk, text_sha256=request.GET["text"])
        return self.done("已签署评标报告。", reverse("expert:report"))

    def _document(self) -> Document:
        if self.document is None:
            raise NotFound("report-missing", "评标报告尚未生成。", remedy="请等待全体成员确认汇总结果。")
        return self.document

    @override
    def context(self) -> dict[str, Any]:
        row = self.document
        if row is None:
            return {**super().context(), "document": None}
        own, signatures = queries.own_signature(self.ctx, row), list(queries.signatures(row))
        return {
            **super().context(),
            "document": row,
            "state_tag": state_tag(row),
            "file_url": f"{reverse('expert:report')}?file",
            "own": own,
            "facts": _facts(row, own),
            "steps": _steps(row, own),
            "sign_off": None if row.state == DocumentState.DRAFT else _sign_off(row, own, signatures),
            "waiting": sum(signature.opinion == Opinion.PENDING for signature in signatures),
        }


def _facts(row: Document, own: Signature) -> FactList:
    held = queries.held_certificate(own.seat_id)
    return FactList(
        facts=(
            Fact("项目", row.project.name, wide=True),
            Fact("我的席位", own.seat.label),
            Fact("我的意见", own.opinion_label),
            Fact("签署时间", own.at),
            Fact("临时证书有效期至", held.not_after if held else "未持有，请联系会场工作人员"),
            Fact("SHA-256 摘要", row.sha256, wide=True),
        )
    )


def _steps(row: Document, own: Signature) -> StepBar:
    if own.at is not None:
        now = 4
    elif row.state == DocumentState.DRAFT:
        now = 1 if own.opinion == Opinion.PENDING else 2
    else:
        now = 2 if row.state == DocumentState.SIGNING else 4
    states = ["done" if n < now else "current" if n == now else "todo" for n in range(len(STEPS))]
    return StepBar(steps=tuple(Step(label, state) for label, state in zip(STEPS, states, strict=True)))  # type: ignore[arg-type]


def _sign_off(row: Document, own: Signature, signatures: list[Signature]) -> SignOff:
    may_sign = row.state == DocumentState.SIGNING and own.at is None
    url = f"{reverse('expert:report')}?text={row.fixed_sha256}" if may_sign else ""
    return SignOff(
        title="成员签署",
        statement=STATEMENT,
        signers=tuple(_signer(signature, own) for signature in signatures),
        url=url,
        promise="我已逐页阅读评标报告，内容与评审情况一致",
        submit="签署评标报告",
    )


def _signer(signature: Signature, own: Signature) -> Signer:
    dissents = signature.opinion == Opinion.DISSENT
    state = "waiting" if signature.at is None else "dissented" if dissents else "signed"
    return Signer(
        name=signature.seat.label,
        role="本人" if signature.pk == own.pk else "",
        state=state,  # type: ignore[arg-type]
        at=signature.at,
    )
