"""How many people a venue expects, and what they eat and where they sleep: numbers, while the seats are blind (S2-20).

What counts is the planned time of the evaluation: a meal for everybody whose meal time falls into it, a night for each
midnight. Where people come from is sealed, so nobody's journey counts; the venue's staff may state other numbers.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from yuanping.core.local_time import BEIJING, local_time
from yuanping.domain.dispatch.models import Venue
from yuanping.domain.experts.models import CommitteeSeat, VenueNeeds

LUNCH, SUPPER, BREAKFAST = time(12), time(18), time(7, 30)
MOST_NEEDS = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """``meals`` in portions, ``nights`` in rooms times nights. ``stated_at`` is None for what was computed."""

    people: int
    meals: int
    nights: int
    stated_at: datetime | None = None


def needs_of(venue: Venue) -> Needs:
    """What holds for a venue now: the last statement, or else what its seats and the planned time give."""
    people = CommitteeSeat.objects.filter(venue=venue).count()
    stated = VenueNeeds.objects.filter(venue=venue).last()
    if stated is not None:
        return Needs(people=people, meals=stated.meals, nights=stated.nights, stated_at=stated.at)
    project = venue.project
    starts, ends = project.evaluation_starts_at, project.evaluation_ends_at
    return Needs(
        people=people, meals=people * meals_in(starts, ends), nights=people * nights_in(starts, ends)
    )


def meals_in(starts: datetime, ends: datetime) -> int:
    """How many meal times fall between the two, in official time."""
    first = local_time(starts).date()
    days = [first + timedelta(days=n) for n in range(nights_in(starts, ends) + 1)]
    times = [
        datetime.combine(day, meal, tzinfo=BEIJING) for day in days for meal in (BREAKFAST, LUNCH, SUPPER)
    ]
    return sum(starts <= at < ends for at in times)


def nights_in(starts: datetime, ends: datetime) -> int:
    """How many midnights lie between the two, in official time."""
    return max(0, (local_time(ends).date() - local_time(starts).date()).days)
