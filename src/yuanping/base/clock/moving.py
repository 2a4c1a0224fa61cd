"""Moving a demonstration node's clock forward; never back, and never on a node in service."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import transaction

from yuanping.base import witness
from yuanping.base.clock.models import ClockShift
from yuanping.base.clock.reading import read_machine_clock
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
        ahead = to - read_machine_clock()
        ClockShift.objects.create(ahead=ahead, at=ctx.now)
        witness.append(ctx, DemoClockMoved(to=to))
