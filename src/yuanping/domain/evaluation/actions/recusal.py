"""Recusal (回避): declared by every member before anything else, and again whenever a ground comes up."""

from typing import Protocol

from yuanping.base.change import change
from yuanping.base.context import Ctx, platform
from yuanping.base.vault.sealing import seal
from yuanping.core.errors import Invalid, Refused
from yuanping.domain.evaluation.actions.advance import advance
from yuanping.domain.evaluation.actions.seated import PLATFORM, seated
from yuanping.domain.evaluation.committee import reviews_of
from yuanping.domain.evaluation.events import ConflictDeclared, MemberAdmitted, NoConflictDeclared
from yuanping.domain.evaluation.models import Member, Session, Sheet
from yuanping.domain.evaluation.permissions import Evaluation
from yuanping.domain.evaluation.states import SESSION_MACHINE, LotStage, SessionState
from yuanping.domain.experts import queries as experts
from yuanping.domain.experts.actions.attendance import recuse_seat
from yuanping.domain.experts.states import SeatKind, SeatState
from yuanping.domain.projects import queries as projects


class Recuse(Protocol):
    """Empties a seat and has it drawn again."""

    def __call__(self, ctx: Ctx, seat_id: int, *, reason: str) -> object: ...


def declare_no_conflict(ctx: Ctx, session_id: int) -> None:
    """无需回避. Saying it twice changes nothing."""
    with seated(ctx, session_id, permission=Evaluation.DECLARE) as member:
        if member.declared_at is not None:
            return
        with change(ctx, Session, session_id, "declare", permission=Evaluation.DECLARE) as tx:
            member.declared_at = ctx.now
            member.save(update_fields=["declared_at"])
            tx.record(
                NoConflictDeclared(
                    project_id=tx.row.project_id, session_id=session_id, seat_id=member.seat_id
                )
            )
        advance(ctx, session_id)


def declare_conflict(
    ctx: Ctx, session_id: int, *, reason: str, bid_id: int | None = None, recuse: Recuse = recuse_seat
) -> None:
    """需要回避: the member leaves the seat, which is drawn again; what the member did is void.

    The reason is sealed: it may name people. Once scores are released a substitute could no longer
    judge independently, so the session refuses (``WrongState``).
    """
    with seated(ctx, session_id, permission=Evaluation.DECLARE) as member:
        if not reason.strip():
            raise Invalid(
                "reason-missing",
                "请填写需要回避的理由。",
                remedy="请写明与投标人或者项目存在的利害关系。",
                field="reason",
            )
        session = member.session
        _check_bid(session, bid_id)
        interrupted = session.state
        SESSION_MACHINE.target("recuse", SessionState(interrupted))
        # locks the committee: before the log's head is taken
        recuse(ctx, member.seat_id, reason=reason.strip())
        with change(ctx, Session, session_id, "recuse", permission=Evaluation.DECLARE) as tx:
            member.conflict = seal(ctx, "evaluation.recusal", {"reason": reason.strip()})
            member.conflict_bid_id = bid_id
            member.declared_at, member.replaced_at = ctx.now, ctx.now
            member.save()
            take_back(session)
            tx.record(
                ConflictDeclared(
                    project_id=session.project_id,
                    session_id=session_id,
                    seat_id=member.seat_id,
                    bid_id=bid_id,
                    interrupted=interrupted,
                )
            )


def _check_bid(session: Session, bid_id: int | None) -> None:
    known = {bid.pk for lot in projects.lots(session.project) for bid in projects.bids(lot)}
    if bid_id is not None and bid_id not in known:
        raise Invalid("bid-unknown", "所选投标人不在本项目的投标名单内。", field="bid_id")


def take_back(session: Session) -> None:
    """What the void opinions helped to decide is decided again; till then nobody new reads the others'."""
    if session.state in {SessionState.RECUSAL, SessionState.CHAIR}:
        return
    Sheet.objects.filter(session=session, review__isnull=False).update(released_at=None)
    for review in reviews_of(session):
        review.stage, review.released_at = LotStage.PRELIMINARY, None
        review.valid_bids, review.findings = [], []
        review.save(update_fields=["stage", "released_at", "valid_bids", "findings"])


def admit_substitute(ctx: Ctx, seat_id: int) -> Member | None:
    """A person has checked in at a vacated seat of a running evaluation; None where nothing is to do."""
    own = platform(ctx, PLATFORM)
    seat = experts.seat(seat_id)
    session = Session.objects.filter(committee_id=seat.committee_id, state=SessionState.RECUSAL).first()
    if session is None or seat.state != SeatState.CHECKED_IN:
        return None
    with change(own, Session, session.pk, "admit", permission=Evaluation.ADVANCE) as tx:
        if Member.objects.filter(session=session, seat_id=seat_id, replaced_at=None).exists():
            raise Refused("already-admitted", "该席位的成员已经到席。")
        member = Member.objects.create(
            session=session,
            seat=seat,
            label=seat.label,
            is_representative=seat.kind == SeatKind.REPRESENTATIVE,
            joined_at=ctx.now,
        )
        tx.record(MemberAdmitted(project_id=session.project_id, session_id=session.pk, seat_id=seat_id))
    return member
