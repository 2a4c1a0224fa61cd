"""Documents for the agency and the tenderer."""

from typing import ClassVar

from yuanping.domain.people.states import Role
from yuanping.web.documents import DocumentPage


class DeskDocument(DocumentPage):
    roles: ClassVar[tuple[Role, ...]] = (Role.AGENCY, Role.TENDERER)
    audience: ClassVar[str] = "desk"
