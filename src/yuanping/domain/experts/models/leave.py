"""Days on which an expert cannot be asked."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from yuanping.base.models import ScopedQuerySet, Stateful
from yuanping.domain.experts.models.pool import Expert
from yuanping.domain.experts.states import LEAVE_MACHINE, LEAVE_REASON_LABELS, LeaveReason
from yuanping.domain.people.states import Role

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


class LeaveQuerySet(ScopedQuerySet["Leave"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """One's own; those who keep the pool see all."""
        if ctx.has(Role.SYSTEM, Role.OPERATOR, Role.POOL_MANAGER):
            return self
        return self.filter(expert_id=ctx.expert_id) if ctx.expert_id is not None else self.none()


class Leave(Stateful):
    """An expert's leave (请假), from the first day to the last, both included, in official time."""

    MACHINE = LEAVE_MACHINE

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="leaves")
    first_on = models.DateField("开始日期")
    last_on = models.DateField("结束日期")
    reason = models.CharField("原因", max_length=12)
    note = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField("登记时间")
    cancelled_at = models.DateTimeField("取消时间", null=True)

    objects: ClassVar[models.Manager["Leave"]] = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = "请假"
        ordering = ("-first_on", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="experts_leave_days")
        ]

    @property
    def reason_label(self) -> str:
        return LEAVE_REASON_LABELS[LeaveReason(self.reason)]
