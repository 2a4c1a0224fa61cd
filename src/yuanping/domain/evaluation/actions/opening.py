"""Laying out the sheets of a task for every present member."""

from collections.abc import Sequence

from yuanping.domain.evaluation.committee import active_members, bids_of, method_of
from yuanping.domain.evaluation.models import LotReview, Member, Session, Sheet
from yuanping.domain.evaluation.states import SHEET_MACHINE, Stage

Pairs = Sequence[tuple[int, str]]


def open_votes(session: Session, stage: Stage, round_number: int, *, review: LotReview | None = None) -> None:
    """One ballot for each member."""
    for member in active_members(session):
        _lay(session, member, stage, round_number, review=review, pairs=())


def open_preliminary(review: LotReview, *, revote: Pairs = ()) -> None:
    """Sheets of the lot's current round: the pairs to be voted on again, everything for whom it is new."""
    session = review.session
    everything = [(bid.pk, item.id) for bid in bids_of(review) for item in method_of(review.lot).preliminary]
    for member in active_members(session):
        earlier = Sheet.objects.filter(member=member, review=review, stage=Stage.PRELIMINARY)
        if any(sheet.round == review.round for sheet in earlier):
            continue
        pairs = revote if revote and earlier.exists() else everything
        _lay(session, member, Stage.PRELIMINARY, review.round, review=review, pairs=pairs)


def scoring_pairs(review: LotReview) -> list[tuple[int, str]]:
    """Every valid bid on every criterion."""
    criteria = method_of(review.lot).criteria
    return [(bid.pk, c.id) for bid in bids_of(review) if bid.pk in set(review.valid_bids) for c in criteria]


def open_scoring(review: LotReview) -> None:
    """A score sheet for each member who has none."""
    pairs = scoring_pairs(review)
    for member in active_members(review.session):
        if not Sheet.objects.filter(member=member, review=review, stage=Stage.DETAILED).exists():
            _lay(review.session, member, Stage.DETAILED, 1, review=review, pairs=pairs)


def _lay(
    session: Session,
    member: Member,
    stage: Stage,
    round_number: int,
    *,
    review: LotReview | None,
    pairs: Pairs,
) -> None:
    Sheet.objects.create(
        state=SHEET_MACHINE.target("open", None),
        session=session,
        review=review,
        member=member,
        stage=stage,
        round=round_number,
        pairs=[list(pair) for pair in pairs],
        wanted=len(pairs) or 1,
    )
