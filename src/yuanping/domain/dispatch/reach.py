"""How far away a project's sub-venues are, and whether a centre lies there. Pure."""

from dataclasses import dataclass

from yuanping.core.errors import Citation
from yuanping.core.identifiers import same_city, same_province
from yuanping.core.policy import FACT_LABELS, Force, ReachTier, ScopeDecision

TIER_WORDS = {
    ReachTier.WITHIN_CITY: "在市域内",
    ReachTier.CROSS_CITY: "在省内跨市域",
    ReachTier.CROSS_CITY_OR_PROVINCE: "跨市域或跨省域",
    ReachTier.CROSS_PROVINCE: "跨省域",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A centre lies outside of the reach. ``departable``: a stated reason is enough to go there."""

    code: str
    message: str
    remedy: str
    departable: bool
    citation: Citation | None = None


def outside(decision: ScopeDecision, *, main_region: str, centre_region: str) -> Outside | None:
    """Why the centre may not be asked, or None (S2-8, S4-7). Distance counts from the main venue.

    应当 binds; 一般 and 原则上 (``Force.DEFAULT``) may be departed from for a reason on record; 鼓励
    binds nobody. A reach that is unknown because a fact is missing is asked for, not guessed.
    """
    if decision.reach is None:
        if not decision.reach_open:
            return None
        names = "、".join(FACT_LABELS[name] for name in decision.missing)
        return Outside(
            code="reach-unknown",
            message=f"项目信息不全，不能确定副场范围：缺少{names}。",
            remedy="请代理机构补充项目信息。",
            departable=False,
        )
    if decision.reach_force is Force.ENCOURAGED or _lies_within(decision.reach, main_region, centre_region):
        return None
    departable = decision.reach_force is not Force.MUST
    deciding = [r for r in decision.deciding if r.rule.startswith("reach.")]
    return Outside(
        code="reach-excluded",
        message=f"按本项目的副场范围应{TIER_WORDS[decision.reach]}安排副场，该中心不在此范围。",
        remedy="请另选交易中心；确需选择该中心的，请填写理由。" if departable else "请另选交易中心。",
        departable=departable,
        citation=deciding[0].citation if deciding else None,
    )


def _lies_within(tier: ReachTier, main_region: str, centre_region: str) -> bool:
    near = same_city(main_region, centre_region)
    if tier is ReachTier.WITHIN_CITY:
        return near
    if tier is ReachTier.CROSS_CITY:
        return not near and same_province(main_region, centre_region)
    if tier is ReachTier.CROSS_PROVINCE:
        return not same_province(main_region, centre_region)
    return not near
