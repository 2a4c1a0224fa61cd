"""Documents for the agency and the tenderer."""

from typing import ClassVar

from typing_extensions import override

from yuanping.domain.people.states import Role
from yuanping.domain.signing.states import DocumentState
from yuanping.web.documents import DocumentPage


class DeskDocument(DocumentPage):
    """The file once everybody has signed: until then it is the committee's alone (招标投标法 44)."""

    roles: ClassVar[tuple[Role, ...]] = (Role.AGENCY, Role.TENDERER)
    audience: ClassVar[str] = "desk"

    @override
    def gives_file(self) -> bool:
        return self.document.state == DocumentState.COMPLETE
