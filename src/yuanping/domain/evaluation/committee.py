"""Reading the committee at work: who belongs to it, which sheets it has handed in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from yuanping.domain.evaluation.models import LotReview, Member, Session, Sheet
from yuanping.domain.evaluation.states import SheetState, Stage
from yuanping.domain.experts.states import SeatState
from yuanping.domain.projects import scheme

if TYPE_CHECKING:
    from yuanping.core.scoring import Method
    from yuanping.domain.projects.models import Bid, Lot


def active_members(session: Session) -> list[Member]:
    """The members whose opinions count, in the order of the seats: main venue first."""
    rows = session.members.filter(replaced_at=None).select_related("seat__venue")
    return list(rows.order_by("seat__venue__ordinal", "seat__kind", "seat__ordinal"))


def vacant_labels(session: Session) -> list[str]:
    """Labels of the committee's seats at which nobody sits who was admitted to this evaluation."""
    seated = {member.seat_id for member in active_members(session)}
    seats = session.committee.seats.exclude(pk__in=seated).select_related("venue")
    return [seat.label for seat in seats]


def is_present(member: Member) -> bool:
    """Whether the member is checked in at the seat."""
    return member.seat.state == SeatState.CHECKED_IN


def sheets_of(
    session: Session, stage: Stage, *, round_number: int | None = None, review: LotReview | None = None
) -> list[Sheet]:
    """Sheets of the present members for one task, in the order of the seats."""
    rows = Sheet.objects.filter(session=session, stage=stage, review=review, member__replaced_at=None)
    if round_number is not None:
        rows = rows.filter(round=round_number)
    ordered = rows.order_by("member__seat__venue__ordinal", "member__seat__kind", "member__seat__ordinal")
    return list(ordered.select_related("member__seat__venue"))


def all_submitted(session: Session, sheets: Sequence[Sheet]) -> bool:
    """Whether every present member has handed in one of these sheets."""
    handed_in = {sheet.member_id for sheet in sheets if sheet.state == SheetState.SUBMITTED}
    return handed_in == {member.pk for member in active_members(session)}


def reviews_of(session: Session) -> list[LotReview]:
    return list(session.reviews.select_related("lot").order_by("lot__code"))


def method_of(lot: "Lot") -> "Method":
    """The lot's evaluation method."""
    return scheme.parse(lot.scheme).method


def bids_of(review: LotReview) -> "list[Bid]":
    return list(review.lot.bids.order_by("ordinal"))


def valid_bids_of(review: LotReview) -> "list[Bid]":
    """The bids that passed preliminary review."""
    return [bid for bid in bids_of(review) if bid.pk in set(review.valid_bids)]


def bid_name(bid: "Bid") -> str:
    """What calculations and findings call a bid: ordinal and bidder."""
    return f"{bid.ordinal} {bid.bidder_name}"
