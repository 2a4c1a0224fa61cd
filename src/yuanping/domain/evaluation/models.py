from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from typing_extensions import override

from yuanping.base.models import ScopedQuerySet, Stateful
from yuanping.domain.evaluation.states import (
    LOT_LABELS,
    SESSION_MACHINE,
    SHEET_MACHINE,
    STAGE_LABELS,
    LotStage,
    Stage,
)
from yuanping.domain.people.states import Role
from yuanping.domain.projects.queries import VENUE_ROLES, of_parties

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


class SessionQuerySet(ScopedQuerySet["Session"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """The project's parties, the centres that host it, and the members at their seats."""
        if ctx.has(Role.SYSTEM):
            return self
        own = of_parties(ctx)
        if ctx.centre_id is not None and ctx.has(*VENUE_ROLES):
            hosted = Member.objects.filter(seat__venue__centre_id=ctx.centre_id).values("session_id")
            own |= Q(pk__in=hosted)
        if ctx.committee_seat_id is not None:
            held = Member.objects.filter(seat_id=ctx.committee_seat_id, replaced_at=None)
            own |= Q(pk__in=held.values("session_id"))
        return self.filter(own)


class Session(Stateful):
    """The evaluation of one project, from the recusal declarations to the signed report."""

    MACHINE = SESSION_MACHINE

    project = models.OneToOneField("projects.Project", on_delete=models.PROTECT, related_name="evaluation")
    committee = models.OneToOneField("experts.Committee", on_delete=models.PROTECT, related_name="evaluation")
    chair = models.ForeignKey("Member", on_delete=models.PROTECT, null=True, related_name="+")
    chair_round = models.PositiveSmallIntegerField("推选轮次", default=0)
    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    announced_at = models.DateTimeField("结果公告登记时间", null=True)
    announcement = models.CharField("结果公告", max_length=500, blank=True)

    objects: ClassVar[models.Manager["Session"]] = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "评标"


class Member(models.Model):
    """A person at a committee seat during the evaluation, known by the seat's label.

    A replaced member's row stays, and with it, unreadable, the opinions that have become void.
    ``conflict`` seals the reason for which the member withdrew.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="members")
    seat = models.ForeignKey("experts.CommitteeSeat", on_delete=models.PROTECT, related_name="memberships")
    label = models.CharField("席位", max_length=40)
    is_representative = models.BooleanField("招标人代表", default=False)
    joined_at = models.DateTimeField("到席时间")
    declared_at = models.DateTimeField("回避声明时间", null=True)
    conflict = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, null=True, related_name="+")
    conflict_bid = models.ForeignKey("projects.Bid", on_delete=models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField("更换时间", null=True)
    confirmed_at = models.DateTimeField("汇总确认时间", null=True)

    class Meta:
        verbose_name = "成员"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["session", "seat"],
                condition=Q(replaced_at=None),
                name="evaluation_one_member_at_a_seat",
            )
        ]


class LotReview(models.Model):
    """How far the committee is with one lot. ``valid_bids`` are the ids that passed preliminary review."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="reviews")
    lot = models.OneToOneField("projects.Lot", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField("进度", max_length=16, default=LotStage.PRELIMINARY)
    round = models.PositiveSmallIntegerField("初步评审轮次", default=1)
    competition_round = models.PositiveSmallIntegerField("竞争性判断轮次", default=0)
    valid_bids = models.JSONField("有效投标", default=list)
    findings = models.JSONField("提示", default=list)
    released_at = models.DateTimeField("评分公开时间", null=True)

    class Meta:
        verbose_name = "标段评审"
        ordering = ("lot__code",)

    @property
    def stage_label(self) -> str:
        return LOT_LABELS[LotStage(self.stage)]


class SheetQuerySet(ScopedQuerySet["Sheet"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """A member's own sheets."""
        if ctx.has(Role.SYSTEM):
            return self
        return self.filter(member__seat_id=ctx.committee_seat_id or 0, member__replaced_at=None)


class Sheet(Stateful):
    """One member's paper for one task: a vote, or the review of one lot in one round.

    What it says stands in tables of its own under row-level security; this row tells only whether it
    is handed in and how much is filled. ``pairs`` are the (bid, item) wanted. ``commitment`` is the
    SHA-256 of the content with a salt. ``released_at``: from then on the whole committee reads it.
    """

    MACHINE = SHEET_MACHINE

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="sheets")
    review = models.ForeignKey(LotReview, on_delete=models.PROTECT, null=True, related_name="sheets")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="sheets")
    stage = models.CharField("环节", max_length=16, choices=[(s.value, v) for s, v in STAGE_LABELS.items()])
    round = models.PositiveSmallIntegerField("轮次")
    pairs = models.JSONField("应评内容", default=list)
    filled = models.PositiveIntegerField("已填", default=0)
    wanted = models.PositiveIntegerField("应填", default=1)
    commitment = models.CharField("内容摘要", max_length=64, blank=True)
    saved_at = models.DateTimeField("保存时间", null=True)
    submitted_at = models.DateTimeField("提交时间", null=True)
    released_at = models.DateTimeField("公开时间", null=True)

    objects: ClassVar[models.Manager["Sheet"]] = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = "评审表"
        ordering = ("member_id", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "review", "stage", "round"],
                name="evaluation_one_sheet",
                nulls_distinct=False,
            )
        ]

    @property
    def stage_label(self) -> str:
        return STAGE_LABELS[Stage(self.stage)]

    @property
    def is_open(self) -> bool:
        return self.state == "draft"


class Ballot(models.Model):
    """The vote on a sheet: a member's id for the chair, an answer on competition. Under row-level security."""

    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="ballot")
    choice = models.CharField("选择", max_length=20)

    class Meta:
        verbose_name = "表决票"


