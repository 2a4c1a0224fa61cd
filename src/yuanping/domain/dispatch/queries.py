"""What others may read of dispatch."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from django.db.models import Exists, OuterRef, Q, QuerySet
from psycopg.types.range import TimestamptzRange

from yuanping.base.context import Ctx
from yuanping.core.errors import NotFound
from yuanping.core.intervals import Interval
from yuanping.core.policy import Policy
from yuanping.core.workdays import Calendar
from yuanping.domain.dispatch import reach, selection, timing
from yuanping.domain.dispatch.gates import gates as gates
from yuanping.domain.dispatch.models import Booking, Offer, Venue, VenueDraw
from yuanping.domain.dispatch.readiness import Gap, assess, required_devices
from yuanping.domain.dispatch.secrecy import centre_name as centre_name
from yuanping.domain.dispatch.secrecy import hides_sub_venues as hides_sub_venues
from yuanping.domain.dispatch.secrecy import hides_sub_venues_from_parties as hides_sub_venues_from_parties
from yuanping.domain.dispatch.secrecy import kept_from as kept_from
from yuanping.domain.dispatch.states import OfferState, VenueDrawState, VenueState
from yuanping.domain.people.states import Role
from yuanping.domain.places import queries as places
from yuanping.domain.places.states import SeatState
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.rules import queries as rules

if TYPE_CHECKING:
    from yuanping.domain.places.models import Seat
    from yuanping.domain.places.queries import CentreFacts
    from yuanping.domain.projects.models import Project

OPEN = (OfferState.SENT, OfferState.ACCEPTED)


def venues(project_id: int) -> QuerySet[Venue]:
    """The held venues of a project, the main venue first."""
    return (
        Venue.objects.filter(project_id=project_id, state=VenueState.HELD)
        .select_related("centre", "project")
        .order_by("ordinal")
    )


def venue(ctx: Ctx, venue_id: int) -> Venue:
    """One venue that the actor may see; ``NotFound`` otherwise."""
    found = (
        Venue.objects.all().visible_to(ctx).select_related("centre", "project").filter(pk=venue_id).first()
    )
    if found is None:
        raise NotFound("not-found", "没有找到该会场，或您无权查看。", remedy="请从列表重新进入。")
    return found


def bookings(venue_id: int) -> QuerySet[Booking]:
    """The seats that a venue holds, in the order of rooms and numbers."""
    return (
        Booking.objects.filter(venue_id=venue_id, cancelled=False)
        .select_related("seat__room")
        .order_by("seat__room_id", "seat__number")
    )


def offer(ctx: Ctx, offer_id: int) -> Offer:
    """One offer that the actor may see; ``NotFound`` otherwise."""
    found = _offers(ctx).filter(pk=offer_id).first()
    if found is None:
        raise NotFound("not-found", "没有找到该要约，或您无权查看。", remedy="请从列表重新进入。")
    return found


def offers_for(ctx: Ctx) -> QuerySet[Offer]:
    """The offers that the actor's centre was asked to answer, the newest first."""
    return _offers(ctx).filter(Q(centre_id=ctx.centre_id))


def offers_of(ctx: Ctx, project_id: int) -> QuerySet[Offer]:
    """The offers sent for a project, the newest first."""
    return _offers(ctx).filter(project_id=project_id)


def offers_from(ctx: Ctx) -> QuerySet[Offer]:
    """The offers that the actor's centre sent as main venue, the newest first."""
    return _offers(ctx).filter(Q(project__main_centre_id=ctx.centre_id))


def duties(ctx: Ctx) -> QuerySet[Offer]:
    """Accepted offers of the actor's centre whose time is not over, the earliest first."""
    accepted = offers_for(ctx).filter(state=OfferState.ACCEPTED, during__endswith__gt=ctx.now)
    return accepted.order_by("during")


def _offers(ctx: Ctx) -> QuerySet[Offer]:
    visible = Offer.objects.all().visible_to(ctx)
    rows: QuerySet[Offer] = visible.select_related("project__main_centre", "centre", "venue")
    return rows


SeatUse = Literal["free", "booked", "fault", "mine"]


@dataclass(frozen=True, slots=True)
class SeatInUse:
    """A seat of a centre and what is known of it in an interval; ``mine``: held by the venue asked for."""

    seat: "Seat"
    use: SeatUse

    @property
    def broken(self) -> bool:
        return self.seat.state == SeatState.BROKEN


def free_seats(centre_id: int, during: Interval) -> "list[Seat]":
    """Seats of the centre that work and that nobody holds in the interval."""
    return [found.seat for found in seats_in_use(centre_id, during) if found.use == "free"]


