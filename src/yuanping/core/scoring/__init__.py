"""Scoring 评分: criteria, votes, price points, sheets, ranking, corrections, anomalies. Pure and exact."""

from yuanping.core.scoring.benchmark import KERNEL_RULES, CountRule, MeanBenchmark, Take
from yuanping.core.scoring.criteria import Criterion, Method, MethodKind, PreliminaryItem, Stage, check_points
from yuanping.core.scoring.exact import Step, round_half_up
from yuanping.core.scoring.findings import Finding
from yuanping.core.scoring.preliminary import BidDecision, ItemDecision, Outcome, Vote, decide_bid
from yuanping.core.scoring.prices import LowPriceFirst, PricedBid, PriceFormula, PriceScore, PriceScores

__all__ = [
    "KERNEL_RULES",
    "BidDecision",
    "CountRule",
    "Criterion",
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
    "Stage",
    "Step",
    "Take",
    "Vote",
    "check_points",
    "decide_bid",
    "round_half_up",
]
