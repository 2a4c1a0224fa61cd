"""Moving a demonstration node's clock forward; never back, and never on a node in service."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import transaction

from yuanping.base import witness
from yuanping.base.clock.models import ClockShift
from yuanping.base.clock.reading import read_machine_clock
from yuanping.base.witness import queries
from yuanping.core.errors import NotAllowed, Refused
from yuanping.core.events import Event

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoClockMoved(Event):
    """The demonstration's clock was moved forward."""

    KIND: ClassVar[str] = "clock.moved"
    to: datetime


def move_clock(ctx: "Ctx", to: datetime) -> None:
    """Set the demonstration's clock to ``to`` (aware, later than now)."""
    if not settings.DEMO:
        raise NotAllowed("not-a-demonstration", "正式运行的节点不能调整时钟。")
    if to <= ctx.now:
        raise Refused(
            "clock-backwards", "演示时钟只能向前。", field="to", remedy="请选择晚于当前时间的时刻。"
        )
    with transaction.atomic():
        _shift_to(ctx, to)


def start_clock(ctx: "Ctx", at: datetime) -> None:
    """Begin a demonstration at ``at``, before anything else is on record; the node's time runs on from there.

    The demonstration is then the same in any year, also in one whose working days are not yet announced.
    """
    if not settings.DEMO:
        raise NotAllowed("not-a-demonstration", "正式运行的节点不能调整时钟。")
    with transaction.atomic():
        if queries.head()[0]:
            raise Refused("clock-started", "已有记录的节点不能重新设定起始时间。", field="at")
        _shift_to(ctx.at(at), at)


def _shift_to(ctx: "Ctx", to: datetime) -> None:
    ClockShift.objects.create(ahead=to - read_machine_clock(), at=ctx.now)
    witness.append(ctx, DemoClockMoved(to=to))