class Opinion(models.Model):
    """Pass or fail of one bid on one item. Under row-level security."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="opinions")
    bid = models.ForeignKey("projects.Bid", on_delete=models.PROTECT, related_name="+")
    item_id = models.CharField("评审项", max_length=64)
    passed = models.BooleanField("通过")
    reason = models.CharField("理由", max_length=500, blank=True)

    class Meta:
        verbose_name = "初步评审意见"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "bid", "item_id"], name="evaluation_one_opinion")
        ]


class ScoreEntry(models.Model):
    """Points for one bid on one criterion, as submitted. Under row-level security."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="entries")
    bid = models.ForeignKey("projects.Bid", on_delete=models.PROTECT, related_name="+")
    criterion_id = models.CharField("评分项", max_length=64)
    points = models.DecimalField("分值", max_digits=9, decimal_places=4)
    note = models.CharField("评审意见", max_length=500, blank=True)

    class Meta:
        verbose_name = "评分"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "bid", "criterion_id"], name="evaluation_one_entry")
        ]


class SheetSalt(models.Model):
    """The salt of a submitted sheet's commitment (hex): with it the owner can prove what was submitted.

    Under row-level security: a salt in foreign hands would let few possible scores be tried out.
    """

    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="salt")
    salt = models.CharField("盐值", max_length=64)

    class Meta:
        verbose_name = "摘要盐值"


class ScoreCorrection(models.Model):
    """A correction of one score after the release. The entry stays as it was submitted; append-only."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="corrections")
    bid = models.ForeignKey("projects.Bid", on_delete=models.PROTECT, related_name="+")
    criterion_id = models.CharField("评分项", max_length=64)
    old = models.DecimalField("原分值", max_digits=9, decimal_places=4)
    new = models.DecimalField("更正后分值", max_digits=9, decimal_places=4)
    ground = models.CharField("更正情形", max_length=32)
    reason = models.CharField("说明", max_length=500)
    evidence = models.CharField("数据依据", max_length=500)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "评分更正"
        ordering = ("id",)
