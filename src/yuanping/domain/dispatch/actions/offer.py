"""Offers: the main venue asks for seats, a sub-venue answers (S4-23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from yuanping.base import permissions
from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.core.errors import Invalid, NotFound, Refused
from yuanping.domain.dispatch import queries, reach, timing
from yuanping.domain.dispatch.actions.booking import chosen_seats, project_locked, require_arranging
from yuanping.domain.dispatch.actions.venue import (
    hold_sub_venue,
    interval_of,
    own_project,
    release_venue,
    require_not_begun,
)
from yuanping.domain.dispatch.events import (
    OfferAccepted,
    OfferExpired,
    OfferRefused,
    OfferSent,
    OfferWithdrawn,
)
from yuanping.domain.dispatch.models import Offer, VenueDraw
from yuanping.domain.dispatch.permissions import Dispatch
from yuanping.domain.dispatch.states import OfferState
from yuanping.domain.places import queries as places
from yuanping.domain.projects import queries as projects
from yuanping.domain.rules import queries as rules

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project

REASON_LENGTH = 500


def send_offer(
    ctx: Ctx,
    project_id: int,
    centre_id: int,
    *,
    seats_wanted: int,
    requirements: str = "",
    departure: str = "",
    reply_workdays: int = timing.DEFAULT_REPLY_WORKDAYS,
) -> Offer:
    """Ask a centre of one's own choice for seats during the project's evaluation (场地要约).

    ``departure`` is the reason for asking a centre outside of the usual reach (S2-8, S4-7), where the
    rule leaves room for one. Refused: too late (S4-23), the main centre itself, outside of the
    reach, not ready (S4-8, S4-15, S4-22), asked already, project not being arranged; and where
    sub-venues are chosen at random, unless the supervisor has confirmed that chance could not
    serve (S2-15, S2-16).
    """
    permissions.require(ctx, Dispatch.SEND_OFFER)
    by_hand = queries.not_by_hand(own_project(ctx, project_id))
    if by_hand is not None and not (by_hand.departable and departure.strip()):
        raise by_hand.refusal()
    request = Request(
        centre_id=centre_id,
        seats_wanted=seats_wanted,
        requirements=requirements,
        reply_workdays=reply_workdays,
        departure=departure,
        departs=by_hand is not None,
    )
    return send_one(ctx, project_id, request)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one centre is asked for. ``departs``: a rule is departed from, so ``departure`` goes on record whatever

    the reach; ``draw`` is the random choice that named the centre.
    """

    centre_id: int
    seats_wanted: int
    requirements: str = ""
    reply_workdays: int = timing.DEFAULT_REPLY_WORKDAYS
    departure: str = ""
    departs: bool = False
    draw: VenueDraw | None = None


def send_one(ctx: Ctx, project_id: int, request: Request) -> Offer:
    """Send one offer, however its centre was found; who may be asked by hand is decided before."""
    with change(ctx, Offer, None, "send", permission=Dispatch.SEND_OFFER) as tx:
        project = own_project(ctx, project_id)
        require_number(request.seats_wanted)
        expires_at = require_in_time(ctx, project, reply_workdays=request.reply_workdays)
        reason = request.departure.strip()
        departed = _require_within_reach(project, request.centre_id, departure=reason)
        if request.departs:
            departed = text_of(reason, field="departure")
        _require_ready(project, request.centre_id)
        offer = tx.add(
            Offer(
                project=project,
                centre_id=request.centre_id,
                seats_wanted=request.seats_wanted,
                during=interval_of(project),
                requirements=text_of(request.requirements, field="requirements"),
                sent_at=ctx.now,
                expires_at=expires_at,
                draw=request.draw,
            ),
            taken={"dispatch_one_open_offer": _offer_open()},
        )
        # The project may have been withdrawn since it was read: look again, with its row held.
        require_arranging(project_locked(offer))
        tx.record(
            OfferSent(
                project_id=project.pk,
                offer_id=offer.pk,
                centre_id=offer.centre_id,
                seats_wanted=offer.seats_wanted,
                starts_at=project.evaluation_starts_at,
                ends_at=project.evaluation_ends_at,
                expires_at=offer.expires_at,
                departure=departed,
            )
        )
    return tx.row


def require_in_time(ctx: Ctx, project: "Project", *, reply_workdays: int) -> datetime:
    """Refuse what comes too late (S4-23); returns until when a centre asked now may answer."""
    calendar = rules.calendar()
    late = timing.too_late(projects.policy(project), project.evaluation_starts_at, calendar, now=ctx.now)
    if late is not None:
        raise late
    return timing.reply_due(ctx.now, project.evaluation_starts_at, calendar, workdays=reply_workdays)


