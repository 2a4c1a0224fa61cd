"""An expert's own leave: days on which the expert is not to be asked."""

from datetime import date, timedelta

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.core.errors import Invalid, NotAllowed, Refused
from yuanping.core.local_time import local_date
from yuanping.domain.experts import sealed
from yuanping.domain.experts.events import LeaveCancelled, LeaveDeclared
from yuanping.domain.experts.models import Leave
from yuanping.domain.experts.permissions import OWN_MATTER, Experts
from yuanping.domain.experts.states import LeaveReason, LeaveState

LONGEST = timedelta(days=366)
AHEAD = timedelta(days=366)


def declare_leave(ctx: Ctx, *, first_on: date, last_on: date, reason: str, note: str = "") -> Leave:
    """Enter days, both included, on which the expert signed in is not drawn from now on.

    Who has agreed to come already is not let off by it: nobody's page says who that is.
    """
    if ctx.has("expert") and ctx.expert_id is None:
        raise NotAllowed("not-yours", OWN_MATTER, remedy="请从“专家本人”入口登录后办理。")
    _checked(local_date(ctx.now), first_on, last_on, reason, note)
    with change(ctx, Leave, None, "declare", permission=Experts.TAKE_LEAVE) as tx:
        assert ctx.expert_id is not None  # the only holders of the permission
        tx.require(
            not Leave.objects.filter(
                expert_id=ctx.expert_id,
                state=LeaveState.DECLARED,
                first_on__lte=last_on,
                last_on__gte=first_on,
            ).exists(),
            "leave-overlaps",
            "所选日期与已有的请假重叠。",
            remedy="请调整日期，或先取消原有的请假。",
            field="first_on",
        )
        row = tx.add(
            Leave(
                expert_id=ctx.expert_id,
                first_on=first_on,
                last_on=last_on,
                reason=reason,
                note=sealed.seal_note(ctx, note),
                declared_at=ctx.now,
            )
        )
        tx.record(LeaveDeclared(leave_id=row.pk, days=(last_on - first_on).days + 1))
    return row


def cancel_leave(ctx: Ctx, leave_id: int) -> Leave:
    """Be there for draws again, from today on."""
    with change(ctx, Leave, leave_id, "cancel", permission=Experts.TAKE_LEAVE) as tx:
        tx.require(
            tx.row.last_on >= local_date(ctx.now),
            "leave-over",
            "该请假已经结束，不需要取消。",
        )
        tx.row.cancelled_at = ctx.now
        tx.record(LeaveCancelled(leave_id=leave_id))
    return tx.row


def _checked(today: date, first_on: date, last_on: date, reason: str, note: str) -> None:
    if first_on < today:
        raise Invalid("leave-past", "开始日期不能早于今天。", field="first_on")
    if last_on < first_on:
        raise Invalid("leave-order", "结束日期不能早于开始日期。", field="last_on")
    if last_on - first_on > LONGEST or first_on - today > AHEAD:
        raise Refused(
            "leave-long",
            "请假应在一年以内。",
            remedy="长期不能参加评标的，请向专家库管理部门申请暂停。",
            field="last_on",
        )
    if reason not in set(LeaveReason):
        raise Invalid("reason-missing", "请选择请假原因。", field="reason")
    if reason == LeaveReason.OTHER and not note.strip():
        raise Invalid("reason-words-missing", "请说明请假原因。", field="note")
    if len(note) > 200:
        raise Invalid("reason-words-long", "说明不超过 200 个字。", field="note")
