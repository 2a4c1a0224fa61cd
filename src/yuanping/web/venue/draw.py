"""Choosing the sub-venues at random (S2-15)."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from typing_extensions import override

from yuanping.core.errors import Invalid
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.dispatch.actions.selection import MOST_CENTRES, draw_sub_venues
from yuanping.domain.dispatch.events import VenueDrawIntended
from yuanping.domain.dispatch.states import VenueDrawState
from yuanping.domain.quorum.queries import AwaitingWitness
from yuanping.web.awaiting import AwaitingPage
from yuanping.web.components import Banner, Citation, Crumb, ErrorSummary
from yuanping.web.venue.offers import AskingForm
from yuanping.web.venue.projects import OwnProject


class DrawForm(AskingForm):
    """How many sub-venues, and what is asked of each."""

    centres = forms.IntegerField(label="副场数", min_value=1, max_value=MOST_CENTRES)
    seats_each = forms.IntegerField(label="每个副场所需工位数", min_value=1)
    field_order = ("centres", "seats_each", "reply_workdays", "requirements")


class DrawSubVenues(AwaitingPage, OwnProject):
    """The main venue says how many; which, is left to chance."""

    template_name = "venue/draw.html"
    title = "随机选取副场"
    awaited_kind = VenueDrawIntended.KIND

    @override
    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        self.demands = dispatch.demands_on_sub_venues(self.project)
        already = len(dispatch.open_offers(self.project.pk))
        initial = {"centres": max(1, self.demands.least_centres - already), "seats_each": 1}
        self.form = DrawForm(self.request.POST or None, initial=initial)

    @property
    @override
    def goes_on_at(self) -> str:
        return self.url

    @override
    def context(self) -> dict[str, Any]:
        return {
            "project": self.project,
            "breadcrumb": self.trail(Crumb(self.title)),
            "rules": self._rules(),
            "errors": ErrorSummary.of(self.form) if self.form and self.form.errors else None,
            "rows": list(self.form) if self.form else [],
            "back_url": self.url,
            **self.awaiting_context(),
        }

    def _rules(self) -> list[Banner]:
        by_lot, spread = self.demands.by_lot, self.demands.spread
        found = []
        if by_lot is not None:
            found.append(("本项目的副场随机选取。", by_lot.rule))
        if spread is not None:
            words = f"副场应分布在主场以外的 {spread.value.amount} 个以上交易中心。"
            found.append((words, spread.rule))
        return [Banner(tone="info", text=text, citation=Citation.of(rule.citation)) for text, rule in found]

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if self.form is None or not self.form.is_valid():
            return self.render(request, status=Invalid.status)
        try:
            made = draw_sub_venues(self.ctx, self.project.pk, **self.form.cleaned_data)
        except AwaitingWitness as waiting:  # on record, and going on by itself: no refusal
            return self.done(f"{waiting.message}{waiting.remedy}", self.url)
        if made.state == VenueDrawState.FAILED:
            return self.done(
                f"符合条件的交易中心只有 {made.eligible} 个，未能选定 {made.centres} 个副场。"
                "记录已报行政监督部门。",
                self.url,
            )
        return self.done(f"已随机选取 {made.centres} 个副场，并向其发出要约。", self.url)
