"""Scoring 评分: criteria, votes, price points, sheets, ranking, corrections, anomalies. Pure and exact."""

from yuanping.core.scoring.benchmark import KERNEL_RULES, CountRule, MeanBenchmark, Take
from yuanping.core.scoring.exact import Step, round_half_up
from yuanping.core.scoring.prices import LowPriceFirst, PricedBid, PriceFormula, PriceScore, PriceScores

__all__ = [
    "KERNEL_RULES",
    "CountRule",
    "LowPriceFirst",
    "MeanBenchmark",
    "PriceFormula",
    "PriceScore",
    "PriceScores",
    "PricedBid",
    "Step",
    "Take",
    "round_half_up",
]
