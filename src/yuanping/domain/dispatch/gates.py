"""The conditions between a project and its evaluation that dispatch keeps."""

from datetime import datetime
from typing import TYPE_CHECKING

from yuanping.core.errors import Citation
from yuanping.core.policy import MinCount, MinLead, Resolution
from yuanping.domain.dispatch import selection
from yuanping.domain.dispatch.models import Booking, Offer, Venue
from yuanping.domain.dispatch.states import OfferState, VenueState
from yuanping.domain.places.states import SeatState
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.states import Gate
from yuanping.domain.rules.queries import cited

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project

MAIN_ADMIN = "主场远程异地评标管理员"


def gates(project: "Project", now: datetime) -> list[Gate]:
    """Main venue held, sub-venues in as many centres as asked for, no offer unanswered, all seats in order."""
    venues = list(Venue.objects.filter(project=project, state=VenueState.HELD).order_by("ordinal"))
    waiting = list(Offer.objects.filter(project=project, state=OfferState.SENT).order_by("expires_at"))
    policy = projects.policy(project)
    spread = selection.demands(policy, projects.scope(project).decision).spread
    return [
        _main_venue(venues),
        _sub_venues(venues, waiting, cited(policy, "offer.lead", MinLead)),
        *([] if spread is None else [_spread(venues, spread)]),
        _seats_in_order(venues, now),
    ]


def _main_venue(venues: list[Venue]) -> Gate:
    held = any(venue.is_main for venue in venues)
    seats = Booking.objects.filter(venue__in=[v for v in venues if v.is_main], cancelled=False).count()
    return Gate(
        code="main-venue-held",
        title="主场工位已预约",
        is_open=held,
        who=MAIN_ADMIN,
        detail=f"已预约 {seats} 个工位" if held else "尚未预约主场工位",
    )


def _sub_venues(venues: list[Venue], waiting: list[Offer], citation: Citation | None) -> Gate:
    accepted = sum(not venue.is_main for venue in venues)
    parts = [f"{accepted} 个副场已接受要约" if accepted else "尚无副场接受要约"]
    if waiting:
        parts.append(f"{len(waiting)} 份要约待答复")
    return Gate(
        code="sub-venues-held",
        title="副场已确定",
        is_open=accepted > 0 and not waiting,
        who="副场远程异地评标管理员" if waiting else MAIN_ADMIN,
        detail="，".join(parts),
        citation=citation,
    )


def _spread(venues: list[Venue], rule: Resolution[MinCount]) -> Gate:
    """Sub-venues in so many centres other than the main venue's (S2-15)."""
    main = {venue.centre_id for venue in venues if venue.is_main}
    centres = {venue.centre_id for venue in venues if not venue.is_main} - main
    return Gate(
        code="sub-venues-spread",
        title=f"副场分布在 {rule.value.amount} 个以上其他交易中心",
        is_open=rule.value.met_by(len(centres)),
        who=MAIN_ADMIN,
        detail=f"已落实 {len(centres)} 个" if centres else "",
        citation=rule.rule.citation,
    )


def _seats_in_order(venues: list[Venue], now: datetime) -> Gate:
    broken = Booking.objects.filter(
        venue__in=venues, cancelled=False, seat__state=SeatState.BROKEN, during__endswith__gt=now
    ).select_related("venue")
    labels = sorted({booking.venue.label for booking in broken})
    return Gate(
        code="seats-in-order",
        title="预约工位完好",
        is_open=bool(venues) and not labels,
        who="故障工位所在会场" if labels else MAIN_ADMIN,
        detail=f"有故障工位：{'、'.join(labels)}" if labels else "",
    )
