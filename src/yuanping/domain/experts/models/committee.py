"""Committees, their seats, and who confirmed the list."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from typing_extensions import override

from yuanping.base.models import ScopedQuerySet, Stateful
from yuanping.domain.experts.states import COMMITTEE_MACHINE, SEAT_MACHINE, SeatKind
from yuanping.domain.people.states import Role
from yuanping.domain.projects.queries import VENUE_ROLES, of_parties

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


class CommitteeQuerySet(ScopedQuerySet["Committee"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """Everybody who takes part in the project on the main side."""
        return self if ctx.has(Role.SYSTEM) else self.filter(of_parties(ctx))


class Committee(Stateful):
    """An evaluation committee in formation (评标委员会). ``cells`` is the plan: specialty, venue, count.

    ``departure`` is the reason for a plan that departs from a rule which leaves room for one (S1-12, S1-13).
    ``draw_at``: when the platform is to make the first draw by itself (S3-12).
    """

    MACHINE = COMMITTEE_MACHINE

    project = models.OneToOneField("projects.Project", on_delete=models.PROTECT, related_name="committee")
    size = models.PositiveSmallIntegerField("成员人数")
    representatives = models.PositiveSmallIntegerField("招标人代表人数")
    cells = models.JSONField("专家名额")
    departure = models.CharField("理由", max_length=500, blank=True)
    draw_at = models.DateTimeField("预约抽取时间", null=True, db_index=True)

    objects: ClassVar[models.Manager["Committee"]] = CommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = "评标委员会"


class CommitteeSeatQuerySet(ScopedQuerySet["CommitteeSeat"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """The main side sees all seats, a sub-venue its own, a member the own seat."""
        if ctx.has(Role.SYSTEM):
            return self
        own = of_parties(ctx, "committee__project")
        if ctx.has(*VENUE_ROLES):
            own |= Q(venue__centre_id=ctx.centre_id)
        if ctx.committee_seat_id is not None:
            own |= Q(pk=ctx.committee_seat_id)
        return self.filter(own)


class CommitteeSeat(Stateful):
    """One member's place in the committee, known as ``副场 2 · 专家 1``; who holds it is sealed.

    ``assignment`` seals the expert's id (or a representative's identity). ``draw`` and ``draw_index``
    say which seat of which draw it is. ``workstation`` is the booked seat, told at check-in.
    ``code_hash`` is the keyed digest of the one-time code with which the member enters the evaluation
    at that workstation (S4-36, login B); ``session_hash`` binds the seat to the browser that did.
    """

    MACHINE = SEAT_MACHINE

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="seats")
    venue = models.ForeignKey("dispatch.Venue", on_delete=models.PROTECT, related_name="committee_seats")
    kind = models.CharField("类别", max_length=16, choices=[(k.value, k.value) for k in SeatKind])
    specialty = models.CharField("专业", max_length=11, blank=True)
    ordinal = models.PositiveSmallIntegerField("序号")
    draw = models.ForeignKey("experts.DrawRecord", on_delete=models.PROTECT, null=True, related_name="seats")
    draw_index = models.PositiveSmallIntegerField("抽取序号", null=True)
    assignment = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, null=True, related_name="+")
    workstation = models.ForeignKey("dispatch.Booking", on_delete=models.PROTECT, null=True, related_name="+")
    checked_in_at = models.DateTimeField("签到时间", null=True)
    checked_out_at = models.DateTimeField("离场时间", null=True)
    code_hash = models.CharField(max_length=64, blank=True)
    session_hash = models.CharField(max_length=64, blank=True)

    objects: ClassVar[models.Manager["CommitteeSeat"]] = CommitteeSeatQuerySet.as_manager()

    class Meta:
        verbose_name = "评委席"
        ordering = ("committee", "venue__ordinal", "kind", "ordinal")
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "venue", "kind", "ordinal"], name="experts_seat_place"
            ),
            models.UniqueConstraint(
                fields=["workstation"],
                condition=Q(workstation__isnull=False, state="checked-in"),
                name="experts_one_member_at_a_workstation",
            ),
        ]

    @property
    def label(self) -> str:
        """``副场 2 · 专家 1``: what pages, messages and the log call the member."""
        word = "招标人代表" if self.kind == SeatKind.REPRESENTATIVE else "专家"
        return f"{self.venue.label} · {word} {self.ordinal}"

    @property
    def workstation_label(self) -> str:
        """``远程评标一室 03``, or nothing before a workstation was drawn."""
        return "" if self.workstation is None else self.workstation.seat.label


class ListConfirmation(models.Model):
    """The tenderer's or the supervisor's confirmation of the drawn list (S4-30), each for themselves."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="confirmations")
    role = models.CharField("身份", max_length=16)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "名单核验"
        constraints = [models.UniqueConstraint(fields=["committee", "role"], name="experts_confirm_once")]
