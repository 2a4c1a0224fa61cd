"""Who may leave (离场): members whose part in the report is done."""

from dataclasses import dataclass

from yuanping.base.context import Ctx
from yuanping.domain.evaluation.models import Member
from yuanping.domain.evaluation.states import SessionState
from yuanping.domain.experts.states import SeatState
from yuanping.domain.signing import queries as signing
from yuanping.domain.signing.states import DocumentKind, DocumentState


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A member still at a seat of the asking staff's own centre after the summary; ``may_leave`` once signed."""

    seat_id: int
    label: str
    project_name: str
    workstation: str
    may_leave: bool


def has_signed(member: Member) -> bool:
    """Whether the member has signed the report, or the signing has been closed without (视为同意)."""
    document = signing.current_document(member.session.project_id, DocumentKind.EVALUATION_REPORT)
    if document is None:
        return False
    own = signing.signatures(document).filter(seat_id=member.seat_id).first()
    return document.state == DocumentState.COMPLETE or (own is not None and own.at is not None)


def leaving(ctx: Ctx) -> list[Leaving]:
    """Members at the actor's own centre whose evaluation has come to the report, by project and seat."""
    if ctx.centre_id is None:
        return []
    rows = Member.objects.filter(
        replaced_at=None,
        seat__venue__centre_id=ctx.centre_id,
        seat__state=SeatState.CHECKED_IN,
        session__state__in=[SessionState.REPORT, SessionState.CLOSED],
    ).select_related("session__project", "seat__venue", "seat__workstation__seat__room")
    return [
        Leaving(
            seat_id=member.seat_id,
            label=member.label,
            project_name=member.session.project.name,
            workstation=member.seat.workstation_label,
            may_leave=has_signed(member),
        )
        for member in rows.order_by("session_id", "seat__kind", "seat__ordinal")
    ]
