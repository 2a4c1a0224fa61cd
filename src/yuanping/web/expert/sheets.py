"""Working on a sheet: an overview that hands in, and a page for each bid that only keeps (暂存)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid, NotFound, Refused
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.models import Sheet
from yuanping.domain.evaluation.own import missing_pairs, own_sheet
from yuanping.domain.evaluation.states import Stage
from yuanping.domain.projects import queries as projects
from yuanping.web.components.error_summary.params import ErrorSummary, FormError
from yuanping.web.components.score_sheet.params import ScoreSheet
from yuanping.web.expert.seat import SeatPage
from yuanping.web.numbers import whole_number

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Bid
    from yuanping.domain.projects.scheme import Scheme

Pair = tuple[int, str]
Given = Mapping[Pair, Any]


@dataclass(frozen=True, slots=True)
class BidLine:
    """A bid on the overview of a sheet: how much is filled, and what the server adds up."""

    bid: "Bid"
    url: str
    done: int
    total: int
    sum: str
    missing: tuple[tuple[str, str], ...]

    @property
    def is_done(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class SheetView:
    """One sheet on the overview."""

    sheet: Sheet
    lot_name: str
    lines: tuple[BidLine, ...]

    @property
    def missing(self) -> int:
        return sum(len(line.missing) for line in self.lines)


def bids_on(sheet: Sheet) -> "list[Bid]":
    """The bids that the sheet asks for, in the order of the list."""
    assert sheet.review is not None  # sheets with pairs belong to a lot
    wanted = {bid_id for bid_id, _ in sheet.pairs}
    return [bid for bid in projects.bids(sheet.review.lot) if bid.pk in wanted]


def keys_of(sheet: Sheet, bid_id: int) -> list[str]:
    """Ids of the items or criteria wanted for one bid: their places name the form's fields."""
    return [str(key) for bid, key in sheet.pairs if bid == bid_id]


class SheetsPage(SeatPage):
    """The member's sheets of one stage. Its only act is to hand one in."""

    stage: ClassVar[Stage]
    bid_route: ClassVar[str]

    def given(self, sheet: Sheet) -> Given:
        raise NotImplementedError

    def names(self, scheme: "Scheme") -> dict[str, str]:
        """Names of what is judged or scored, by id."""
        raise NotImplementedError

    def sum_of(self, given: Given, bid_id: int) -> str:
        """What the server adds up for a bid; empty where there is nothing to add."""
        _ = given, bid_id
        return ""

    def hand_in(self, sheet_id: int) -> None:
        raise NotImplementedError

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        sheet_id = whole_number(request.POST.get("sheet_id", ""))
        if sheet_id is None:
            raise Invalid("sheet-missing", "没有指明要提交的评审表。", remedy="请刷新页面后重新提交。")
        self.hand_in(sheet_id)
        return self.to_current("已提交。")

    @override
    def context(self) -> dict[str, Any]:
        sheets = queries.own_sheets(self.ctx, self.running, self.stage)
        views = [self._view(sheet) for sheet in sheets]
        return {
            **super().context(),
            "views": views,
            "is_open": any(view.sheet.is_open for view in views),
            "is_now": self.state is not None
            and self.step is not None
            and self.current_url == self.request.path,
        }

    def _view(self, sheet: Sheet) -> SheetView:
        assert sheet.review is not None
        lot = sheet.review.lot
        given, names = self.given(sheet), self.names(projects.scheme(lot))
        missing = missing_pairs(sheet, given)
        lines = []
        for bid in bids_on(sheet):
            keys = keys_of(sheet, bid.pk)
            url = reverse(self.bid_route, args=[sheet.pk, bid.pk])
            lacking = [key for bid_id, key in missing if bid_id == bid.pk]
            lines.append(
                BidLine(
                    bid=bid,
                    url=url,
                    done=len(keys) - len(lacking),
                    total=len(keys),
                    sum=self.sum_of(given, bid.pk),
                    missing=tuple((names[key], f"{url}#score-{keys.index(key)}") for key in lacking),
                )
            )
        return SheetView(sheet, f"{lot.code[-3:]} {lot.name}", tuple(lines))


class BidPage(SeatPage):
    """One bid on one sheet. Saving keeps what is given; handing in is the overview's."""

    template_name: ClassVar[str] = "expert/bid.html"
    stage: ClassVar[Stage]
    route: ClassVar[str]
    overview: ClassVar[str]

    @override
    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        self.sheet = own_sheet(self.ctx, kwargs["sheet_id"], self.stage)
        self.bids = bids_on(self.sheet)
        found = [bid for bid in self.bids if bid.pk == kwargs["bid_id"]]
        if not found:
            raise NotFound("not-found", "该投标不在本评审表内。", remedy="请从左侧步骤重新进入。")
        self.bid = found[0]
        self.keys = keys_of(self.sheet, self.bid.pk)
        assert self.sheet.review is not None
        self.scheme = projects.scheme(self.sheet.review.lot)
        self.typed: Given | None = None

    def read(self, request: HttpRequest) -> Given:
        """The form's values for this bid."""
        raise NotImplementedError

    def save(self, given: Given) -> None:
        raise NotImplementedError

    def problems(self, given: Given) -> dict[Pair, Refused]:
        """What is wrong with typed values, by place."""
        raise NotImplementedError

    def score_sheet(self, problems: Mapping[Pair, Refused]) -> ScoreSheet:
        raise NotImplementedError

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        self.typed = self.read(request)
        if request.headers.get("HX-Request"):
            return self._autosave(request)
        self.save(self.typed)
        after = self.bids[self.bids.index(self.bid) + 1 :]
        if "next" in request.POST and after:
            return self.done("已暂存。", reverse(self.route, args=[self.sheet.pk, after[0].pk]))
        if "next" in request.POST:
            return self.done("已暂存。", reverse(self.overview))
        return self.done("已暂存。", request.path)

    def _autosave(self, request: HttpRequest) -> HttpResponse:
        """Keep what is in order and say what is not: nothing typed is lost to one wrong cell."""
        assert self.typed is not None
        wrong = self.problems(self.typed)
        try:
            self.save({pair: value for pair, value in self.typed.items() if pair not in wrong})
        except Refused as refused:
            self.note(refused)
            return self._saved(request, problems=[refused])
        return self._saved(request, problems=list(wrong.values()))

    def _saved(self, request: HttpRequest, *, problems: list[Refused]) -> HttpResponse:
        self.typed = None
        values = {
            "problems": problems,
            "now": self.ctx.now,
            "total": self.score_sheet({}).total,
        }
        status = Invalid.status if problems else 200
        return render(request, "expert/saved.html", values, status=status)

    @override
    def context(self) -> dict[str, Any]:
        problems = self.problems(self.typed) if self.typed is not None else {}
        place = self.bids.index(self.bid)
        urls = [reverse(self.route, args=[self.sheet.pk, bid.pk]) for bid in self.bids]
        sheet = self.score_sheet(problems)
        return {
            **super().context(),
            "bid": self.bid,
            "sheet": self.sheet,
            "score_sheet": sheet,
            "total": sheet.total,
            "errors": ErrorSummary(
                errors=tuple(
                    FormError(refused.message, target=f"score-{self.keys.index(key)}")
                    for (_, key), refused in problems.items()
                ),
                title="以下内容未保存，请更正后重新暂存",
            ),
            "place": place + 1,
            "count": len(self.bids),
            "previous_url": urls[place - 1] if place else "",
            "next_url": urls[place + 1] if place + 1 < len(urls) else "",
            "overview_url": reverse(self.overview),
            "file_url": reverse("expert:bid-file", args=[self.bid.pk]),
        }