def seats_in_use(centre_id: int, during: Interval, *, venue_id: int | None = None) -> list[SeatInUse]:
    """All seats of the centre, in the order of rooms and numbers, as a seat map shows them."""
    held = dict(
        Booking.objects.filter(
            seat__room__centre_id=centre_id, cancelled=False, during__overlap=_range(during)
        ).values_list("seat_id", "venue_id")
    )

    def use(seat: "Seat") -> SeatUse:
        if seat.pk in held:
            return "mine" if held[seat.pk] == venue_id else "booked"
        return "free" if seat.state == SeatState.READY else "fault"

    return [SeatInUse(seat, use(seat)) for seat in places.seats_of(centre_id)]


def _range(during: Interval) -> TimestamptzRange:
    return TimestamptzRange(during.start, during.end)


def evaluation_interval(project: "Project") -> Interval:
    """When the project's seats are needed."""
    return Interval(project.evaluation_starts_at, project.evaluation_ends_at)


def readiness(
    centre_id: int, at: datetime, policy: Policy, *, until: datetime | None = None
) -> tuple[Gap, ...]:
    """What the centre lacks to be a sub-venue from ``at`` to ``until``; empty when it may be one."""
    facts = places.centre_facts(centre_id, at=at, devices=required_devices(policy), until=until)
    return assess(facts, policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A centre that could be asked, with everything that speaks against it."""

    facts: "CentreFacts"
    gaps: tuple[Gap, ...]
    outside: reach.Outside | None
    free: int
    offer: Offer | None

    @property
    def may_be_asked(self) -> bool:
        """Whether an offer could be sent now, with a reason where the reach leaves room for one."""
        return not self.gaps and self.offer is None and (self.outside is None or self.outside.departable)


def candidate_centres(ctx: Ctx, project: "Project") -> list[Candidate]:
    """All centres but the main one, so that the main venue sees why one cannot be asked.

    Those that may be asked come first, then those for which a reason must be given, then the rest.
    """
    policy = projects.policy(project)
    scope = projects.scope(project).decision
    during = evaluation_interval(project)
    open_offers = {o.centre_id: o for o in offers_of(ctx, project.pk) if o.state in OPEN}
    free = _free_by_centre(during)
    found = [
        Candidate(
            facts=facts,
            gaps=assess(facts, policy),
            outside=reach.outside(
                scope, main_region=project.main_centre.region_code, centre_region=facts.region_code
            ),
            free=free.get(facts.centre_id, 0),
            offer=open_offers.get(facts.centre_id),
        )
        for facts in places.facts_of_centres(
            at=during.start, until=during.end, devices=required_devices(policy)
        )
        if facts.centre_id != project.main_centre_id
    ]
    return sorted(found, key=lambda c: (not c.may_be_asked, c.outside is not None))


def demands_on_sub_venues(project: "Project") -> selection.Demands:
    """How the rules want the project's sub-venues chosen, and how far spread."""
    return selection.demands(projects.policy(project), projects.scope(project).decision)


def not_by_hand(project: "Project") -> selection.ByHand | None:
    """Why the main venue may not ask a centre of its own choice now, or None (S2-15, S2-16)."""
    draws = VenueDraw.objects.filter(project=project).order_by("attempt")
    states = list(draws.values_list("state", flat=True))
    if VenueDrawState.CONFIRMED in states:
        return None
    failed = states[-1:] == [VenueDrawState.FAILED]
    return selection.not_by_hand(demands_on_sub_venues(project), failed=failed)


def venue_draws(ctx: Ctx, project_id: int) -> QuerySet[VenueDraw]:
    """The random choices of a project's sub-venues that the actor may see, the first first."""
    rows: QuerySet[VenueDraw] = VenueDraw.objects.all().visible_to(ctx)
    return rows.filter(project_id=project_id).prefetch_related("offers__centre").order_by("attempt")


def venue_draw(ctx: Ctx, draw_id: int) -> VenueDraw:
    """One random choice that the actor may see; ``NotFound`` otherwise."""
    found: VenueDraw | None = VenueDraw.objects.all().visible_to(ctx).filter(pk=draw_id).first()
    if found is None:
        raise NotFound("not-found", "没有找到该次随机选取，或您无权查看。", remedy="请从列表重新进入。")
    return found


def failed_draws(ctx: Ctx) -> QuerySet[VenueDraw]:
    """Failed random choices of projects still being arranged that no supervisor has judged, the oldest first.

    A failure after which chance was tried again does not wait any more.
    """
    rows: QuerySet[VenueDraw] = VenueDraw.objects.all().visible_to(ctx)
    later = VenueDraw.objects.filter(project=OuterRef("project"), attempt__gt=OuterRef("attempt"))
    waiting = rows.filter(~Exists(later), state=VenueDrawState.FAILED, project__state=ProjectState.ARRANGING)
    return waiting.select_related("project").order_by("drawn_at")


def venue_draw_inputs(ctx: Ctx, project: "Project", *, centres: int, seats_each: int) -> selection.Inputs:
    """The centres that a random choice would be made from now, and why the others take no part.

    Fit: ready by the rules, within the reach, with so many free seats, and never asked for this project before.
    """
    asked = set(Offer.objects.filter(project=project).values_list("centre_id", flat=True))
    fit, unfit = [], {}
    for found in candidate_centres(ctx, project):
        centre_id = found.facts.centre_id
        if centre_id in asked:
            unfit[centre_id] = selection.ASKED_BEFORE
        elif found.gaps:
            unfit[centre_id] = found.gaps[0].code
        elif found.outside is not None:
            unfit[centre_id] = found.outside.code
        elif found.free < seats_each:
            unfit[centre_id] = selection.TOO_FEW_SEATS
        else:
            fit.append(centre_id)
    return selection.inputs(fit=fit, unfit=unfit, centres=centres, seats_each=seats_each)


def _free_by_centre(during: Interval) -> dict[int, int]:
    taken = Booking.objects.filter(cancelled=False, during__overlap=_range(during)).values("seat_id")
    return places.count_seats(but=taken)


def at_risk(ctx: Ctx) -> QuerySet[Booking]:
    """Bookings still to come whose seat is out of order: the own centre's, and the own projects'."""
    visible = Venue.objects.all().visible_to(ctx).filter(state=VenueState.HELD)
    rows: QuerySet[Booking] = (
        Booking.objects.filter(
            venue__in=visible, cancelled=False, seat__state=SeatState.BROKEN, during__endswith__gt=ctx.now
        )
        .select_related("venue__project", "venue__centre", "seat__room")
        .order_by("during", "seat_id")
    )
    return rows


def bookings_of_seat(seat_id: int, *, after: datetime) -> QuerySet[Booking]:
    """The bookings of a seat that end after a time, the earliest first."""
    return (
        Booking.objects.filter(seat_id=seat_id, cancelled=False, during__endswith__gt=after)
        .select_related("venue__project")
        .order_by("during")
    )


def coming_bookings(centre_id: int, *, after: datetime) -> QuerySet[Booking]:
    """Bookings of a centre's seats that end after a time, the earliest first."""
    return Booking.objects.filter(
        seat__room__centre_id=centre_id, cancelled=False, during__endswith__gt=after
    ).order_by("during")


def lapsed_offers(now: datetime) -> list[int]:
    """Offers whose reply period is over and that nobody has closed."""
    lapsed = Offer.objects.filter(state=OfferState.SENT, expires_at__lte=now)
    return list(lapsed.order_by("pk").values_list("pk", flat=True))


def open_offers(project_id: int) -> list[int]:
    """Offers of a project that are unanswered or accepted."""
    rows = Offer.objects.filter(project_id=project_id, state__in=OPEN)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def release_details_at(project: "Project", policy: Policy, calendar: Calendar) -> datetime | None:
    """From when a sub-venue may know the project's name, specialties and duration (S4-24).

    None where no rule holds them back.
    """
    return timing.details_from(policy, project.evaluation_starts_at, calendar)


def details_from(project: "Project") -> datetime | None:
    """The same under the project's own rules and the official calendar."""
    return release_details_at(project, projects.policy(project), rules.calendar())


def last_moment(project: "Project") -> datetime:
    """The last instant at which seats may be asked for (S4-23)."""
    return timing.last_moment(projects.policy(project), project.evaluation_starts_at, rules.calendar())


def details_visible(ctx: Ctx, offer: Offer, now: datetime) -> bool:
    """Whether the actor may see which project an offer is for: the main side always, a sub-venue in time.

    A sub-venue that does not take part never learns it.
    """
    if ctx.has(Role.SYSTEM, Role.SUPERVISOR) or offer.project.main_centre_id == ctx.centre_id:
        return True
    return offer.state == OfferState.ACCEPTED and _released(offer.project, now)


def venue_details_visible(ctx: Ctx, venue: Venue, now: datetime) -> bool:
    """The same for a venue: staff of a sub-venue wait for the release (S4-24)."""
    if ctx.has(Role.SYSTEM, Role.SUPERVISOR) or venue.project.main_centre_id == ctx.centre_id:
        return True
    return _released(venue.project, now)


def _released(project: "Project", now: datetime) -> bool:
    opens_at = details_from(project)
    return opens_at is None or opens_at <= now
