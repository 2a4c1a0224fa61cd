"""Recusal (回避): who stays out of a project's draws, why, and by which rule.

Who must withdraw after a draw is asked of ``recusal.stages``, which opens seats.
"""

from yuanping.domain.experts.recusal.counting import ClassCount, class_counts, over_excluded
from yuanping.domain.experts.recusal.exclusions import exclusions
from yuanping.domain.experts.recusal.judging import Caution, Exclusions, Reason
from yuanping.domain.experts.recusal.terms import Terms, terms_of

__all__ = [
    "Caution",
    "ClassCount",
    "Exclusions",
    "Reason",
    "Terms",
    "class_counts",
    "exclusions",
    "over_excluded",
    "terms_of",
]
