"""Documents for the administrative supervisor."""

from typing import ClassVar

from yuanping.domain.people.states import Role
from yuanping.web.documents import DocumentPage


class SupervisorDocument(DocumentPage):
    roles: ClassVar[tuple[Role, ...]] = (Role.SUPERVISOR,)
    audience: ClassVar[str] = "supervisor"
    home: ClassVar[str] = "监督工作台"
