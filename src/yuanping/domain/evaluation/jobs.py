"""What the evaluation does when something happens in the apps below, and when it is the report's turn."""

from contextlib import suppress
from typing import cast

from yuanping.base.context import system_ctx
from yuanping.base.jobs import subscribe
from yuanping.base.witness import queries as witness
from yuanping.base.witness.models import Entry
from yuanping.core.errors import Refused, WrongState
from yuanping.core.policy import Event
from yuanping.domain.evaluation import queries
from yuanping.domain.evaluation.actions.advance import advance
from yuanping.domain.evaluation.actions.recusal import admit_substitute
from yuanping.domain.evaluation.actions.report import compose_report, finish_report
from yuanping.domain.evaluation.actions.summary import conclude_evaluation
from yuanping.domain.evaluation.events import ReportOpened, ResultAnnounced, SheetSubmitted
from yuanping.domain.evaluation.reporting import report_data
from yuanping.domain.evaluation.states import SessionState
from yuanping.domain.experts.actions.opening import publish_record
from yuanping.domain.experts.events import CommitteeConfirmed, MemberCheckedIn
from yuanping.domain.quorum.passing import when_passed
from yuanping.domain.signing import queries as signing
from yuanping.domain.signing.actions.document import close_document
from yuanping.domain.signing.events import (
    DeclarationsEnded,
    DocumentCompleted,
    DocumentSigned,
    OpinionDeclared,
)
from yuanping.domain.signing.states import DocumentKind, DocumentState


@subscribe(MemberCheckedIn.KIND)
def seat_substitute(entry_number: int) -> None:
    """Let the person who checked in at a vacated seat of a running evaluation take part in it."""
    seat_id = cast("int", witness.data(entry_number)["seat_id"])
    with suppress(WrongState):  # the evaluation has gone on: nobody is missing
        try:
            admit_substitute(system_ctx("补抽成员到席"), seat_id)
        except Refused as refused:
            if refused.code != "already-admitted":
                raise


@subscribe(CommitteeConfirmed.KIND)
def go_on_when_confirmed(entry_number: int) -> None:
    """The list with the substitute is confirmed: an interrupted evaluation goes on."""
    session = queries.session_of(_project(entry_number))
    if session is not None:
        advance(system_ctx("评标系统"), session.pk)


@subscribe(ReportOpened.KIND)
def lay_the_draft(entry_number: int) -> None:
    """All members confirmed the summary: lay the report's draft before them, once."""
    project_id = _project(entry_number)
    if signing.current_document(project_id, DocumentKind.EVALUATION_REPORT) is None:
        ctx = system_ctx("评标报告")
        compose_report(ctx, project_id, data=report_data(ctx, project_id))


@subscribe(OpinionDeclared.KIND)
def fix_when_all_declared(entry_number: int) -> None:
    """The last member has declared: set the final text."""
    if witness.data(entry_number)["waiting"] == 0:
        _finish(_project(entry_number))


@subscribe(DeclarationsEnded.KIND)
def fix_when_ended(entry_number: int) -> None:
    """The main venue went on without the silent ones: set the final text."""
    _finish(_project(entry_number))


def _finish(project_id: int) -> None:
    ctx = system_ctx("评标报告")
    document = signing.current_document(project_id, DocumentKind.EVALUATION_REPORT)
    if document is not None and document.state == DocumentState.DRAFT:
        finish_report(ctx, document.pk, data=report_data(ctx, project_id))


@subscribe(DocumentSigned.KIND)
def complete_when_all_signed(entry_number: int) -> None:
    """The last member has signed: the report is complete."""
    data = witness.data(entry_number)
    if data["waiting"] == 0:
        with suppress(WrongState):  # closed already
            close_document(system_ctx("评标报告"), cast("int", data["document_id"]))


@subscribe(DocumentCompleted.KIND)
def close_when_complete(entry_number: int) -> None:
    """The report is complete: the evaluation ends, and with it the project's, once the witnesses have seen it."""
    session = queries.session_of(_project(entry_number))
    if session is not None and session.state == SessionState.REPORT:
        conclude_evaluation(system_ctx("评标系统"), session.pk, number=entry_number)


@when_passed(DocumentCompleted.KIND)
def close_when_witnessed(entry_number: int) -> None:
    """The witnesses have seen the complete report, or the supervisor let it pass."""
    close_when_complete(entry_number)


@when_passed(SheetSubmitted.KIND)
def release_when_witnessed(entry_number: int) -> None:
    """The witnesses have seen that all scores of a lot are handed in, or the supervisor let it pass."""
    session = queries.session_of(_project(entry_number))
    if session is not None:
        advance(system_ctx("评标系统"), session.pk)


@subscribe(ResultAnnounced.KIND)
def publish_draws(entry_number: int) -> None:
    """The result is announced: everybody may read how the committee was drawn, if the rules say so. Run twice, once."""
    session = queries.session_of(_project(entry_number))
    if session is None or session.ended_at is None or session.announced_at is None:
        return
    happened = {Event.EVALUATION_END: session.ended_at, Event.RESULT_FIXED: session.announced_at}
    with suppress(Refused):  # the rules keep it, or it is public already
        publish_record(system_ctx("公开抽取记录"), session.committee_id, happened=happened)


def _project(entry_number: int) -> int:
    """Whose story an entry belongs to; the kinds subscribed to here always tell."""
    return cast("int", Entry.objects.get(number=entry_number).project_id)
