"""Who may do what to places."""

from enum import StrEnum

from yuanping.base.permissions import grant
from yuanping.domain.people.states import Role


class Place(StrEnum):
    MAINTAIN_SEAT = "places:seat:maintain"
    INSTALL = "places:install"


grant(Place.MAINTAIN_SEAT, "登记工位故障与修复", Role.VENUE_ADMIN, Role.VENUE_STAFF)
grant(Place.INSTALL, "登记交易中心与工位", Role.OPERATOR, Role.SYSTEM)
