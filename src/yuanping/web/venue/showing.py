"""Offers, venues and seats as components."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import groupby

from django.urls import reverse

from yuanping.base.context import Ctx
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.dispatch.models import Offer
from yuanping.domain.dispatch.queries import SeatInUse, SeatUse
from yuanping.domain.dispatch.states import OfferState
from yuanping.domain.people.states import Role
from yuanping.domain.projects.states import ProjectState
from yuanping.web.components import (
    Column,
    DataTable,
    DueDate,
    EmptyState,
    Link,
    RoomCells,
    Row,
    SeatCell,
    SeatMap,
    StateTag,
    TodoList,
    Tone,
)
from yuanping.web.components import Todo as ShownTodo
from yuanping.web.components.seat_map.params import SeatState
from yuanping.web.components.values import moment
from yuanping.web.todo import Todo

STAFF = (Role.VENUE_ADMIN, Role.VENUE_STAFF, Role.VENUE_LEADER)

OFFER_TONES: Mapping[OfferState, Tone] = {
    OfferState.SENT: "warn",
    OfferState.ACCEPTED: "ok",
    OfferState.REFUSED: "bad",
    OfferState.WITHDRAWN: "muted",
    OfferState.EXPIRED: "muted",
}
PROJECT_TONES: Mapping[ProjectState, Tone] = {
    ProjectState.REGISTERED: "muted",
    ProjectState.ARRANGING: "warn",
    ProjectState.EVALUATING: "info",
    ProjectState.EVALUATED: "ok",
    ProjectState.WITHDRAWN: "muted",
}
CELLS: Mapping[SeatUse, SeatState] = {"free": "free", "booked": "booked", "fault": "fault", "mine": "free"}
"""A seat that the venue holds can be kept or given up, so it is offered like a free one."""


def period(start: datetime, end: datetime) -> str:
    """``2026-06-18 09:00 至 17:00``, with the second day when it is another."""
    first, second = moment(start), moment(end)
    return f"{first} 至 {second[11:] if first[:10] == second[:10] else second}"


def offer_tag(offer: Offer, now: datetime) -> StateTag:
    """The offer's state; one that ran out a moment ago says so before the job has closed it."""
    state = OfferState(offer.state)
    if state is OfferState.SENT and offer.expires_at <= now:
        return StateTag(label="已过答复期限", tone="muted")
    return StateTag(label=offer.state_label, tone=OFFER_TONES[state])


def project_tag(state: str, label: str) -> StateTag:
    return StateTag(label=label, tone=PROJECT_TONES[ProjectState(state)])


def due(offer: Offer, now: datetime) -> DueDate | datetime:
    """Until when the offer must be answered, urgent only while nobody has."""
    return DueDate(at=offer.expires_at, now=now) if offer.state == OfferState.SENT else offer.expires_at


def todo_list(todos: Iterable[Todo], now: datetime) -> TodoList:
    """What must be done, with its due time."""
    return TodoList(
        todos=tuple(
            ShownTodo(
                label=todo.title,
                url=todo.url,
                about=todo.detail,
                due=DueDate(at=todo.due, now=now) if todo.due else None,
            )
            for todo in todos
        )
    )


def pick_map(seats: Iterable[SeatInUse], *, picked: Collection[int]) -> SeatMap:
    """The own seats, the free ones to be ticked; the form around it posts ``seats``."""
    return SeatMap(
        pick_name="seats",
        rooms=_rooms(
            (
                found,
                SeatCell(
                    f"{found.seat.number:02d}",
                    "fault" if found.broken else CELLS[found.use],
                    value=str(found.seat.pk),
                    picked=found.seat.pk in picked,
                ),
            )
            for found in seats
        ),
    )


def state_map(seats: Iterable[SeatInUse], notes: Mapping[int, str]) -> SeatMap:
    """All own seats, each leading to its page; ``notes`` says by seat what comes next."""
    return SeatMap(
        rooms=_rooms(
            (
                found,
                SeatCell(
                    f"{found.seat.number:02d}",
                    "occupied" if found.use == "booked" else _state(found, notes),
                    person=notes.get(found.seat.pk, ""),
                    url=reverse("venue:seat", args=[found.seat.pk]),
                ),
            )
            for found in seats
        )
    )


def _state(found: SeatInUse, notes: Mapping[int, str]) -> SeatState:
    if found.use == "fault":
        return "fault"
    return "booked" if found.seat.pk in notes else "free"


def _rooms(cells: Iterable[tuple[SeatInUse, SeatCell]]) -> tuple[RoomCells, ...]:
    by_room = groupby(cells, key=lambda pair: pair[0].seat.room)
    return tuple(RoomCells(room.name, tuple(cell for _, cell in pairs)) for room, pairs in by_room)


def offers_received(ctx: Ctx, offers: Iterable[Offer]) -> DataTable:
    """Offers that the own centre was asked to answer: time and number of seats, no more (S4-24)."""
    return DataTable(
        caption="收到的要约",
        columns=(
            Column("使用时段"),
            Column("所需工位", align="right", nowrap=True),
            Column("主场"),
            Column("答复期限", nowrap=True),
            Column("状态", nowrap=True),
        ),
        rows=tuple(
            Row(
                (
                    Link(
                        label=period(offer.during.lower, offer.during.upper),
                        url=reverse("venue:offer", args=[offer.pk]),
                        note=offer.project.name if dispatch.details_visible(ctx, offer, ctx.now) else "",
                    ),
                    offer.seats_wanted,
                    offer.project.main_centre.name,
                    due(offer, ctx.now),
                    offer_tag(offer, ctx.now),
                )
            )
            for offer in offers
        ),
        empty=EmptyState(title="没有收到要约", text="其他交易中心发来的场地要约会列在这里。", icon="send"),
    )


def offers_sent(ctx: Ctx, offers: Iterable[Offer], *, with_project: bool) -> DataTable:
    """Offers that the own centre sent as main venue."""
    first = (Column("项目"),) if with_project else ()
    return DataTable(
        caption="发出的要约",
        columns=(
            *first,
            Column("交易中心"),
            Column("工位", align="right", nowrap=True),
            Column("发出时间", nowrap=True),
            Column("答复期限", nowrap=True),
            Column("状态", nowrap=True),
            Column("说明"),
        ),
        rows=tuple(
            Row(
                (
                    *((offer.project.name,) if with_project else ()),
                    Link(label=offer.centre.name, url=reverse("venue:offer", args=[offer.pk])),
                    offer.seats_wanted,
                    offer.sent_at,
                    due(offer, ctx.now),
                    offer_tag(offer, ctx.now),
                    offer.venue.label if offer.state == OfferState.ACCEPTED and offer.venue else offer.reason,
                )
            )
            for offer in offers
        ),
        empty=EmptyState(title="还没有发出要约", text="从下方的交易中心中选择副场。", icon="send"),
    )
