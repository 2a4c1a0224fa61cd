"""Correcting a score after the release: on the closed list of grounds, by its own member, before signing."""

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.core.errors import Citation, Invalid
from yuanping.core.identifiers.text import half_width
from yuanping.core.scoring import Correction, CorrectionGround, check_correction, check_points
from yuanping.domain.evaluation.actions.seated import seated
from yuanping.domain.evaluation.committee import active_members, bid_name, bids_of, method_of, valid_bids_of
from yuanping.domain.evaluation.events import ScoreCorrected
from yuanping.domain.evaluation.law import OUTLIER_SHARE, law_of
from yuanping.domain.evaluation.models import LotReview, Member, ScoreCorrection, Session, Sheet
from yuanping.domain.evaluation.permissions import Evaluation
from yuanping.domain.evaluation.results import Given, core_sheets, given_scores
from yuanping.domain.evaluation.states import LotStage, SessionState, Stage

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Bid

REASON_LIMIT = 500


def correct_score(
    ctx: Ctx,
    session_id: int,
    *,
    bid_id: int,
    criterion_id: str,
    points: str,
    ground: str,
    reason: str,
) -> ScoreCorrection:
    """Replace one released score of one's own; totals follow, and all members must confirm them again.

    Their new confirmation is the committee's resolution on the correction. Raises ``Invalid`` with
    the rule's citation for a ground that the rule or the data do not bear out, ``WrongState`` when
    the summary is over.
    """
    with seated(ctx, session_id, permission=Evaluation.CORRECT) as member:
        session = member.session
        review, bid = _find(session, bid_id)
        grounds, citation = law_of(session.project).correction_grounds()
        wish = Correction(
            ground=_ground(ground, grounds, citation),
            member_id=member.label,
            bid_id=bid_name(bid),
            criterion_id=criterion_id,
        )
        evidence = _evidence(review, wish, signed=_is_signed(session), citation=citation)
        given = _own(review, member, bid_id, criterion_id)
        new = _new_points(review, criterion_id, points, old=given.points)
        reason = _reason(reason)
        with change(ctx, Session, session_id, "correct", permission=Evaluation.CORRECT) as tx:
            sheet = Sheet.objects.get(member=member, review=review, stage=Stage.DETAILED)
            made = ScoreCorrection.objects.create(
                sheet=sheet,
                bid=bid,
                criterion_id=criterion_id,
                old=given.points,
                new=new,
                ground=wish.ground.value,
                reason=reason,
                evidence=evidence,
                at=ctx.now,
            )
            session.members.update(confirmed_at=None)
            tx.record(
                ScoreCorrected(
                    project_id=session.project_id,
                    session_id=session_id,
                    seat_id=member.seat_id,
                    bid_id=bid_id,
                    criterion_id=criterion_id,
                    old=format(given.points.normalize(), "f"),
                    new=format(new.normalize(), "f"),
                    ground=wish.ground.value,
                    evidence=evidence,
                )
            )
    return made


def _is_signed(session: Session) -> bool:
    """From the report on, what changes a score is a re-evaluation."""
    return session.state in {SessionState.REPORT, SessionState.CLOSED}


def _find(session: Session, bid_id: int) -> "tuple[LotReview, Bid]":
    for review in session.reviews.filter(stage=LotStage.RELEASED).select_related("lot", "session__project"):
        for bid in valid_bids_of(review):
            if bid.pk == bid_id:
                return review, bid
    raise Invalid(
        "bid-unknown", "该投标不在已汇总评分的有效投标内。", remedy="请刷新页面后重新选择。", field="bid_id"
    )


def _ground(text: str, allowed: frozenset[CorrectionGround], citation: Citation) -> CorrectionGround:
    try:
        ground = CorrectionGround(text)
    except ValueError:
        ground = None
    if ground is None or ground not in allowed:
        raise Invalid(
            "ground-unknown",
            "更正评分只能依据规定的情形。",
            remedy="请从所列情形中选择一种。",
            field="ground",
            citation=citation,
        )
    return ground


def _evidence(review: LotReview, wish: Correction, *, signed: bool, citation: Citation) -> str:
    bids = {bid_name(bid): bid for bid in bids_of(review)}
    method = method_of(review.lot)
    if wish.criterion_id not in {criterion.id for criterion in method.criteria}:
        raise Invalid("criterion-unknown", "评标办法中没有该评分项。", field="criterion_id")
    found = check_correction(
        wish,
        method=method,
        sheets=core_sheets(given_scores(review), bids=bids),
        members=[member.label for member in active_members(review.session)],
        bid_ids=[bid_name(bid) for bid in valid_bids_of(review)],
        signed=signed,
        outlier_share=OUTLIER_SHARE,
        citation=citation,
    )
    return found.message


def _reason(text: str) -> str:
    """What the member says of the correction, or ``Invalid``."""
    if not text.strip() or len(text) > REASON_LIMIT:
        raise Invalid(
            "reason-missing",
            f"请填写更正说明，不超过 {REASON_LIMIT} 个字。",
            remedy="请写明原评分有误之处。",
            field="reason",
        )
    return text.strip()


def _own(review: LotReview, member: Member, bid_id: int, criterion_id: str) -> Given:
    wanted = (member.label, bid_id, criterion_id)
    return next(g for g in given_scores(review) if (g.member, g.bid_id, g.criterion) == wanted)


def _new_points(review: LotReview, criterion_id: str, text: str, *, old: Decimal) -> Decimal:
    criterion = method_of(review.lot).criterion(criterion_id)
    try:
        points = Decimal(half_width(text).strip())
    except InvalidOperation:
        points = Decimal("NaN")
    check_points(criterion, points, field="points")
    if points == old:
        raise Invalid(
            "points-same", "更正后的分值与原分值相同。", remedy="请填写更正后的分值。", field="points"
        )
    return points
