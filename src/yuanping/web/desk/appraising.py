"""The tenderer, or where the rules say so the agency, appraises the members."""

from typing import ClassVar

from yuanping.domain.people.states import Role
from yuanping.web.appraising import AppraisalList, AppraisePage

PARTIES = (Role.TENDERER, Role.AGENCY)


class DeskAppraisals(AppraisalList):
    roles: ClassVar[tuple[Role, ...]] = PARTIES
    audience: ClassVar[str] = "desk"


class DeskAppraise(AppraisePage):
    roles: ClassVar[tuple[Role, ...]] = PARTIES
    audience: ClassVar[str] = "desk"
