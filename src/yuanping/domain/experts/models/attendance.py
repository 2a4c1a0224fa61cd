"""Check-ins that the reader could not vouch for."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from typing_extensions import override

from yuanping.base.models import ScopedQuerySet, Stateful
from yuanping.domain.experts.models.committee import CommitteeSeat
from yuanping.domain.experts.states import MANUAL_MACHINE, MANUAL_REASON_LABELS, ManualReason, ManualState
from yuanping.domain.people.states import Role
from yuanping.domain.projects.queries import VENUE_ROLES

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


class ManualCheckInQuerySet(ScopedQuerySet["ManualCheckIn"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """The seat's own venue, where the person stands, and the project's supervisor."""
        if ctx.has(Role.SYSTEM):
            return self
        own = Q(pk__in=[])
        if ctx.has(*VENUE_ROLES):
            own |= Q(seat__venue__centre_id=ctx.centre_id)
        if ctx.has(Role.SUPERVISOR):
            own |= Q(seat__committee__project__supervision_id=ctx.organisation_id)
        return self.filter(own)


class ManualCheckIn(Stateful):
    """A request to check somebody in without the reader's word (人工签到), and a second person's answer.

    ``assignment`` is the person for whom it was asked: a seat drawn again is another matter. ``words`` and
    ``photo`` (of the document shown) are sealed. ``handed_at``: when the one-time code was handed over.
    """

    MACHINE = MANUAL_MACHINE

    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="manual_check_ins")
    assignment = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("原因", max_length=20)
    words = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, related_name="+")
    photo = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, null=True, related_name="+")
    requested_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("申请时间")
    confirm_by = models.DateTimeField("确认期限")
    decided_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("确认时间", null=True)
    handed_at = models.DateTimeField("发放登录码时间", null=True)

    objects: ClassVar[models.Manager["ManualCheckIn"]] = ManualCheckInQuerySet.as_manager()

    class Meta:
        verbose_name = "人工签到"
        constraints = [
            models.UniqueConstraint(
                fields=["seat"],
                condition=Q(state=ManualState.REQUESTED),
                name="experts_one_manual_request",
            )
        ]

    @property
    def reason_label(self) -> str:
        return MANUAL_REASON_LABELS[ManualReason(self.reason)]
