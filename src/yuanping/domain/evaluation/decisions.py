"""What released votes decide. Only for rounds that everybody has handed in: before, the rows are not readable."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yuanping.core.scoring import BidDecision, Outcome, Vote, decide_bid
from yuanping.domain.evaluation.committee import active_members, bid_name, bids_of, method_of
from yuanping.domain.evaluation.models import Ballot, LotReview, Opinion, Session, Sheet
from yuanping.domain.evaluation.states import Stage

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Bid


@dataclass(frozen=True, slots=True)
class Count:
    """Votes by choice; ``winner`` has more than half of all members, or is empty."""

    votes: dict[str, int]
    winner: str


def count_ballots(sheets: Sequence[Sheet], *, members: int) -> Count:
    """The ballots on released sheets; the majority is of all members, absent ones included."""
    votes = Counter(Ballot.objects.filter(sheet__in=sheets).values_list("choice", flat=True))
    winner = next((choice for choice, number in votes.items() if 2 * number > members), "")
    return Count(dict(votes), winner)


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision on one bid, with the opinions that made it."""

    bid: "Bid"
    decision: BidDecision
    votes: tuple[Vote, ...]

    @property
    def rejected(self) -> bool:
        return self.decision.outcome is Outcome.REJECTED

    @property
    def rejected_items(self) -> tuple[str, ...]:
        """Ids of the items on which the bid was rejected."""
        return tuple(item.item_id for item in self.decision.items if item.outcome is Outcome.REJECTED)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons of the members who rejected it, on the items that decided, each once."""
        decisive = set(self.rejected_items)
        found = [vote.reason for vote in self.votes if not vote.passed and vote.item_id in decisive]
        return tuple(dict.fromkeys(found))


def decide_lot(review: LotReview) -> tuple[Decided, ...]:
    """All bids of a lot by the latest opinion of each member on each item."""
    members = [member.label for member in active_members(review.session)]
    items = method_of(review.lot).preliminary
    opinions = list(_opinions(review))
    decided = []
    for bid in bids_of(review):
        votes = tuple(_latest(opinions, bid))
        decision = decide_bid(bid_name(bid), votes, items=items, members=members)
        decided.append(Decided(bid, decision, votes))
    return tuple(decided)


def _opinions(review: LotReview) -> Iterable[Opinion]:
    return (
        Opinion.objects.filter(
            sheet__review=review,
            sheet__stage=Stage.PRELIMINARY,
            sheet__member__replaced_at=None,
            sheet__released_at__isnull=False,
        )
        .select_related("sheet__member")
        .order_by("sheet__round", "sheet__member_id", "id")
    )


def _latest(opinions: Iterable[Opinion], bid: "Bid") -> Iterable[Vote]:
    """The bid's votes: what a member said in a later round takes the place of the earlier."""
    name = bid_name(bid)
    votes: dict[tuple[str, str], Vote] = {}
    for opinion in opinions:
        if opinion.bid_id == bid.pk:
            member = opinion.sheet.member.label
            votes[(member, opinion.item_id)] = Vote(
                member_id=member,
                bid_id=name,
                item_id=opinion.item_id,
                passed=opinion.passed,
                reason=opinion.reason,
            )
    return votes.values()


def undecided_pairs(decided: Iterable[Decided]) -> list[tuple[int, str]]:
    """(bid, item) to be voted on again: items without a majority, or all items of a bid that failed on no common ground."""
    pairs: list[tuple[int, str]] = []
    for found in decided:
        if found.decision.outcome is not Outcome.UNDECIDED:
            continue
        items = [item.item_id for item in found.decision.items if item.outcome is Outcome.UNDECIDED]
        pairs.extend(
            (found.bid.pk, item) for item in items or [item.item_id for item in found.decision.items]
        )
    return pairs


def chair_votes(session: Session, *, round_number: int) -> Count:
    """The votes of a finished round, by the label of the seat voted for."""
    labels = {str(member.pk): member.label for member in session.members.all()}
    sheets = Sheet.objects.filter(
        session=session, stage=Stage.CHAIR, round=round_number, released_at__isnull=False
    )
    counted = count_ballots(list(sheets), members=len(active_members(session)))
    votes = {labels[choice]: number for choice, number in counted.votes.items()}
    return Count(votes, labels.get(counted.winner, ""))
