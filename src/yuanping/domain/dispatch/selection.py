"""How a project's sub-venues are chosen and how far they spread, and what a random choice is made from. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from yuanping.core.draw import DrawClass, Person, Plan, Pool, commitment_of
from yuanping.core.errors import Citation, Refused
from yuanping.core.policy import Choice, Flag, Force, MinCount, Policy, ReachTier, Resolution, ScopeDecision
from yuanping.domain.rules.queries import in_force

RANDOM = "random"
ASKED_BEFORE = "asked-before"
TOO_FEW_SEATS = "too-few-seats"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """What the rules ask of a project's sub-venues; None where no rule speaks.

    ``by_lot``: they are chosen at random (S2-15); ``spread``: in at least so many centres other than the main venue
    (S2-15); ``fallback``: what may follow when chance could not serve (S2-16).
    """

    by_lot: Resolution[Choice] | None
    spread: Resolution[MinCount] | None
    fallback: Resolution[Choice] | None

    @property
    def least_centres(self) -> int:
        return self.spread.value.amount if self.spread else 1


def demands(policy: Policy, decision: ScopeDecision) -> Demands:
    """The rules' demands on the sub-venues of a project whose scope has been decided.

    Across the province's border the partner province chooses (S2-18): then neither chance nor spread is ours to ask.
    """
    partner = in_force(policy, "sub.partner_selects", Flag)
    if partner is not None and partner.value.on and decision.reach is ReachTier.CROSS_PROVINCE:
        return Demands(by_lot=None, spread=None, fallback=None)
    chosen = in_force(policy, "sub.selection", Choice)
    return Demands(
        by_lot=chosen if chosen is not None and chosen.value.options == {RANDOM} else None,
        spread=in_force(policy, "sub.min_centres", MinCount),
        fallback=in_force(policy, "sub.fallback", Choice),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """Why no centre may be asked by hand. ``departable``: a stated reason is enough to do it."""

    message: str
    remedy: str
    departable: bool
    citation: Citation

    def refusal(self) -> Refused:
        return Refused(
            "selection-random", self.message, remedy=self.remedy, field="departure", citation=self.citation
        )


def not_by_hand(asked: Demands, *, failed: bool) -> ByHand | None:
    """Why no centre may be asked by hand, or None. ``failed``: a random choice did not succeed, and waits."""
    if asked.by_lot is None:
        return None
    rule, remedy = asked.by_lot.rule, "请使用“随机选取副场”。"
    if asked.fallback is not None and failed:
        rule = asked.fallback.rule
        remedy = "随机选取未成功的记录已报行政监督部门，请等待其确认后再协商确定。"
    elif asked.fallback is not None:
        remedy = "请使用“随机选取副场”；不能满足需要的，经行政监督部门确认后可以直接协商确定。"
    departable = asked.by_lot.rule.force is not Force.MUST
    if departable:
        remedy += "确需指定的，请填写理由。"
    return ByHand(
        message="本项目的副场应随机选取，不能指定交易中心发出要约。",
        remedy=remedy,
        departable=departable,
        citation=rule.citation,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Pool and plan of one random choice; ``centres`` leads back from the names in the record."""

    pool: Pool
    plan: Plan
    centres: Mapping[str, int]

    @property
    def pool_digest(self) -> str:
        """What commits to the list of centres."""
        return commitment_of(self.pool.lists_of(self.plan.classes).values())

    @property
    def eligible(self) -> int:
        return len(self.centres) - len(self.plan.excluded_people)


def name_of(centre_id: int) -> str:
    """A centre's name in the record: its number on this node."""
    return f"centre-{centre_id}"


def inputs(*, fit: Collection[int], unfit: Mapping[int, str], centres: int, seats_each: int) -> Inputs:
    """What the choice of ``centres`` distinct centres is made from; every centre has one ticket.

    ``unfit`` says by code why a centre takes no part: it stands in the record, so that everybody sees who was left
    out and why.
    """
    wanted = DrawClass(f"seats-{seats_each}", "sub")
    named = {name_of(centre_id): centre_id for centre_id in (*fit, *unfit)}
    return Inputs(
        pool=Pool(Person(name, name, wanted.centre, (wanted.specialty,)) for name in named),
        plan=Plan(
            seats=((wanted, centres),),
            excluded_people={name_of(centre_id): code for centre_id, code in unfit.items()},
        ),
        centres=named,
    )


def chosen(of: Inputs, members: Sequence[str]) -> list[int]:
    """The centres behind the names that were drawn."""
    return [of.centres[name] for name in members]
