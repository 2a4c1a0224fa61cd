"""Confirming a check-in by hand, for the venue's administrator."""

from typing import ClassVar

from yuanping.domain.people.states import Role
from yuanping.web.manual import ManualPage


class VenueManual(ManualPage):
    roles: ClassVar[tuple[Role, ...]] = (Role.VENUE_ADMIN, Role.VENUE_STAFF)
    home: ClassVar[str] = "venue:attendance"
