"""From released scores to ranking and candidates, with every intermediate figure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from yuanping.core.canonical import canonical
from yuanping.core.events import plain
from yuanping.core.scoring import (
    BidTotal,
    Candidates,
    Criterion,
    Finding,
    MethodKind,
    PricedBid,
    PriceScores,
    Ranked,
    Sheet,
    candidates,
    flag_objective_differences,
    flag_outliers,
    rank_by_price,
    rank_by_total,
    tally,
)
from yuanping.domain.evaluation.committee import active_members, bid_name, bids_of, method_of
from yuanping.domain.evaluation.decisions import Decided, decide_lot
from yuanping.domain.evaluation.law import OUTLIER_SHARE, Law, law_of
from yuanping.domain.evaluation.models import LotReview, ScoreCorrection, ScoreEntry, Session
from yuanping.domain.evaluation.states import LotStage, Stage

if TYPE_CHECKING:
    from yuanping.core.scoring import Method
    from yuanping.domain.projects.models import Bid


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One member's score for one bid and criterion; ``submitted`` differs when it was corrected."""

    member: str
    bid_id: int
    criterion: str
    points: Decimal
    submitted: Decimal
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """One correction, as the page and the report show it."""

    member: str
    bidder: str
    criterion: str
    old: Decimal
    new: Decimal
    ground: str
    reason: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotResult:
    """All figures of one lot. ``totals``, ``prices`` are empty where the method has no points.

    ``bids`` maps the name used in calculations to the bid. ``failed`` tells why no ranking exists.
    """

    lot_id: int
    lot_code: str
    lot_name: str
    bids: "dict[str, Bid]"
    decided: tuple[Decided, ...]
    members: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    given: tuple[Given, ...]
    prices: PriceScores | None
    totals: tuple[BidTotal, ...]
    ranking: tuple[Ranked, ...]
    candidates: Candidates
    flags: tuple[Finding, ...]
    corrections: tuple[Corrected, ...]
    findings: tuple[str, ...]
    failed: bool

    def points(self, member: str, bid_id: int, criterion: str) -> Given | None:
        """One member's score, None where none was given."""
        wanted = (member, bid_id, criterion)
        return next((g for g in self.given if (g.member, g.bid_id, g.criterion) == wanted), None)


def lot_result(review: LotReview, *, law: Law) -> LotResult:
    """The result of a lot whose scores are released, or of one that failed."""
    method = method_of(review.lot)
    decided = decide_lot(review)
    bids = {bid_name(bid): bid for bid in bids_of(review)}
    members = tuple(member.label for member in active_members(review.session))
    failed = review.stage == LotStage.FAILED
    given = () if failed else given_scores(review)
    computed = _Computed() if failed else _compute(review, method, bids=bids, members=members, given=given)
    limit = law.candidates()
    return LotResult(
        lot_id=review.lot_id,
        lot_code=review.lot.code,
        lot_name=review.lot.name,
        bids=bids,
        decided=decided,
        members=members,
        criteria=method.criteria,
        given=given,
        prices=computed.prices,
        totals=computed.totals,
        ranking=computed.ranking,
        candidates=Candidates((), ())
        if limit is None
        else candidates(computed.ranking, limit=limit.amount, citation=limit.citation),
        flags=computed.flags,
        corrections=tuple(_corrections(review, method)),
        findings=tuple(review.findings),
        failed=failed,
    )


@dataclass(frozen=True, slots=True)
class _Computed:
    prices: PriceScores | None = None
    totals: tuple[BidTotal, ...] = ()
    ranking: tuple[Ranked, ...] = ()
    flags: tuple[Finding, ...] = ()


def _compute(
    review: LotReview,
    method: "Method",
    *,
    bids: "dict[str, Bid]",
    members: tuple[str, ...],
    given: tuple[Given, ...],
) -> _Computed:
    priced = priced_bids(review, bids)
    if method.kind is MethodKind.LOWEST_EVALUATED_PRICE:
        return _Computed(ranking=rank_by_price(priced))
    sheets = core_sheets(given, bids=bids)
    formula = method.price_formula
    prices = None if formula is None else formula.score(priced, full=method.price_points)
    totals = tally(method, sheets, members=members, bids=priced, prices=prices)
    flags = (
        *flag_objective_differences(method, sheets),
        *flag_outliers(method, sheets, share=OUTLIER_SHARE),
    )
    return _Computed(prices, totals, rank_by_total(totals), flags)


def priced_bids(review: LotReview, bids: "dict[str, Bid]") -> list[PricedBid]:
    valid = set(review.valid_bids)
    return [PricedBid(name, bid.price, rejected=bid.pk not in valid) for name, bid in bids.items()]


def core_sheets(given: Sequence[Given], *, bids: "dict[str, Bid]") -> list[Sheet]:
    """The scores in the form in which the arithmetic takes them."""
    names = {bid.pk: name for name, bid in bids.items()}
    points: dict[tuple[str, str], dict[str, Decimal]] = {}
    for score in given:
        points.setdefault((score.member, names[score.bid_id]), {})[score.criterion] = score.points
    return [Sheet(member_id=member, bid_id=bid, points=scores) for (member, bid), scores in points.items()]


def given_scores(review: LotReview) -> tuple[Given, ...]:
    """All released scores of a lot for its valid bids, with corrections laid over them."""
    corrected = {
        (c.sheet_id, c.bid_id, c.criterion_id): c.new
        for c in ScoreCorrection.objects.filter(sheet__review=review).order_by("id")
    }
    rows = ScoreEntry.objects.filter(
        sheet__review=review,
        sheet__stage=Stage.DETAILED,
        sheet__member__replaced_at=None,
        sheet__released_at__isnull=False,
        bid_id__in=review.valid_bids,
    ).select_related("sheet__member")
    return tuple(
        Given(
            member=row.sheet.member.label,
            bid_id=row.bid_id,
            criterion=row.criterion_id,
            points=corrected.get((row.sheet_id, row.bid_id, row.criterion_id), row.points),
            submitted=row.points,
            note=row.note,
        )
        for row in rows.order_by("sheet__member_id", "bid__ordinal", "id")
    )


def _corrections(review: LotReview, method: "Method") -> list[Corrected]:
    rows = ScoreCorrection.objects.filter(sheet__review=review, sheet__member__replaced_at=None)
    return [
        Corrected(
            member=row.sheet.member.label,
            bidder=row.bid.bidder_name,
            criterion=method.criterion(row.criterion_id).name,
            old=row.old,
            new=row.new,
            ground=row.ground,
            reason=row.reason,
            evidence=row.evidence,
        )
        for row in rows.select_related("sheet__member", "bid").order_by("id")
    ]


def session_results(session: Session, reviews: Sequence[LotReview]) -> tuple[LotResult, ...]:
    law = law_of(session.project)
    return tuple(lot_result(review, law=law) for review in reviews)


def digest(results: Sequence[LotResult]) -> str:
    """SHA-256 of what a member confirms: scores, prices, totals, ranking, candidates, rejections."""
    body = {
        result.lot_code: plain(
            {
                "given": [[g.member, g.bid_id, g.criterion, g.points, g.submitted] for g in result.given],
                "rejected": {str(d.bid.pk): list(d.rejected_items) for d in result.decided if d.rejected},
                "totals": [[t.bid_id, t.price_points, t.total] for t in result.totals],
                "ranking": [[r.bid_id, r.rank, r.price] for r in result.ranking],
                "candidates": [r.bid_id for r in result.candidates.ranked],
                "failed": result.failed,
            }
        )
        for result in results
    }
    return hashlib.sha256(canonical(body)).hexdigest()
