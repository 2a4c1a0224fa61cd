"""What the packs demand of a project, with what the apps know of its course."""

from datetime import datetime, time
from typing import TYPE_CHECKING

from yuanping.base.context import system_ctx
from yuanping.core.errors import Refused
from yuanping.core.local_time import BEIJING, local_time
from yuanping.core.policy import Event
from yuanping.domain.dispatch import queries as dispatch
from yuanping.domain.evaluation.gates import all_gates
from yuanping.domain.evaluation.models import Session
from yuanping.domain.experts import queries as experts
from yuanping.domain.experts.states import SeatState
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.demands import Course, Demand, demands_of
from yuanping.domain.rules import queries as rules

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project

_PRESENT = frozenset({SeatState.CHECKED_IN, SeatState.CHECKED_OUT})


def all_demands(project: "Project", now: datetime) -> tuple[Demand, ...]:
    """Every rule of the pinned packs that speaks of the project, with dates from its own events.

    The reader must be one who may see all of the project: the states tell how far venues and committee are.
    """
    return demands_of(
        projects.policy(project),
        projects.facts(project),
        course_of(project, now),
        now=now,
        calendar=rules.calendar(),
    )


def sub_venue_demands(project: "Project", now: datetime) -> tuple[Demand, ...]:
    """The same, with no more of the project's course than a sub-venue that takes part may know: its beginning and end.

    Which venues were asked, and how far the committee is, is not told there (S2-17, S4-24).
    """
    whole = _events_of(project)
    known = {event: whole[event] for event in (Event.EVALUATION_START, Event.EVALUATION_END)}
    return demands_of(
        projects.policy(project),
        projects.facts(project),
        Course(events=known, done={}),
        now=now,
        calendar=rules.calendar(),
    )


def course_of(project: "Project", now: datetime) -> Course:
    """What the platform has recorded of the project; what it never records is left out."""
    return Course(
        events={**_events_of(project), Event.CHECK_IN: _all_present_at(project)},
        done={
            "offer.lead": _last_offer_at(project),
            "offer.details_release": _details_released_at(project, now),
            "draw.earliest": _first_draw_at(project),
        },
        gates=all_gates(project, now),
    )


def _events_of(project: "Project") -> dict[Event, datetime | None]:
    session = Session.objects.filter(project_id=project.pk).first()
    starts_at = local_time(project.evaluation_starts_at)
    notice_on = project.notice_on
    return {
        Event.NOTICE: datetime.combine(notice_on, time.min, BEIJING) if notice_on else None,
        Event.EVALUATION_START: starts_at,
        Event.ACTIVITY: starts_at,
        Event.EVALUATION_END: local_time(session.ended_at) if session and session.ended_at else None,
    }


def _last_offer_at(project: "Project") -> datetime | None:
    """When the last sub-venue that takes part, or may still, was asked."""
    offers = dispatch.offers_of(system_ctx("demands"), project.pk).filter(state__in=dispatch.OPEN)
    return max((offer.sent_at for offer in offers), default=None)


def _details_released_at(project: "Project", now: datetime) -> datetime | None:
    """The platform opens the details by itself, to the sub-venues that take part."""
    if not dispatch.venues(project.pk).exclude(ordinal=0).exists():
        return None
    try:
        opens_at = dispatch.details_from(project)
    except Refused:  # no calendar tells when
        return None
    return opens_at if opens_at is not None and opens_at <= now else None


def _first_draw_at(project: "Project") -> datetime | None:
    committee = experts.committee_of(project.pk)
    drawn = [] if committee is None else [draw.drawn_at for draw in experts.draws_of(committee)]
    return min(drawn, default=None)


def _all_present_at(project: "Project") -> datetime | None:
    """When the last member signed in; None while somebody is missing."""
    committee = experts.committee_of(project.pk)
    seats = [] if committee is None else list(experts.seats(committee))
    if not seats or any(seat.state not in _PRESENT for seat in seats):
        return None
    return max((seat.checked_in_at for seat in seats if seat.checked_in_at is not None), default=None)
