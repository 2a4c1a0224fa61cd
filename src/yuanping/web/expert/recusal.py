"""Recusal (回避声明): the list of bidders, and one of two declarations."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid
from yuanping.domain.evaluation.actions.recusal import declare_conflict, declare_no_conflict
from yuanping.domain.evaluation.states import SessionState
from yuanping.domain.projects import queries as projects
from yuanping.web.expert.seat import SeatPage
from yuanping.web.expert.steps import SeatStep

NONE, CONFLICT = "none", "conflict"


class RecusalForm(forms.Form):
    declaration = forms.ChoiceField(
        label="我的声明",
        choices=[(NONE, "无需回避"), (CONFLICT, "需要回避")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择“无需回避”或者“需要回避”。"},
    )
    bid_id = forms.TypedChoiceField(
        label="与哪一投标人有利害关系", coerce=int, empty_value=None, required=False
    )
    reason = forms.CharField(
        label="回避理由",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="选择“需要回避”的必须填写。理由加密保存，其他成员看不到。",
    )

    def __init__(self, *args: Any, bidders: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bid_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "与招标项目本身或者其他事项有关"), *bidders]


class RecusalPage(SeatPage):
    template_name: ClassVar[str] = "expert/recusal.html"
    title: ClassVar[str] = "回避声明"
    step: ClassVar[SeatStep | None] = SeatStep.RECUSAL

    @override
    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        self.bids = [bid for lot in projects.lots(self.running.project) for bid in projects.bids(lot)]
        self.form = RecusalForm(bidders=self._bidders())

    def _bidders(self) -> list[tuple[int, str]]:
        return [(bid.pk, bid.bidder_name) for bid in self.bids]

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        self.form = RecusalForm(request.POST, bidders=self._bidders())
        if not self.form.is_valid():
            return self.render(request, status=Invalid.status)
        given = self.form.cleaned_data
        if given["declaration"] == NONE:
            declare_no_conflict(self.ctx, self.running.pk)
            return self.to_current("已声明无需回避。")
        declare_conflict(self.ctx, self.running.pk, reason=given["reason"], bid_id=given["bid_id"])
        return self.done("已提交回避声明，请离开评标区域。", reverse("expert:withdrawn"))

    @override
    def context(self) -> dict[str, Any]:
        project = self.running.project
        early = {SessionState.RECUSAL, SessionState.CHAIR, SessionState.PRELIMINARY, SessionState.DETAILED}
        return {
            **super().context(),
            "project": project,
            "bids": self.bids,
            "own": self.member,
            "may_withdraw": self.running.state in early,
        }


class WithdrawnPage(SeatPage):
    """After a member has withdrawn: the seat no longer is theirs, so the page asks for nothing."""

    template_name: ClassVar[str] = "expert/withdrawn.html"
    title: ClassVar[str] = "已回避"
    roles = ()

    @override
    def load(self, **kwargs: Any) -> None:
        self.session = None

    @override
    def context(self) -> dict[str, Any]:
        return {"menu": (), "person": ""}
