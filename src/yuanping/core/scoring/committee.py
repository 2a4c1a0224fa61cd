"""Arithmetic of a committee's composition 评标委员会组成."""

from fractions import Fraction

from yuanping.core.errors import Citation, Invalid
from yuanping.core.scoring.findings import Finding


def check_committee(
    size: int,
    experts: int,
    *,
    minimum: int,
    expert_share: Fraction,
    odd: bool = True,
    citation: Citation | None = None,
) -> tuple[Finding, ...]:
    """What is wrong with a committee of ``size`` of whom ``experts`` are experts; empty when nothing is.

    The thresholds are the rule pack's: ``minimum`` members, ``expert_share`` as an exact fraction (two thirds is
    ``Fraction(2, 3)``, compared in integers), ``odd``. Codes: ``committee-even``, ``committee-too-small``,
    ``committee-expert-share``. ``Invalid`` for counts that cannot be.
    """
    if size < 0 or not 0 <= experts <= size:
        raise Invalid("committee-counts", "专家人数应在 0 至成员总数之间。", field="experts")
    findings = []
    if odd and size % 2 == 0:
        findings.append(Finding("committee-even", f"成员为 {size} 人，应为单数。", citation=citation))
    if size < minimum:
        findings.append(
            Finding("committee-too-small", f"成员为 {size} 人，应不少于 {minimum} 人。", citation=citation)
        )
    if experts * expert_share.denominator < expert_share.numerator * size:
        share = f"{expert_share.numerator}/{expert_share.denominator}"
        findings.append(
            Finding(
                "committee-expert-share",
                f"专家为 {experts} 人，占成员 {size} 人的比例低于 {share}。",
                citation=citation,
            )
        )
    return tuple(findings)


def committee_ok(size: int, experts: int, *, minimum: int, expert_share: Fraction, odd: bool = True) -> bool:
    """Whether ``check_committee`` finds nothing."""
    return not check_committee(size, experts, minimum=minimum, expert_share=expert_share, odd=odd)
