"""What happens about meals and lodging of a venue."""

from dataclasses import dataclass
from typing import ClassVar

from yuanping.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueNeedsStated(Event):
    """A venue's staff stated how many meals and nights they prepare; numbers alone (S2-20)."""

    KIND: ClassVar[str] = "experts.venue.needs-stated"
    venue_id: int
    meals: int
    nights: int
