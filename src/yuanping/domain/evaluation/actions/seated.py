"""The door through which every act of a member goes."""

from collections.abc import Iterator
from contextlib import contextmanager

from yuanping.base import permissions
from yuanping.base.context import Ctx, bound
from yuanping.core.errors import NotAllowed, NotFound
from yuanping.domain.evaluation.committee import is_present
from yuanping.domain.evaluation.models import Member, Session

PLATFORM = "评标系统"
"""How the log names the platform when it moves the evaluation on."""


@contextmanager
def seated(ctx: Ctx, session_id: int, *, permission: str) -> Iterator[Member]:
    """A transaction with the session locked, for the member at ``ctx.committee_seat_id``.

    One session's acts queue here, so that the last one to hand in sees all the others. The session
    is locked first everywhere, the log's head last: two acts cannot wait for each other.
    Raises ``NotAllowed`` for another role, a seat of another committee, a member who was replaced
    or is not checked in.
    """
    permissions.require(ctx, permission)
    with bound(ctx):
        session = (
            Session.objects.all()
            .visible_to(ctx)
            .select_for_update(of=("self",))
            .filter(pk=session_id)
            .first()
        )
        if session is None:
            raise NotFound("not-found", "没有找到该评标，或您无权查看。", remedy="请从席位页面重新进入。")
        member = (
            Member.objects.filter(session=session, seat_id=ctx.committee_seat_id, replaced_at=None)
            .select_related("seat__venue", "session")
            .first()
        )
        if member is None:
            raise NotAllowed(
                "not-a-member",
                "您不是本项目评标委员会的现任成员，不能参加评审。",
                remedy="请核对所在席位；确属本项目成员的，请联系现场工作人员。",
            )
        if not is_present(member):
            raise NotAllowed(
                "not-checked-in",
                f"{member.label}尚未签到或者已经离场，不能参加评审。",
                remedy="请由场地工作人员办理签到后再进入席位页面。",
            )
        yield member
