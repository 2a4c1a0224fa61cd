"""What a member did at a seat, and how the parties on the spot appraise it."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from typing_extensions import override

from yuanping.base.models import ScopedQuerySet, Stateful
from yuanping.domain.experts.digests import expert_ref
from yuanping.domain.experts.models.committee import CommitteeSeat
from yuanping.domain.experts.states import APPRAISAL_MACHINE, Ending
from yuanping.domain.people.states import Role

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


class AttendanceQuerySet(ScopedQuerySet["Attendance"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """The parties of the project, the seat's own venue, and the expert whose part it was."""
        if ctx.has(Role.SYSTEM):
            return self
        own = Q(pk__in=[])
        if ctx.has(Role.VENUE_ADMIN, Role.VENUE_STAFF):
            own |= Q(seat__venue__centre_id=ctx.centre_id)
        for role, party in ((Role.TENDERER, "tenderer"), (Role.AGENCY, "agency")):
            if ctx.has(role):
                own |= Q(**{f"seat__committee__project__{party}_id": ctx.organisation_id})
        if ctx.has(Role.SUPERVISOR):
            own |= Q(seat__committee__project__supervision_id=ctx.organisation_id)
        if ctx.expert_id is not None:
            own |= Q(ref=expert_ref(ctx.expert_id))
        return self.filter(own)


class Attendance(models.Model):
    """An expert's part in one evaluation, from check-in to leaving (参加评标).

    Written when the member leaves, never before. ``ref`` is a keyed digest of the expert: with the vault
    key it leads to the person, without it only from one part to another after both are over.
    """

    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="attendances")
    ref = models.CharField(max_length=64, db_index=True)
    arrived_at = models.DateTimeField("签到时间")
    left_at = models.DateTimeField("离场时间")
    ending = models.CharField("离场情形", max_length=12, choices=[(e.value, e.value) for e in Ending])
    reason = models.CharField("提前离场原因", max_length=20, blank=True)
    note = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["Attendance"]] = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "参加评标"
        ordering = ("-left_at", "-id")
        constraints = [models.UniqueConstraint(fields=["seat", "arrived_at"], name="experts_attendance_once")]


class AppraisalQuerySet(ScopedQuerySet["Appraisal"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """Whoever gave it, the project's supervisor, and the expert appraised."""
        if ctx.has(Role.SYSTEM):
            return self
        own = Q(pk__in=[])
        if ctx.actor_id is not None:
            own |= Q(organisation_id=ctx.organisation_id)
        if ctx.has(Role.SUPERVISOR):
            own |= Q(attendance__seat__committee__project__supervision_id=ctx.organisation_id)
        if ctx.expert_id is not None:
            own |= Q(attendance__ref=expert_ref(ctx.expert_id))
        return self.filter(own)


class Appraisal(Stateful):
    """One party's appraisal of one member's part (专家评价): a grade for each item; its words are sealed.

    ``grades`` stays as given; ``amended`` is what an objection that holds made of it. ``words`` seals the
    reason with a nonce; ``commitment`` stands in the log.
    """

    MACHINE = APPRAISAL_MACHINE

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="appraisals")
    party = models.CharField("评价方", max_length=12)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    grades = models.JSONField("评价")
    amended = models.JSONField("变更后的评价", null=True)
    words = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, related_name="+")
    commitment = models.CharField("摘要", max_length=64)
    given_at = models.DateTimeField("评价时间")
    objection = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, null=True, related_name="+")
    objected_at = models.DateTimeField("提出异议时间", null=True)
    decision = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("处理时间", null=True)

    objects: ClassVar[models.Manager["Appraisal"]] = AppraisalQuerySet.as_manager()

    class Meta:
        verbose_name = "专家评价"
        ordering = ("-given_at", "-id")
        constraints = [models.UniqueConstraint(fields=["attendance", "party"], name="experts_appraise_once")]

    @property
    def in_force(self) -> dict[str, str]:
        """The grades that count now, by item; the column keeps no order."""
        found: dict[str, str] = self.grades if self.amended is None else self.amended
        return found
