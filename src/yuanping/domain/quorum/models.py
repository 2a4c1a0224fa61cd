from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from typing_extensions import override

from yuanping.base.models import ScopedQuerySet, Stateful
from yuanping.domain.people.states import Role
from yuanping.domain.projects.queries import of_parties
from yuanping.domain.quorum.states import ACT_LABELS, OPEN, PASSED, WAIT_MACHINE

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


class WaitQuerySet(ScopedQuerySet["Wait"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """The project's parties on its main side."""
        return self if ctx.has(Role.SYSTEM) else self.filter(of_parties(ctx))


class Wait(Stateful):
    """An act whose consequences wait until the quorum of witnesses has seen its entry.

    ``number`` is the receipt's number of the act's entry, ``kind`` that entry's event; ``label`` names the act for
    people. ``reason`` is the supervisor's, or why nothing followed in the end.
    """

    MACHINE = WAIT_MACHINE

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="waits")
    act = models.CharField(
        "环节", max_length=16, choices=[(a.value, label) for a, label in ACT_LABELS.items()]
    )
    kind = models.CharField("事件", max_length=80)
    number = models.BigIntegerField("回执号", unique=True)
    label = models.CharField("事项", max_length=100)
    opened_at = models.DateTimeField("入账时间")
    due_at = models.DateTimeField("等候期限")
    ended_at = models.DateTimeField("结束时间", null=True)
    reason = models.CharField("说明", max_length=500, blank=True)

    objects: ClassVar[models.Manager["Wait"]] = WaitQuerySet.as_manager()

    class Meta:
        verbose_name = "见证等候"
        ordering = ("id",)
        indexes = [models.Index(fields=["state"], name="quorum_wait_state")]

    @property
    def is_open(self) -> bool:
        """Whether the witnesses are still waited for."""
        return self.state in OPEN

    @property
    def holds(self) -> bool:
        """Whether nothing may follow from the act (yet)."""
        return self.state not in PASSED
