"""Draws set for a time (预约抽取, S3-12): until then there is no intent and no seed, so nothing that could be known early."""

from contextlib import suppress
from datetime import datetime

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.core.errors import Refused
from yuanping.core.local_time import written
from yuanping.domain.experts.actions.draw import draw_committee
from yuanping.domain.experts.events import DrawScheduled, DrawUnscheduled, ScheduledDrawFailed
from yuanping.domain.experts.models import Committee
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.quorum.queries import AwaitingWitness


def schedule_draw(ctx: Ctx, committee_id: int, *, at: datetime) -> Committee:
    """Let the platform draw by itself at a time; a later word replaces an earlier one.

    Refused for a time that is past or not before the evaluation.
    """
    with change(ctx, Committee, committee_id, "schedule", permission=Experts.DRAW) as tx:
        starts_at = tx.row.project.evaluation_starts_at
        tx.require(at > ctx.now, "draw-time-past", "预约时间已过。", field="at", remedy="请选择以后的时间。")
        tx.require(
            at < starts_at,
            "draw-time-late",
            f"预约时间应早于评标开始时间（{written(starts_at)}）。",
            field="at",
            remedy="请预留通知专家和补抽的时间。",
        )
        tx.row.draw_at = at
        tx.record(DrawScheduled(project_id=tx.row.project_id, committee_id=committee_id, at=at))
    return tx.row


def unschedule_draw(ctx: Ctx, committee_id: int) -> Committee:
    """Take the time back."""
    with change(ctx, Committee, committee_id, "unschedule", permission=Experts.DRAW) as tx:
        tx.require(tx.row.draw_at is not None, "draw-not-scheduled", "没有预约抽取。")
        tx.row.draw_at = None
        tx.record(DrawUnscheduled(project_id=tx.row.project_id, committee_id=committee_id))
    return tx.row


def draw_due(ctx: Ctx) -> None:
    """Make every draw whose time has come, each for itself; one that cannot be made is put on record, once."""
    due = Committee.objects.filter(draw_at__lte=ctx.now).order_by("draw_at").values_list("pk", flat=True)
    for committee_id in list(due):
        try:
            draw_committee(ctx, committee_id)
        except AwaitingWitness:  # on record, and going on by itself
            continue
        except Refused as refused:
            with suppress(Refused):  # drawn, or taken back, in this very moment
                _note_failure(ctx, committee_id, refused)


def _note_failure(ctx: Ctx, committee_id: int, refused: Refused) -> None:
    with change(ctx, Committee, committee_id, "miss_draw", permission=Experts.RUN) as tx:
        tx.row.draw_at = None
        tx.record(
            ScheduledDrawFailed(
                project_id=tx.row.project_id,
                committee_id=committee_id,
                code=refused.code,
                message=refused.message,
            )
        )
