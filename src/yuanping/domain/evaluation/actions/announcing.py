"""The result's announcement (中标结果公告), which ends the secrecy of the committee's list."""

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.core.errors import Invalid
from yuanping.domain.evaluation.events import ResultAnnounced
from yuanping.domain.evaluation.models import Session
from yuanping.domain.evaluation.permissions import Evaluation

LENGTH = 500


def announce_result(ctx: Ctx, session_id: int, *, announcement: str) -> Session:
    """Enter that the result is fixed and has been announced: ``announcement`` names where, so that anybody can look.

    The evaluation's end is not that moment: the candidates are still to be published, and may be objected to.
    """
    words = announcement.strip()
    if not words or len(words) > LENGTH:
        raise Invalid(
            "announcement-missing", f"请填写公告的媒体和网址，不超过 {LENGTH} 个字。", field="announcement"
        )
    with change(ctx, Session, session_id, "announce", permission=Evaluation.ANNOUNCE) as tx:
        tx.require(
            tx.row.announced_at is None,
            "already-announced",
            "中标结果公告已经登记。",
            remedy="登记后不能更改；公告有更正的，请联系行政监督部门。",
        )
        tx.row.announced_at, tx.row.announcement = ctx.now, words
        tx.record(ResultAnnounced(project_id=tx.row.project_id, session_id=session_id, announcement=words))
    return tx.row
