"""Settling a lot's preliminary review: rejections, votes to be repeated, and whether competition remains."""

from yuanping.base.change import Change
from yuanping.core.scoring import check_competition
from yuanping.domain.evaluation.actions.opening import open_preliminary, open_votes
from yuanping.domain.evaluation.committee import active_members, bid_name, bids_of
from yuanping.domain.evaluation.decisions import Decided, count_ballots, decide_lot, undecided_pairs
from yuanping.domain.evaluation.events import (
    CompetitionAsked,
    CompetitionJudged,
    PreliminaryDecided,
    RevoteOpened,
)
from yuanping.domain.evaluation.law import Minimum, law_of
from yuanping.domain.evaluation.models import LotReview, Session, Sheet
from yuanping.domain.evaluation.results import priced_bids
from yuanping.domain.evaluation.states import Competition, LotStage, Stage


def settle_lot(tx: Change[Session], review: LotReview) -> None:
    """Decide the lot's bids by the released opinions, or open the next round on what has no majority."""
    decided = decide_lot(review)
    pairs = undecided_pairs(decided)
    review.findings = [finding.message for found in decided for finding in found.decision.findings]
    if pairs:
        review.round += 1
        review.save(update_fields=["round", "findings"])
        open_preliminary(review, revote=pairs)
        tx.record(
            RevoteOpened(
                project_id=tx.row.project_id,
                session_id=tx.row.pk,
                lot_id=review.lot_id,
                round=review.round,
                items=tuple(pairs),
            )
        )
        return
    review.valid_bids = [found.bid.pk for found in decided if not found.rejected]
    _record_decision(tx, review, decided)
    _look_at_competition(tx, review)
    review.save(update_fields=["stage", "valid_bids", "findings", "competition_round"])


def _record_decision(tx: Change[Session], review: LotReview, decided: tuple[Decided, ...]) -> None:
    tx.record(
        PreliminaryDecided(
            project_id=tx.row.project_id,
            session_id=tx.row.pk,
            lot_id=review.lot_id,
            valid_bid_ids=tuple(review.valid_bids),
            rejected={str(found.bid.pk): found.rejected_items for found in decided if found.rejected},
        )
    )


def _look_at_competition(tx: Change[Session], review: LotReview) -> None:
    """Enough valid bids: go on. None at all, or too few where the rule binds: all are rejected. Else a vote."""
    minimum = law_of(tx.row.project).competition()
    bids = {bid_name(bid): bid for bid in bids_of(review)}
    short = check_competition(priced_bids(review, bids), minimum=minimum.amount, citation=minimum.citation)
    if not short:
        review.stage = LotStage.QUALIFIED
        return
    if not review.valid_bids or minimum.binding:
        review.stage = LotStage.FAILED
        review.findings.append(_why_failed(len(review.valid_bids), minimum))
        return
    review.stage = LotStage.COMPETITION
    review.competition_round += 1
    review.findings.extend(finding.message for finding in short)
    open_votes(tx.row, Stage.COMPETITION, review.competition_round, review=review)
    tx.record(
        CompetitionAsked(
            project_id=tx.row.project_id,
            session_id=tx.row.pk,
            lot_id=review.lot_id,
            round=review.competition_round,
            valid=len(review.valid_bids),
            minimum=minimum.amount,
        )
    )


def _why_failed(valid: int, minimum: Minimum) -> str:
    if not valid:
        return "全部投标均被否决，没有有效投标，本标段评审终止。"
    where = f"{minimum.citation.source}{minimum.citation.article}"
    return f"有效投标为 {valid} 个，不足 {minimum.amount} 个，依据《{where}》不得继续评审，本标段评审终止。"


def judge_competition(tx: Change[Session], review: LotReview, sheets: list[Sheet]) -> None:
    """Count the votes on whether competition is clearly lacking; without a majority vote again."""
    counted = count_ballots(sheets, members=len(active_members(tx.row)))
    tx.record(
        CompetitionJudged(
            project_id=tx.row.project_id,
            session_id=tx.row.pk,
            lot_id=review.lot_id,
            answer=counted.winner,
            votes=counted.votes,
        )
    )
    if counted.winner == Competition.CONTINUE:
        review.stage = LotStage.QUALIFIED
        review.findings.append("评标委员会表决认定投标仍具有竞争性，继续评审。")
    elif counted.winner == Competition.LACKING:
        review.stage = LotStage.FAILED
        review.findings.append("评标委员会表决认定投标明显缺乏竞争，否决全部投标。")
    else:
        review.competition_round += 1
        open_votes(tx.row, Stage.COMPETITION, review.competition_round, review=review)
    review.save(update_fields=["stage", "findings", "competition_round"])
