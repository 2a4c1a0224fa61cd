"""Letting a member go (离场): the report is signed, the certificate taken back, then the seat is free."""

from yuanping.base import permissions
from yuanping.base.change import change
from yuanping.base.context import Ctx, bound, platform
from yuanping.core.errors import NotFound, Refused
from yuanping.domain.evaluation.actions.recusal import take_back
from yuanping.domain.evaluation.actions.seated import PLATFORM
from yuanping.domain.evaluation.departure import has_signed
from yuanping.domain.evaluation.events import MemberLeft
from yuanping.domain.evaluation.models import Member, Session
from yuanping.domain.evaluation.permissions import Evaluation
from yuanping.domain.evaluation.states import SESSION_MACHINE, SessionState
from yuanping.domain.experts.actions import attendance as experts
from yuanping.domain.signing import queries as signing
from yuanping.domain.signing.actions.certificate import revoke_certificate


def check_out(ctx: Ctx, seat_id: int) -> None:
    """Check a member out, by the staff of the seat's own venue, all in one transaction (S4-42).

    Raises ``Refused`` ``report-not-signed`` until the member has signed, or is deemed to agree
    because the main venue has closed the document.
    """
    permissions.require(ctx, Evaluation.CHECK_OUT)
    with bound(ctx):
        # the seat first, the log's head last: see ``seated``
        member = (
            Member.objects.select_related("session", "seat__venue")
            .select_for_update(of=("seat",))
            .filter(seat_id=seat_id, replaced_at=None, seat__venue__centre_id=ctx.centre_id or 0)
            .first()
        )
        if member is None:
            raise NotFound("not-found", "没有找到该席位，或您无权办理。", remedy="请从签到页面重新进入。")
        permissions.require(ctx, Evaluation.CHECK_OUT, member)
        _require_signed(member)
        if signing.held_certificate(seat_id) is not None:
            revoke_certificate(ctx, seat_id)
        experts.check_out(ctx, seat_id)


def leave_early(ctx: Ctx, seat_id: int, *, reason: str, note: str = "") -> None:
    """A member leaves before the own part is done, let go by the staff of the seat's own venue.

    While a substitute can still judge independently the seat is drawn again and the member's opinions are
    void, as with a recusal (S4-29). While the summary waits for every member nobody leaves; later the seat is closed.
    """
    permissions.require(ctx, Evaluation.CHECK_OUT)
    with bound(ctx):
        # the session first, as every act of a member does, so that two acts cannot wait for each other
        session = Session.objects.filter(committee__seats__pk=seat_id).select_for_update(of=("self",)).first()
        member = (
            None
            if session is None
            else Member.objects.select_related("seat__venue", "session__project")
            .filter(session=session, seat_id=seat_id, replaced_at=None)
            .first()
        )
        if session is None or member is None:
            experts.leave_early(ctx, seat_id, reason=reason, note=note)
            return
        permissions.require(ctx, Evaluation.CHECK_OUT, member)
        _require_may_break_off(session, member)
        replaced = SESSION_MACHINE.allows("recuse", SessionState(session.state))
        interrupted = session.state
        experts.leave_early(ctx, seat_id, reason=reason, note=note, replaced=replaced)
        if not replaced:
            return
        own = platform(ctx, PLATFORM)
        with change(own, Session, session.pk, "recuse", permission=Evaluation.ADVANCE) as tx:
            member.replaced_at = ctx.now
            member.save(update_fields=["replaced_at"])
            take_back(tx.row)
            tx.record(
                MemberLeft(
                    project_id=tx.row.project_id,
                    session_id=tx.row.pk,
                    seat_id=seat_id,
                    interrupted=interrupted,
                )
            )


def _require_may_break_off(session: Session, member: Member) -> None:
    if has_signed(member):
        raise Refused(
            "already-signed",
            f"{member.label}已签署评标报告，不是提前离场。",
            remedy="请在“离场办理”中办理离场。",
        )
    if session.state == SessionState.SUMMARY:
        raise Refused(
            "summary-waits",
            "汇总结果须由全体成员确认，此时不能办理提前离场。",
            remedy="请成员先确认汇总结果；确不能坚持的，请报告行政监督部门中止评标。",
        )


def _require_signed(member: Member) -> None:
    if not has_signed(member):
        raise Refused(
            "report-not-signed",
            f"{member.label}尚未签署评标报告，不能离场。",
            remedy="请成员在席位页面签署报告；拒绝签署的，由主场远程异地评标管理员结束签署后再办理离场。",
        )
