"""The report's way: a draft laid before the members, the final text with their opinions, signatures.

Opinions come first, because a dissenting opinion with its reason belongs into the report that all
sign (招标投标法实施条例 53). The members' own acts are ``signing``'s: ``declare_opinion`` and
``sign_document``; who stays silent is deemed to agree when the main venue ends the round.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from yuanping.base.context import Ctx
from yuanping.domain.evaluation.report.data import Dissent, ReportData
from yuanping.domain.evaluation.report.render import PAGE_HEIGHT, compose, title
from yuanping.domain.signing import queries as signing
from yuanping.domain.signing.actions.document import Place, fix_document, open_document
from yuanping.domain.signing.states import DocumentKind, Opinion

if TYPE_CHECKING:
    from yuanping.domain.signing.models import Document


def compose_report(ctx: Ctx, project_id: int, *, data: ReportData) -> "Document":
    """Lay the draft before all members. Raises ``Refused`` fonts-missing."""
    draft = compose(replace(data, is_draft=True, dissents=(), deemed=()))
    return open_document(
        ctx,
        project_id,
        kind=DocumentKind.EVALUATION_REPORT,
        title=title(data),
        pdf=draft.pdf,
        signer_seat_ids=[member.seat_id for member in data.members],
    )


def finish_report(ctx: Ctx, document_id: int, *, data: ReportData) -> "Document":
    """Set the final text with the opinions in it and open it for signature.

    Refused: opinions-missing while a member has neither agreed nor objected nor been deemed to agree.
    """
    final = with_opinions(data, signing.document(ctx, document_id))
    made = compose(final)
    names = {member.seat_id: member.name for member in final.members}
    places = {seat: Place(name=names[seat], box=box) for seat, box in made.boxes.items()}
    return fix_document(ctx, document_id, pdf=made.pdf, places=places, page_height=PAGE_HEIGHT)


def with_opinions(data: ReportData, document: "Document") -> ReportData:
    """The data with the members' opinions as declared on the draft."""
    members = {member.seat_id: member for member in data.members}
    dissents, deemed = [], []
    for signature in signing.signatures(document):
        member = members[signature.seat_id]
        if signature.opinion == Opinion.DISSENT:
            assert signature.declared_at is not None  # written with the opinion
            dissents.append(
                Dissent(
                    label=member.label, name=member.name, reason=signature.reason, at=signature.declared_at
                )
            )
        elif signature.opinion == Opinion.DEEMED:
            deemed.append(f"{member.name}（{member.label}）")
    return replace(data, is_draft=False, dissents=tuple(dissents), deemed=tuple(deemed))
