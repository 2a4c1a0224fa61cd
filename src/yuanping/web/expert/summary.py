"""Summing up (汇总确认): every figure that led to the ranking, corrections, and one's confirmation."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from typing_extensions import override

from yuanping.core.errors import Citation, Invalid
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.actions.correction import REASON_LIMIT, correct_score
from yuanping.domain.evaluation.actions.summary import confirm_summary
from yuanping.domain.evaluation.law import law_of
from yuanping.domain.evaluation.results import LotResult
from yuanping.domain.evaluation.states import GROUND_LABELS, SessionState
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.scheme import parse
from yuanping.web.components.citation.params import Citation as CitationView
from yuanping.web.expert.results import ResultView, arrange, plain
from yuanping.web.expert.seat import SeatPage
from yuanping.web.expert.steps import SeatStep


class CorrectionForm(forms.Form):
    """``target`` names bid and criterion: ``12:plan``."""

    target = forms.ChoiceField(label="要更正的评分", error_messages={"required": "请选择要更正的评分。"})
    points = forms.CharField(
        label="更正后的分值", max_length=8, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    ground = forms.ChoiceField(label="更正情形", widget=forms.RadioSelect)
    reason = forms.CharField(label="说明", max_length=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, *args: Any, targets: list[tuple[str, str]], grounds: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("target", [("", "请选择"), *targets]), ("ground", grounds)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class SummaryPage(SeatPage):
    template_name: ClassVar[str] = "expert/summary.html"
    title: ClassVar[str] = "汇总确认"
    step: ClassVar[SeatStep | None] = SeatStep.SUMMARY

    @override
    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        self.results = queries.results(self.ctx, self.running)
        self.grounds: list[tuple[str, str]] = []
        self.cited: Citation | None = None
        if self.is_at(SessionState.SUMMARY):
            allowed, self.cited = law_of(self.running.project).correction_grounds()
            self.grounds = [(value, label) for value, label in GROUND_LABELS.items() if value in allowed]
            self.form = self._form()

    def _form(self, data: Any = None) -> CorrectionForm:
        return CorrectionForm(data, targets=self._targets(), grounds=self.grounds)

    def _targets(self) -> list[tuple[str, str]]:
        """The member's own scores, those that are flagged first."""
        own = self.member.label
        flagged: list[tuple[str, str]] = []
        others: list[tuple[str, str]] = []
        for result in self.results:
            names = {bid.pk: name for name, bid in result.bids.items()}
            criteria = {criterion.id: criterion.name for criterion in result.criteria}
            marked = {f.subjects[-2:] for f in result.flags if len(f.subjects) == 2 or f.subjects[0] == own}
            for score in result.given:
                if score.member != own:
                    continue
                hit = (names[score.bid_id], score.criterion) in marked
                shown = f"{names[score.bid_id]}：{criteria[score.criterion]}（现为 {plain(score.points)} 分）"
                (flagged if hit else others).append((f"{score.bid_id}:{score.criterion}", shown))
        return flagged + others

    def _views(self) -> list[ResultView]:
        lots = {lot.pk: lot for lot in projects.lots(self.running.project)}
        return [self._view(result, lots[result.lot_id].scheme) for result in self.results]

    def _view(self, result: LotResult, scheme: object) -> ResultView:
        parsed = parse(scheme)
        return arrange(
            result,
            items={item.id: item.name for item in parsed.method.preliminary},
            price_full=parsed.method.price_points,
            scheme_name=parsed.name,
        )

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if "seen" in request.POST:
            if request.POST.get("promise") != "1":
                raise Invalid("promise-missing", "请先勾选“我已核对”，再确认。")
            confirm_summary(self.ctx, self.running.pk, seen=request.POST["seen"])
            return self.to_current("已确认汇总结果。")
        self.form = self._form(request.POST)
        if not self.form.is_valid():
            return self.render(request, status=Invalid.status)
        given = self.form.cleaned_data
        bid_id, _, criterion_id = given["target"].partition(":")
        correct_score(
            self.ctx,
            self.running.pk,
            bid_id=int(bid_id),
            criterion_id=criterion_id,
            points=given["points"],
            ground=given["ground"],
            reason=given["reason"],
        )
        return self.done("评分已更正，得分和排序已重新计算，请全体成员重新确认。", request.path)

    @override
    def context(self) -> dict[str, Any]:
        at_summary = self.is_at(SessionState.SUMMARY)
        return {
            **super().context(),
            "views": self._views(),
            "seen": queries.results_digest(self.results),
            "own": self.member,
            "may_confirm": at_summary and self.member.confirmed_at is None,
            "may_correct": at_summary and any(result.given for result in self.results),
            "cited": CitationView.of(self.cited) if self.cited else None,
        }
