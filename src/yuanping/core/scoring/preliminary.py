"""Preliminary review 初步评审: members' votes, and what they add up to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from yuanping.core.errors import Invalid
from yuanping.core.scoring.criteria import PreliminaryItem
from yuanping.core.scoring.findings import Finding


class Outcome(StrEnum):
    PASSED = "passed"
    REJECTED = "rejected"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One member's judgement of one item of one bid; a failing vote gives its reason (``Invalid`` without)."""

    member_id: str
    bid_id: str
    item_id: str
    passed: bool
    reason: str = ""

    def __post_init__(self) -> None:
        if not self.passed and not self.reason.strip():
            raise Invalid(
                "reason-missing",
                "评审为不通过的，应当写明理由。",
                remedy="请写明不通过的依据和投标文件中的位置。",
                field="reason",
            )


@dataclass(frozen=True, slots=True)
class ItemDecision:
    """``missing`` are the members who have not voted yet."""

    item_id: str
    outcome: Outcome
    passes: int
    rejections: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BidDecision:
    bid_id: str
    outcome: Outcome
    items: tuple[ItemDecision, ...]
    findings: tuple[Finding, ...] = ()


def decide_bid(
    bid_id: str, votes: Iterable[Vote], *, items: Sequence[PreliminaryItem], members: Sequence[str]
) -> BidDecision:
    """What the votes on one bid decide; votes on other bids are left aside, their order does not matter.

    An item is decided when every member has voted and more than half of *all* members agree; missing votes and ties
    leave it undecided. A bid is rejected when one item is, passed when all are. When more than half of the members
    fail the bid, but on different items, no ground has a majority: the bid stays undecided and a finding asks the
    committee to confer. ``Invalid`` for a vote of a non-member, on an unknown item, or cast twice.
    """
    own = [vote for vote in votes if vote.bid_id == bid_id]
    _check_votes(own, items=items, members=members)
    decisions = tuple(
        _decide_item(item.id, [vote for vote in own if vote.item_id == item.id], members) for item in items
    )
    outcomes = {decision.outcome for decision in decisions}
    if Outcome.REJECTED in outcomes:
        return BidDecision(bid_id, Outcome.REJECTED, decisions)
    if Outcome.UNDECIDED in outcomes:
        return BidDecision(bid_id, Outcome.UNDECIDED, decisions)
    against = {vote.member_id for vote in own if not vote.passed}
    if 2 * len(against) > len(members):
        finding = Finding(
            "majority-without-common-ground",
            f"{len(against)} 名成员认为该投标不通过，但没有任何一项获得过半数成员认定，请评标委员会集体讨论后重新表决。",
            (bid_id,),
        )
        return BidDecision(bid_id, Outcome.UNDECIDED, decisions, (finding,))
    return BidDecision(bid_id, Outcome.PASSED, decisions)


def _decide_item(item_id: str, votes: list[Vote], members: Sequence[str]) -> ItemDecision:
    voted = {vote.member_id for vote in votes}
    missing = tuple(member for member in members if member not in voted)
    passes = sum(vote.passed for vote in votes)
    rejections = len(votes) - passes
    if missing:
        outcome = Outcome.UNDECIDED
    elif 2 * rejections > len(members):
        outcome = Outcome.REJECTED
    elif 2 * passes > len(members):
        outcome = Outcome.PASSED
    else:
        outcome = Outcome.UNDECIDED
    return ItemDecision(item_id, outcome, passes, rejections, missing)


def _check_votes(votes: list[Vote], *, items: Sequence[PreliminaryItem], members: Sequence[str]) -> None:
    if not members or len(set(members)) != len(members):
        raise Invalid("members", "评标委员会成员名单为空或者有重复。", field="members")
    if not items:
        raise Invalid("items-missing", "评标办法未设初步评审项。", field="items")
    item_ids = {item.id for item in items}
    seen: set[tuple[str, str]] = set()
    for vote in votes:
        if vote.member_id not in members:
            raise Invalid("not-a-member", f"{vote.member_id} 不是评标委员会成员。", field="member_id")
        if vote.item_id not in item_ids:
            raise Invalid("item-unknown", f"评标办法中没有评审项 {vote.item_id}。", field="item_id")
        if (vote.member_id, vote.item_id) in seen:
            raise Invalid(
                "vote-twice", f"成员 {vote.member_id} 对评审项 {vote.item_id} 重复表决。", field="member_id"
            )
        seen.add((vote.member_id, vote.item_id))
