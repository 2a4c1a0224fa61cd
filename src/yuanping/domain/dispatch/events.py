"""What can happen to offers, venues and bookings."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from yuanping.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSent(Event):
    """The main venue asked a centre for seats. ``departure`` says why the usual reach was not kept."""

    KIND: ClassVar[str] = "dispatch.offer.sent"
    offer_id: int
    centre_id: int
    seats_wanted: int
    starts_at: datetime
    ends_at: datetime
    expires_at: datetime
    departure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAccepted(Event):
    """The centre takes part as a sub-venue with these seats."""

    KIND: ClassVar[str] = "dispatch.offer.accepted"
    offer_id: int
    venue_id: int
    seat_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRefused(Event):
    """The centre does not take part."""

    KIND: ClassVar[str] = "dispatch.offer.refused"
    offer_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferWithdrawn(Event):
    """The main venue no longer asks for, or no longer needs, the seats."""

    KIND: ClassVar[str] = "dispatch.offer.withdrawn"
    offer_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferExpired(Event):
    """Nobody answered in time."""

    KIND: ClassVar[str] = "dispatch.offer.expired"
    offer_id: int
    expired_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueHeld(Event):
    """A centre's part in a project began; its seats are booked for the interval."""

    KIND: ClassVar[str] = "dispatch.venue.held"
    venue_id: int
    centre_id: int
    ordinal: int
    seat_ids: tuple[int, ...]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueReseated(Event):
    """A venue changed seats: those given up, and those taken."""

    KIND: ClassVar[str] = "dispatch.venue.reseated"
    venue_id: int
    given_up: tuple[int, ...]
    taken: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueReleased(Event):
    """A centre's part in a project ended before the evaluation; its seats are free again."""

    KIND: ClassVar[str] = "dispatch.venue.released"
    venue_id: int
    ordinal: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingAtRisk(Event):
    """A booked seat broke down before its use. ``fault_entry`` is the log entry of the fault."""

    KIND: ClassVar[str] = "dispatch.booking.at-risk"
    venue_id: int
    booking_id: int
    seat_id: int
    fault_entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueDrawIntended(Event):
    """All inputs of a random choice of sub-venues but the seed: so many centres, so many seats each."""

    KIND: ClassVar[str] = "dispatch.venue-draw.intended"
    draw_id: int
    attempt: int
    algorithm: str
    centres: int
    seats_each: int
    pool_digest: str
    plan_digest: str
    eligible: int
    excluded: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueDrawMade(Event):
    """The sub-venues were drawn; ``commitment`` is the SHA-256 of the record, which names them."""

    KIND: ClassVar[str] = "dispatch.venue-draw.made"
    draw_id: int
    attempt: int
    intent_number: int
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueDrawFailed(Event):
    """No such choice exists: ``eligible`` centres for ``centres`` places (S2-16)."""

    KIND: ClassVar[str] = "dispatch.venue-draw.failed"
    draw_id: int
    attempt: int
    intent_number: int
    centres: int
    eligible: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectChoiceConfirmed(Event):
    """The supervisor confirmed that sub-venues may be agreed directly, after a random choice failed (S2-16)."""

    KIND: ClassVar[str] = "dispatch.venue-draw.confirmed"
    draw_id: int
    attempt: int
    opinion: str
