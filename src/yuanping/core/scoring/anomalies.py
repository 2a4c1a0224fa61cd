"""Unusual scores 评分异常: shown to the committee and the supervisor, never changed by the platform."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import median

from yuanping.core.errors import Invalid
from yuanping.core.scoring.criteria import Method
from yuanping.core.scoring.exact import round_half_up, show
from yuanping.core.scoring.findings import Finding
from yuanping.core.scoring.sheets import Sheet

#: With fewer others there is no middle to deviate from.
_FEWEST_OTHERS = 2


def flag_outliers(method: Method, sheets: Sequence[Sheet], *, share: Decimal) -> tuple[Finding, ...]:
    """A finding ``score-outlier`` for every item score that deviates from the others' median by more than ``share``.

    The deviation is measured against that median (0.3 is 30 % of it); over a median of 0 any points deviate. With
    fewer than two other members nothing is flagged. Subjects: member, bid, criterion.
    """
    findings = []
    for sheet in sheets:
        for criterion in method.criteria:
            middle = outlier_median(sheet, sheets, criterion_id=criterion.id, share=share)
            if middle is None:
                continue
            findings.append(
                Finding(
                    "score-outlier",
                    f"成员 {sheet.member_id} 对投标 {sheet.bid_id} 的“{criterion.name}”评 "
                    f"{show(sheet.points[criterion.id])} 分，其他成员的中位数为 "
                    f"{show(round_half_up(middle, places=2))} 分，偏离超过 {show(share * 100)}%。",
                    (sheet.member_id, sheet.bid_id, criterion.id),
                )
            )
    return tuple(findings)


def outlier_median(
    sheet: Sheet, sheets: Iterable[Sheet], *, criterion_id: str, share: Decimal
) -> Fraction | None:
    """The others' median when the sheet's score deviates from it by more than ``share``, else None."""
    if not (share.is_finite() and share > 0):
        raise Invalid("outlier-share", "偏离比例应大于 0。", field="share")
    others = [
        Fraction(other.points[criterion_id])
        for other in sheets
        if other.bid_id == sheet.bid_id
        and other.member_id != sheet.member_id
        and criterion_id in other.points
    ]
    if len(others) < _FEWEST_OTHERS or criterion_id not in sheet.points:
        return None
    middle = median(others)
    deviation = abs(Fraction(sheet.points[criterion_id]) - middle)
    return middle if deviation > Fraction(share) * abs(middle) else None


def flag_objective_differences(method: Method, sheets: Sequence[Sheet]) -> tuple[Finding, ...]:
    """A finding ``objective-inconsistent`` for every objective item that members scored differently.

    Subjects: bid, criterion.
    """
    findings = []
    for bid_id in dict.fromkeys(sheet.bid_id for sheet in sheets):
        for criterion in method.criteria:
            given = points_given(sheets, bid_id=bid_id, criterion_id=criterion.id)
            if not criterion.objective or len(set(given)) < 2:
                continue
            findings.append(
                Finding(
                    "objective-inconsistent",
                    f"投标 {bid_id} 的客观评分项“{criterion.name}”各成员评分不一致："
                    f"{'、'.join(show(points) for points in given)} 分。",
                    (bid_id, criterion.id),
                )
            )
    return tuple(findings)


def points_given(sheets: Iterable[Sheet], *, bid_id: str, criterion_id: str) -> list[Decimal]:
    """All members' points for one item of one bid."""
    return [
        sheet.points[criterion_id]
        for sheet in sheets
        if sheet.bid_id == bid_id and criterion_id in sheet.points
    ]
