"""What a centre's staff must do now, and by when."""

from django.urls import reverse

from yuanping.base.context import Ctx
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.dispatch.permissions import Dispatch
from yuanping.domain.dispatch.states import OfferState
from yuanping.domain.evaluation.departure import leaving
from yuanping.domain.evaluation.permissions import Evaluation
from yuanping.domain.evaluation.queries import closed_gates
from yuanping.domain.experts import queries as experts
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import SeatState
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState
from yuanping.domain.signing import queries as signing
from yuanping.domain.signing.permissions import Signing
from yuanping.web.appraising import appraisal_todos
from yuanping.web.call_showing import replacements
from yuanping.web.committee_todos import todos as committee_todos
from yuanping.web.manual import manual_todos
from yuanping.web.todo import Todo
from yuanping.web.venue.showing import period

SUB_VENUES = {"sub-venues-held", "sub-venues-spread"}
"""The gates that wait for sub-venues."""


def todos(ctx: Ctx) -> list[Todo]:
    """Offers, own projects, seats, documents, the committee, the start, the door; the most urgent first."""
    if ctx.centre_id is None:
        return []
    found = [
        *_offers(ctx),
        *_projects(ctx),
        *_seats(ctx),
        *_documents(ctx),
        *committee_todos(ctx),
        *_starts(ctx),
        *_departures(ctx),
        *_replacements(ctx),
        *manual_todos("venue:manual", experts.manual_to_decide(ctx)),
        *appraisal_todos(ctx, "venue"),
    ]
    return sorted(found, key=lambda todo: (todo.due is None, todo.due))


def _offers(ctx: Ctx) -> list[Todo]:
    if not ctx.may(Dispatch.ANSWER_OFFER):
        return []
    waiting = dispatch.offers_for(ctx).filter(state=OfferState.SENT, expires_at__gt=ctx.now)
    return [
        Todo(
            title="答复场地要约",
            url=reverse("venue:offer", args=[offer.pk]),
            due=offer.expires_at,
            detail=f"{offer.seats_wanted} 个工位，{period(offer.during.lower, offer.during.upper)}",
        )
        for offer in waiting
    ]


def _projects(ctx: Ctx) -> list[Todo]:
    if not ctx.may(Dispatch.SEND_OFFER):
        return []
    found = []
    for project in arranging(ctx):
        closed = [gate.code for gate in dispatch.gates(project, ctx.now) if not gate.is_open]
        asked = dispatch.offers_of(ctx, project.pk).filter(state=OfferState.SENT).exists()
        if "main-venue-held" in closed:
            title, page = "预约主场工位", "venue:hold"
        elif asked or not SUB_VENUES & set(closed):
            continue
        elif dispatch.not_by_hand(project) is None:
            title, page = "向副场发出要约", "venue:project"
        else:
            title, page = "随机选取副场", "venue:draw"
        found.append(
            Todo(
                title=title,
                url=reverse(page, args=[project.pk]),
                due=dispatch.last_moment(project),
                detail=project.name,
            )
        )
    return found


def _seats(ctx: Ctx) -> list[Todo]:
    if not ctx.may(Dispatch.RESEAT_VENUE):
        return []
    return [
        Todo(
            title=f"更换故障工位：{booking.seat.label}",
            url=reverse("venue:reseat", args=[booking.venue_id]),
            due=booking.during.lower,
            detail=f"{booking.venue.label}，{period(booking.during.lower, booking.during.upper)}",
        )
        for booking in dispatch.at_risk(ctx)
        if booking.venue.centre_id == ctx.centre_id
    ]


def _starts(ctx: Ctx) -> list[Todo]:
    """Own projects whose gates are all open."""
    if not ctx.may(Evaluation.START):
        return []
    return [
        Todo(
            title="启动评标",
            url=reverse("venue:evaluation", args=[project.pk]),
            due=project.evaluation_starts_at,
            detail=project.name,
        )
        for project in arranging(ctx)
        if project.evaluation_starts_at <= ctx.now and not closed_gates(project, ctx.now)
    ]


def _departures(ctx: Ctx) -> list[Todo]:
    if not ctx.may(Evaluation.CHECK_OUT):
        return []
    ready = [member for member in leaving(ctx) if member.may_leave]
    return [Todo(title=f"为 {len(ready)} 名成员办理离场", url=reverse("venue:departures"))] if ready else []


def _replacements(ctx: Ctx) -> list[Todo]:
    """Experts who asked for leave, and how far the main venue's redraw has come (S4-29)."""
    if ctx.centre_id is None or not ctx.may(Experts.CHECK_IN):
        return []
    seats = list(experts.seats_at_centre(ctx, ctx.centre_id))
    calls = experts.calls_at(seats)
    told = [(seat, replacements(seat, calls.get(seat.pk, []))) for seat in seats]
    return [
        Todo(title=f"{seat.label} 请假补抽", url=reverse("venue:attendance"), detail=words)
        for seat, words in told
        if words and seat.state != SeatState.ACCEPTED
    ]


def arranging(ctx: Ctx) -> list[Project]:
    """The own centre's projects that are being arranged, the earliest evaluation first."""
    rows = projects.projects(ctx).filter(main_centre_id=ctx.centre_id, state=ProjectState.ARRANGING)
    return list(rows.order_by("evaluation_starts_at"))


def _documents(ctx: Ctx) -> list[Todo]:
    if not ctx.may(Signing.CLOSE):
        return []
    return [
        Todo(
            title="跟进文书签署",
            url=reverse("venue:document", args=[row.pk]),
            detail=f"{row.title}：{row.state_label}",
        )
        for row in signing.open_documents(ctx)
    ]
