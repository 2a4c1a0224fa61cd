"""Detailed review (详细评审): points per criterion, bid by bid."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from django.http import HttpRequest
from typing_extensions import override

from yuanping.core.errors import Refused
from yuanping.core.scoring import Criterion as CoreCriterion
from yuanping.domain.evaluation.actions.scoring import Mark, problems, save_scores, submit_scores
from yuanping.domain.evaluation.models import Sheet
from yuanping.domain.evaluation.own import given_marks, subtotal
from yuanping.domain.evaluation.states import Stage
from yuanping.web.components.score_sheet.params import Criterion, ScoreSheet
from yuanping.web.expert.sheets import BidPage, Given, Pair, SheetsPage
from yuanping.web.expert.steps import SeatStep

if TYPE_CHECKING:
    from yuanping.domain.projects.scheme import Scheme


class ScoringPage(SheetsPage):
    template_name: ClassVar[str] = "expert/scoring.html"
    title: ClassVar[str] = "详细评审"
    step: ClassVar[SeatStep | None] = SeatStep.SCORING
    stage: ClassVar[Stage] = Stage.DETAILED
    bid_route: ClassVar[str] = "expert:scoring-bid"

    @override
    def given(self, sheet: Sheet) -> Given:
        return given_marks(self.ctx, sheet)

    @override
    def names(self, scheme: "Scheme") -> dict[str, str]:
        return {criterion.id: criterion.name for criterion in scheme.method.criteria}

    @override
    def sum_of(self, given: Given, bid_id: int) -> str:
        found = subtotal(given, bid_id)
        return "" if found is None else format(found, "f")

    @override
    def hand_in(self, sheet_id: int) -> None:
        submit_scores(self.ctx, self.running.pk, sheet_id, {})


class ScoringBidPage(BidPage):
    title: ClassVar[str] = "详细评审"
    step: ClassVar[SeatStep | None] = SeatStep.SCORING
    stage: ClassVar[Stage] = Stage.DETAILED
    route: ClassVar[str] = "expert:scoring-bid"
    overview: ClassVar[str] = "expert:scoring"

    @override
    def read(self, request: HttpRequest) -> Given:
        return {
            (self.bid.pk, key): Mark(
                request.POST.get(f"score-{place}", ""), request.POST.get(f"score-{place}-reason", "")
            )
            for place, key in enumerate(self.keys)
        }

    @override
    def save(self, given: Given) -> None:
        save_scores(self.ctx, self.running.pk, self.sheet.pk, given)

    @override
    def problems(self, given: Given) -> dict[Pair, Refused]:
        return dict(problems(self.scheme.method, given))

    @override
    def score_sheet(self, problems: Mapping[Pair, Refused]) -> ScoreSheet:
        kept = given_marks(self.ctx, self.sheet)
        shown = self.typed if self.typed is not None else kept
        empty = Mark("")
        return ScoreSheet(
            bid=f"{self.bid.ordinal}. {self.bid.bidder_name}",
            criteria=tuple(
                _line(
                    place,
                    self.scheme.method.criterion(key),
                    shown.get((self.bid.pk, key), empty),
                    problems.get((self.bid.pk, key)),
                )
                for place, key in enumerate(self.keys)
            ),
            total=subtotal(kept, self.bid.pk),
            mode="edit" if self.sheet.is_open else "read",
        )


def _line(place: int, criterion: CoreCriterion, mark: Mark, problem: Refused | None) -> Criterion:
    kind = "客观分" if criterion.objective else "主观分"
    step = f"，每档 {criterion.step:f} 分" if criterion.step else "，最多两位小数"
    section = f"{criterion.section} · " if criterion.section else ""
    return Criterion(
        key=str(place),
        label=criterion.name,
        rule=f"{section}{kind}{step}",
        low=criterion.min_points,
        high=criterion.max_points,
        value=mark.points,
        reason=mark.note,
        error=f"{problem.message}{problem.remedy}" if problem else "",
    )
