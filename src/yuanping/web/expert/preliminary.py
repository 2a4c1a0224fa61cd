"""Preliminary review (初步评审): pass or fail with reasons, and the vote on competition."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest, HttpResponse
from typing_extensions import override

from yuanping.core.errors import Invalid, Refused
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.actions.preliminary import Verdict, save_opinions, submit_opinions
from yuanping.domain.evaluation.actions.voting import vote_competition
from yuanping.domain.evaluation.models import Sheet
from yuanping.domain.evaluation.own import given_verdicts
from yuanping.domain.evaluation.states import COMPETITION_LABELS, LotStage, SheetState, Stage
from yuanping.domain.projects.scheme import STAGE_LABELS
from yuanping.web.components.score_sheet.params import Criterion, ScoreSheet
from yuanping.web.expert.sheets import BidPage, Given, Pair, SheetsPage
from yuanping.web.expert.steps import SeatStep
from yuanping.web.numbers import whole_number

if TYPE_CHECKING:
    from yuanping.domain.projects.scheme import Scheme

PASS, FAIL = "pass", "fail"


class PreliminaryPage(SheetsPage):
    template_name: ClassVar[str] = "expert/preliminary.html"
    title: ClassVar[str] = "初步评审"
    step: ClassVar[SeatStep | None] = SeatStep.PRELIMINARY
    stage: ClassVar[Stage] = Stage.PRELIMINARY
    bid_route: ClassVar[str] = "expert:preliminary-bid"

    @override
    def given(self, sheet: Sheet) -> Given:
        return given_verdicts(self.ctx, sheet)

    @override
    def names(self, scheme: "Scheme") -> dict[str, str]:
        return {item.id: item.name for item in scheme.method.preliminary}

    @override
    def hand_in(self, sheet_id: int) -> None:
        submit_opinions(self.ctx, self.running.pk, sheet_id, {})

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        if "review_id" not in request.POST:
            return super().act(request)
        review_id = whole_number(request.POST["review_id"])
        if review_id is None:
            raise Invalid("lot-unknown", "没有指明标段。", remedy="请刷新页面后重新投票。")
        answer = request.POST.get("answer", "")
        vote_competition(self.ctx, self.running.pk, review_id=review_id, answer=answer)
        return self.to_current("已投票。")

    @override
    def context(self) -> dict[str, Any]:
        asked = [review for review in self.reviews if review.stage == LotStage.COMPETITION]
        ballots = queries.own_sheets(self.ctx, self.running, Stage.COMPETITION)
        voted = {sheet.review_id for sheet in ballots if sheet.state == SheetState.SUBMITTED}
        return {
            **super().context(),
            "competition": [(review, review.pk in voted) for review in asked],
            "answers": [(answer.value, label) for answer, label in COMPETITION_LABELS.items()],
            "revote": any(review.round > 1 for review in self.reviews),
            "findings": [text for review in self.reviews for text in review.findings],
        }


class PreliminaryBidPage(BidPage):
    title: ClassVar[str] = "初步评审"
    step: ClassVar[SeatStep | None] = SeatStep.PRELIMINARY
    stage: ClassVar[Stage] = Stage.PRELIMINARY
    route: ClassVar[str] = "expert:preliminary-bid"
    overview: ClassVar[str] = "expert:preliminary"

    @override
    def read(self, request: HttpRequest) -> Given:
        found = {}
        for place, key in enumerate(self.keys):
            choice = request.POST.get(f"score-{place}", "")
            passed = {PASS: True, FAIL: False}.get(choice)
            found[self.bid.pk, key] = Verdict(passed, request.POST.get(f"score-{place}-reason", ""))
        return found

    @override
    def save(self, given: Given) -> None:
        save_opinions(self.ctx, self.running.pk, self.sheet.pk, given)

    @override
    def problems(self, given: Given) -> dict[Pair, Refused]:
        return {}

    @override
    def score_sheet(self, problems: Mapping[Pair, Refused]) -> ScoreSheet:
        _ = problems
        shown = self.typed if self.typed is not None else given_verdicts(self.ctx, self.sheet)
        items = {item.id: item for item in self.scheme.method.preliminary}
        return ScoreSheet(
            bid=f"{self.bid.ordinal}. {self.bid.bidder_name}",
            criteria=tuple(
                Criterion(
                    key=str(place),
                    label=items[key].name,
                    rule=STAGE_LABELS[items[key].stage],
                    value=_shown(shown.get((self.bid.pk, key))),
                    reason=_reason(shown.get((self.bid.pk, key))),
                )
                for place, key in enumerate(self.keys)
            ),
            mode="edit" if self.sheet.is_open else "read",
        )


def _shown(verdict: Verdict | None) -> str:
    if verdict is None or verdict.passed is None:
        return ""
    return PASS if verdict.passed else FAIL


def _reason(verdict: Verdict | None) -> str:
    return verdict.reason if verdict else ""
