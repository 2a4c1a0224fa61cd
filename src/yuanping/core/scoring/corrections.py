"""Corrections of scores after all members have submitted 评分更正: a closed list of grounds.

The list stands in the regulation; the rule pack passes its citation in, so that a refusal can name it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from yuanping.core.errors import Citation, Invalid, WrongState
from yuanping.core.scoring.anomalies import outlier_median, points_given
from yuanping.core.scoring.criteria import Criterion, Method, check_points
from yuanping.core.scoring.exact import round_half_up, show
from yuanping.core.scoring.findings import Finding
from yuanping.core.scoring.sheets import Sheet, require_complete


class CorrectionGround(StrEnum):
    """Why submitted scores may be corrected; there is no other reason."""

    ARITHMETIC = "arithmetic"  # 分值汇总计算错误
    OUT_OF_RANGE = "out-of-range"  # 分项评分超出评分标准范围
    OBJECTIVE_INCONSISTENT = "objective-inconsistent"  # 客观评审因素评分不一致
    ABNORMAL_HIGH_LOW = "abnormal-high-low"  # 经认定评分畸高、畸低


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A wish to correct one member's score of one item (for ``ARITHMETIC``: the declared total of the sheet)."""

    ground: CorrectionGround
    member_id: str
    bid_id: str
    criterion_id: str = ""


def check_correction(
    correction: Correction,
    *,
    method: Method,
    sheets: Sequence[Sheet],
    members: Sequence[str],
    bid_ids: Sequence[str],
    signed: bool,
    outlier_share: Decimal,
    citation: Citation,
) -> Finding:
    """The evidence that the data bear the ground out, for the record; the committee still has to resolve it.

    ``bid_ids`` are the valid bids. Raises ``WrongState`` while sheets are missing (``sheets-missing``) and once the
    report is signed (``report-signed``: then only a re-evaluation can change a score), ``Invalid`` with
    ``citation`` when the data do not bear the ground out.
    """
    require_complete(method, sheets, members=members, bid_ids=bid_ids)
    if signed:
        raise WrongState(
            "report-signed",
            "评标报告已签署，不能当场修改评分。",
            remedy="确需改变结果的，应当由原评标委员会重新评审，并按规定书面报告行政监督部门。",
            citation=citation,
        )
    if correction.bid_id not in bid_ids:
        raise Invalid("bid-unknown", f"投标 {correction.bid_id} 不在有效投标内。", field="bid_id")
    sheet = _sheet(correction, sheets)
    evidence = _evidence(correction, method=method, sheet=sheet, sheets=sheets, share=outlier_share)
    if not evidence:
        raise Invalid(
            "correction-not-grounded",
            f"评分数据不支持以“{_LABELS[correction.ground]}”为由修改评分。",
            remedy="提交后仅可因规定的四种情形修改评分；对评审意见有异议的，可以书面说明不同意见和理由。",
            field="ground",
            citation=citation,
        )
    subjects = (correction.member_id, correction.bid_id, correction.criterion_id)
    return Finding(f"correction-{correction.ground}", evidence, subjects, citation)


_LABELS = {
    CorrectionGround.ARITHMETIC: "分值汇总计算错误",
    CorrectionGround.OUT_OF_RANGE: "分项评分超出评分标准范围",
    CorrectionGround.OBJECTIVE_INCONSISTENT: "客观评分项评分不一致",
    CorrectionGround.ABNORMAL_HIGH_LOW: "评分畸高、畸低",
}


def _sheet(correction: Correction, sheets: Sequence[Sheet]) -> Sheet:
    for sheet in sheets:
        if (sheet.member_id, sheet.bid_id) == (correction.member_id, correction.bid_id):
            return sheet
    raise Invalid(
        "sheet-unknown",
        f"没有成员 {correction.member_id} 对投标 {correction.bid_id} 的评分表。",
        field="member_id",
    )


def _evidence(
    correction: Correction, *, method: Method, sheet: Sheet, sheets: Sequence[Sheet], share: Decimal
) -> str:
    """A sentence on what in the data bears the ground out; empty when nothing does."""
    if correction.ground is CorrectionGround.ARITHMETIC:
        if sheet.declared_total is None or Fraction(sheet.declared_total) == sheet.total:
            return ""
        return f"评分表所列合计 {show(sheet.declared_total)} 分，各项相加为 {show(sheet.total)} 分。"
    criterion = method.criterion(correction.criterion_id)
    return _item_evidence(correction.ground, criterion=criterion, sheet=sheet, sheets=sheets, share=share)


def _item_evidence(
    ground: CorrectionGround, *, criterion: Criterion, sheet: Sheet, sheets: Sequence[Sheet], share: Decimal
) -> str:
    points = sheet.points[criterion.id]
    if ground is CorrectionGround.OUT_OF_RANGE:
        try:
            check_points(criterion, points)
        except Invalid as refusal:
            return refusal.message
        return ""
    if ground is CorrectionGround.OBJECTIVE_INCONSISTENT:
        given = points_given(sheets, bid_id=sheet.bid_id, criterion_id=criterion.id)
        if not criterion.objective or len(set(given)) < 2:
            return ""
        listed = "、".join(show(each) for each in given)
        return f"客观评分项“{criterion.name}”各成员评分为 {listed} 分，不一致。"
    middle = outlier_median(sheet, sheets, criterion_id=criterion.id, share=share)
    if middle is None:
        return ""
    return (
        f"“{criterion.name}”评 {show(points)} 分，其他成员的中位数为 "
        f"{show(round_half_up(middle, places=2))} 分，偏离超过 {show(share * 100)}%。"
    )
