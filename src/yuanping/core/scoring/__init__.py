"""Scoring 评分: criteria, votes, price points, sheets, ranking, corrections, anomalies. Pure and exact."""

from yuanping.core.scoring.anomalies import flag_objective_differences, flag_outliers
from yuanping.core.scoring.benchmark import KERNEL_RULES, CountRule, MeanBenchmark, Take
from yuanping.core.scoring.committee import check_committee, committee_ok
from yuanping.core.scoring.corrections import Correction, CorrectionGround, check_correction
from yuanping.core.scoring.criteria import Criterion, Method, MethodKind, PreliminaryItem, Stage, check_points
from yuanping.core.scoring.exact import Step, is_workable, round_half_up
from yuanping.core.scoring.findings import Finding
from yuanping.core.scoring.preliminary import BidDecision, ItemDecision, Outcome, Vote, decide_bid
from yuanping.core.scoring.prices import LowPriceFirst, PricedBid, PriceFormula, PriceScore, PriceScores
from yuanping.core.scoring.ranking import (
    Candidates,
    Ranked,
    candidates,
    check_competition,
    rank_by_price,
    rank_by_total,
)
from yuanping.core.scoring.sheets import BidTotal, CriterionMean, SectionTotal, Sheet, missing_sheets, tally

__all__ = [
    "KERNEL_RULES",
    "BidDecision",
    "BidTotal",
    "Candidates",
    "Correction",
    "CorrectionGround",
    "CountRule",
    "Criterion",
    "CriterionMean",
    "Finding",
    "ItemDecision",
    "LowPriceFirst",
    "MeanBenchmark",
    "Method",
    "MethodKind",
    "Outcome",
    "PreliminaryItem",
    "PriceFormula",
    "PriceScore",
    "PriceScores",
    "PricedBid",
    "Ranked",
    "SectionTotal",
    "Sheet",
    "Stage",
    "Step",
    "Take",
    "Vote",
    "candidates",
    "check_committee",
    "check_competition",
    "check_correction",
    "check_points",
    "committee_ok",
    "decide_bid",
    "flag_objective_differences",
    "flag_outliers",
    "is_workable",
    "missing_sheets",
    "rank_by_price",
    "rank_by_total",
    "round_half_up",
    "tally",
]
