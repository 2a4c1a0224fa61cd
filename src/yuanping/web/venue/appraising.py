"""The centre appraises the members it has hosted."""

from typing import ClassVar

from yuanping.domain.people.states import Role
from yuanping.web.appraising import AppraisalList, AppraisePage

STAFF = (Role.VENUE_ADMIN, Role.VENUE_STAFF)


class VenueAppraisals(AppraisalList):
    roles: ClassVar[tuple[Role, ...]] = STAFF
    audience: ClassVar[str] = "venue"


class VenueAppraise(AppraisePage):
    roles: ClassVar[tuple[Role, ...]] = STAFF
    audience: ClassVar[str] = "venue"
