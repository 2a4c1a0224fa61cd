"""Documents for the main venue's administrator: who is still to sign, and ending a round or the signing."""

from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from yuanping.core.errors import Invalid
from yuanping.domain.people.states import Role
from yuanping.domain.signing import queries
from yuanping.domain.signing.actions.document import close_document, end_declarations
from yuanping.domain.signing.permissions import Signing
from yuanping.domain.signing.states import DocumentState, Opinion
from yuanping.web.components.action.params import Action
from yuanping.web.documents import DocumentPage


class VenueDocument(DocumentPage):
    """The file itself is not for the venue: it names the members (招标投标法 37)."""

    roles: ClassVar[tuple[Role, ...]] = (Role.VENUE_ADMIN,)
    audience: ClassVar[str] = "venue"

    @override
    def gives_file(self) -> bool:
        return False

    @override
    def act(self, request: HttpRequest) -> HttpResponse:
        here = reverse("venue:document", args=[self.document.pk])
        match request.POST.get("act"):
            case "end-declarations":
                end_declarations(self.ctx, self.document.pk)
                return self.done("已结束征求意见，未表明意见的成员视为同意。", here)
            case "close":
                close_document(self.ctx, self.document.pk)
                return self.done("已结束签署。", here)
            case _:
                raise Invalid("act-unknown", "没有这项操作。", remedy="请刷新页面后重试。")

    @override
    def actions(self) -> tuple[Action, ...]:
        return (*self._ending(), *super().actions())

    def _ending(self) -> tuple[Action, ...]:
        row = self.document
        if not self.may(Signing.CLOSE, row):
            return ()
        waiting = row.signatures.filter(opinion=Opinion.PENDING).exists()
        if row.state == DocumentState.DRAFT and waiting:
            return (
                _end(
                    row.pk,
                    label="结束征求意见",
                    act="end-declarations",
                    confirm="未表明意见又未书面说明理由的成员将视为同意，并写入评标报告。确定结束吗？",
                ),
            )
        if row.state == DocumentState.SIGNING:
            unsigned = queries.signatures(row).filter(at=None).count()
            confirm = "确定结束签署吗？"
            if unsigned:
                confirm = f"尚有 {unsigned} 名成员未签署，结束后不能再签署，并记录在案。确定结束吗？"
            return (_end(row.pk, label="结束签署", act="close", confirm=confirm),)
        return ()


def _end(document_id: int, *, label: str, act: str, confirm: str) -> Action:
    return Action(
        label=label,
        url=reverse("venue:document", args=[document_id]),
        method="post",
        look="danger",
        icon="gavel",
        hidden=(("act", act),),
        confirm=confirm,
    )