def accept_offer(ctx: Ctx, offer_id: int, *, seat_ids: Sequence[int]) -> Offer:
    """Take part as a sub-venue and hold exactly the wanted number of own seats (要约确认).

    The lead time is not asked for again: the rule counts from the main venue's booking to the
    evaluation (S4-23), and a sub-venue must not lose its days for answering. What counts here is
    the reply period, and that the evaluation has not begun.
    """
    with change(ctx, Offer, offer_id, "accept", permission=Dispatch.ANSWER_OFFER) as tx:
        offer = tx.row
        project = project_locked(offer)
        require_arranging(project)
        tx.require(
            ctx.now < offer.expires_at,
            "offer-expired",
            "该要约已过答复期限。",
            remedy="请与主场联系，由主场重新发出要约。",
        )
        tx.require(
            len(set(seat_ids)) == offer.seats_wanted,
            "seat-count",
            f"主场需要 {offer.seats_wanted} 个工位，现选择了 {len(set(seat_ids))} 个。",
            field="seats",
            remedy=f"请恰好选择 {offer.seats_wanted} 个工位。",
        )
        _require_ready(project, offer.centre_id)
        seats = chosen_seats(offer.centre_id, seat_ids, projects.policy(project))
        offer.venue = hold_sub_venue(ctx, project, seats, centre_id=offer.centre_id)
        offer.answered_at = ctx.now
        tx.record(
            OfferAccepted(
                project_id=project.pk,
                offer_id=offer.pk,
                venue_id=offer.venue.pk,
                seat_ids=tuple(seat.pk for seat in seats),
            )
        )
    return tx.row


def refuse_offer(ctx: Ctx, offer_id: int, *, reason: str) -> Offer:
    """Do not take part; the main venue learns why."""
    with change(ctx, Offer, offer_id, "refuse", permission=Dispatch.ANSWER_OFFER) as tx:
        offer = tx.row
        offer.reason = _reason(reason)
        offer.answered_at = ctx.now
        tx.record(OfferRefused(project_id=offer.project_id, offer_id=offer.pk, reason=offer.reason))
    return tx.row


def withdraw_offer(ctx: Ctx, offer_id: int, *, reason: str) -> Offer:
    """Take an offer back; an accepted one releases its venue and the seats.

    Refused once the evaluation has begun.
    """
    with change(ctx, Offer, offer_id, "withdraw", permission=Dispatch.WITHDRAW_OFFER) as tx:
        offer = tx.row
        offer.reason = _reason(reason)
        # Rows are locked in one order everywhere: offer, venue, project, seats, and the log's head last.
        if offer.state == OfferState.ACCEPTED and offer.venue_id is not None:
            release_venue(ctx, offer.venue_id, reason=offer.reason)
        else:
            require_not_begun(project_locked(offer))
        tx.record(OfferWithdrawn(project_id=offer.project_id, offer_id=offer.pk, reason=offer.reason))
    return tx.row


def expire_offer(ctx: Ctx, offer_id: int) -> Offer:
    """Close an offer whose reply period is over."""
    with change(ctx, Offer, offer_id, "expire", permission=Dispatch.EXPIRE_OFFER) as tx:
        offer = tx.row
        tx.require(offer.expires_at <= ctx.now, "offer-not-expired", "该要约尚未过答复期限。")
        tx.record(OfferExpired(project_id=offer.project_id, offer_id=offer.pk, expired_at=offer.expires_at))
    return tx.row


def _offer_open() -> Refused:
    return Refused(
        "offer-open",
        "已向该中心发出要约，尚在办理或已被接受。",
        field="centre",
        remedy="请等待答复，或先撤回原要约。",
    )


def require_number(seats_wanted: int) -> None:
    """Refuse a number of seats that cannot be."""
    if seats_wanted < 1:
        raise Invalid("seats-wanted", "所需工位数至少为 1。", field="seats_wanted", remedy="请更正。")


def _require_within_reach(project: "Project", centre_id: int, *, departure: str) -> str:
    """Returns the reason on record, empty when none was needed."""
    if centre_id == project.main_centre_id:
        raise Refused(
            "centre-is-main", "不能向主场自己发出要约。", field="centre", remedy="请选择其他交易中心。"
        )
    centre = places.centres().filter(pk=centre_id).first()
    if centre is None:
        raise NotFound("not-found", "没有找到该交易中心。", field="centre", remedy="请从列表重新选择。")
    found = reach.outside(
        projects.scope(project).decision,
        main_region=project.main_centre.region_code,
        centre_region=centre.region_code,
    )
    if found is None:
        return ""
    if found.departable and departure:
        return text_of(departure, field="departure")
    raise Refused(found.code, found.message, remedy=found.remedy, field="departure", citation=found.citation)


def _require_ready(project: "Project", centre_id: int) -> None:
    gaps = queries.readiness(
        centre_id,
        project.evaluation_starts_at,
        projects.policy(project),
        until=project.evaluation_ends_at,
    )
    if gaps:
        raise gaps[0].refusal(field="centre")


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid("reason-missing", "请填写理由。", field="reason")
    return text_of(text, field="reason")


def text_of(text: str, *, field: str) -> str:
    """What somebody wrote, trimmed, refused where it is too long for its column."""
    if len(text.strip()) > REASON_LENGTH:
        raise Invalid("text-too-long", f"最多填写 {REASON_LENGTH} 字。", field=field, remedy="请精简文字。")
    return text.strip()
