"""A lot's result arranged for reading: ranking, rejections, and each bid's figures as a table."""

from dataclasses import dataclass
from decimal import Decimal

from yuanping.core.scoring import BidTotal, CriterionMean, Ranked
from yuanping.domain.evaluation.results import Corrected, Given, LotResult
from yuanping.domain.evaluation.states import GROUND_LABELS

CHINESE = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Cell:
    """One member's score; ``was`` is what was submitted where it has been corrected."""

    shown: str
    was: str = ""

    @property
    def is_corrected(self) -> bool:
        return bool(self.was)


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One criterion of one bid: the members' scores by their labels, and the mean."""

    criterion: str
    full: Decimal
    objective: bool
    labelled: tuple[tuple[str, Cell], ...]
    mean: CriterionMean


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the ranking; ``candidate`` says which award candidate it is, or nothing."""

    place: Ranked
    bidder: str
    candidate: str


@dataclass(frozen=True, slots=True)
class BidResult:
    """One valid bid with everything that led to its total."""

    total: BidTotal
    bidder: str
    place: Ranked
    rows: tuple[ScoreRow, ...]


@dataclass(frozen=True, slots=True)
class ResultView:
    """One lot. ``notes`` point to unusual scores, ``columns`` is the width of a score table but its last column."""

    result: LotResult
    ranked: tuple[Place, ...]
    rejected: tuple[tuple[str, str, tuple[str, ...]], ...]
    bids: tuple[BidResult, ...]
    corrections: tuple[tuple[Corrected, str], ...]
    price_full: Decimal
    scheme_name: str

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(flag.message for flag in self.result.flags)

    @property
    def columns(self) -> int:
        return 2 + len(self.result.members)


def arrange(result: LotResult, *, items: dict[str, str], price_full: Decimal, scheme_name: str) -> ResultView:
    """``items`` names the preliminary items, ``price_full`` is the most that the price may get."""
    named = {place.bid_id: n for n, place in enumerate(result.candidates.ranked)}
    ranked = tuple(
        Place(
            place,
            result.bids[place.bid_id].bidder_name,
            f"第{CHINESE[named[place.bid_id]]}中标候选人" if place.bid_id in named else "",
        )
        for place in result.ranking
    )
    rejected = tuple(
        (found.bid.bidder_name, "、".join(items[item] for item in found.rejected_items), found.reasons)
        for found in result.decided
        if found.rejected
    )
    totals = {total.bid_id: total for total in result.totals}
    return ResultView(
        result=result,
        ranked=ranked,
        rejected=rejected,
        bids=tuple(
            _bid(result, totals[line.place.bid_id], line) for line in ranked if line.place.bid_id in totals
        ),
        corrections=tuple((made, GROUND_LABELS[made.ground]) for made in result.corrections),
        price_full=price_full,
        scheme_name=scheme_name,
    )


def _bid(result: LotResult, total: BidTotal, line: Place) -> BidResult:
    criteria = {criterion.id: criterion for criterion in result.criteria}
    pk = result.bids[total.bid_id].pk
    rows = tuple(
        ScoreRow(
            criterion=criteria[mean.criterion_id].name,
            full=criteria[mean.criterion_id].max_points,
            objective=criteria[mean.criterion_id].objective,
            labelled=tuple(
                (member, _cell(result.points(member, pk, mean.criterion_id))) for member in result.members
            ),
            mean=mean,
        )
        for mean in total.criteria
    )
    return BidResult(total, line.bidder, line.place, rows)


def _cell(given: Given | None) -> Cell:
    if given is None:
        return Cell("—")
    return Cell(plain(given.points), plain(given.submitted) if given.points != given.submitted else "")


def plain(points: Decimal) -> str:
    """Points without idle zeros."""
    text = format(points, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
