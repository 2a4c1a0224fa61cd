"""Offers, venues and bookings as rows, for tests that are not about making them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from psycopg.types.range import TimestamptzRange

from tests.factories import people, places
from tests.factories.clock import NOW
from yuanping.base.context import Ctx
from yuanping.domain.dispatch.models import Booking, Offer, Venue, VenueDraw
from yuanping.domain.dispatch.states import OfferState, VenueDrawState, VenueState
from yuanping.domain.places.models import Centre
from yuanping.domain.projects.models import Project


def during(project: Project) -> TimestamptzRange:
    """The project's evaluation interval."""
    return TimestamptzRange(project.evaluation_starts_at, project.evaluation_ends_at)


def venue(
    project: Project,
    centre: Centre,
    *,
    ordinal: int,
    seat_ids: Sequence[int] = (),
    state: VenueState = VenueState.HELD,
) -> Venue:
    """A venue that holds these seats during the project's evaluation."""
    made = Venue.objects.create(project=project, centre=centre, ordinal=ordinal, state=str(state))
    for seat_id in seat_ids:
        Booking.objects.create(
            venue=made,
            seat_id=seat_id,
            during=during(project),
            cancelled=state is VenueState.RELEASED,
        )
    return made


def offer(
    project: Project,
    centre: Centre,
    *,
    seats_wanted: int = 2,
    state: OfferState = OfferState.SENT,
    sent_at: datetime = NOW,
    expires_at: datetime = NOW + timedelta(days=2),
    venue: Venue | None = None,
) -> Offer:
    """An offer in the given state."""
    return Offer.objects.create(
        project=project,
        centre=centre,
        seats_wanted=seats_wanted,
        during=during(project),
        sent_at=sent_at,
        expires_at=expires_at,
        state=str(state),
        venue=venue,
    )


def venue_draw(
    project: Project, *, state: VenueDrawState = VenueDrawState.DRAWN, record: str = "{}"
) -> VenueDraw:
    """A random choice of sub-venues in the given state, as a row."""
    return VenueDraw.objects.create(
        project=project,
        attempt=project.venue_draws.count() + 1,
        centres=2,
        seats_each=2,
        reply_workdays=2,
        eligible=2,
        intended_at=NOW,
        drawn_at=NOW,
        record=record,
        state=str(state),
    )


def answerer(of: Offer) -> Ctx:
    """The administrator of the centre that was asked."""
    return people.ctx(places.admin(of.centre))
