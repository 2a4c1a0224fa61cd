from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from typing_extensions import override

from yuanping.base.models import ScopedQuerySet, Stateful
from yuanping.domain.dispatch.states import OFFER_MACHINE, VENUE_DRAW_MACHINE, VENUE_MACHINE
from yuanping.domain.people.states import Role
from yuanping.domain.projects.queries import VENUE_ROLES, of_parties

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


class IntRange(Func):
    """``int8range(id, id, '[]')``: what btree_gist would do, without the extension."""

    function = "int8range"
    output_field = BigIntegerRangeField()


class VenueQuerySet(ScopedQuerySet["Venue"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """Staff see their own centre's part, and the main venue's staff all parts of its projects."""
        if ctx.has(Role.SYSTEM):
            return self
        own = of_parties(ctx)
        if ctx.has(*VENUE_ROLES):
            own |= Q(centre_id=ctx.centre_id)
        return self.filter(own)


class Venue(Stateful):
    """A centre's part in a project: the main venue (ordinal 0) or a sub-venue (1, 2, …)."""

    MACHINE = VENUE_MACHINE

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="venues")
    centre = models.ForeignKey("places.Centre", on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveSmallIntegerField("序号")

    objects: ClassVar[models.Manager["Venue"]] = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = "会场"
        ordering = ("project", "ordinal")
        constraints = [
            models.UniqueConstraint(fields=["project", "ordinal"], name="dispatch_venue_ordinal"),
            models.UniqueConstraint(
                fields=["project", "centre"], condition=Q(state="held"), name="dispatch_venue_centre"
            ),
        ]

    @property
    def is_main(self) -> bool:
        return self.ordinal == 0

    @property
    def label(self) -> str:
        """主场, 副场 1, 副场 2: pages that must not name the centre say this."""
        return "主场" if self.is_main else f"副场 {self.ordinal}"


class OfferQuerySet(ScopedQuerySet["Offer"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """The main venue that sent it, the sub-venue that answers it, and the project's supervisor."""
        if ctx.has(Role.SYSTEM):
            return self
        own = Q(pk__in=[])
        if ctx.has(*VENUE_ROLES):
            own |= Q(centre_id=ctx.centre_id) | Q(project__main_centre_id=ctx.centre_id)
        if ctx.has(Role.SUPERVISOR):
            own |= Q(project__supervision_id=ctx.organisation_id)
        return self.filter(own)


class Offer(Stateful):
    """The main venue's request for seats (场地要约), answered by a sub-venue."""

    MACHINE = OFFER_MACHINE

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="offers")
    centre = models.ForeignKey("places.Centre", on_delete=models.PROTECT, related_name="+")
    seats_wanted = models.PositiveSmallIntegerField("所需工位数")
    during = DateTimeRangeField("使用时段")
    requirements = models.CharField("场地要求", max_length=500, blank=True)
    sent_at = models.DateTimeField("发出时间")
    expires_at = models.DateTimeField("答复期限")
    answered_at = models.DateTimeField("答复时间", null=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    venue = models.OneToOneField(Venue, on_delete=models.PROTECT, null=True, related_name="offer")
    draw = models.ForeignKey(
        "dispatch.VenueDraw",
        on_delete=models.PROTECT,
        null=True,
        related_name="offers",
        verbose_name="随机选取",
    )

    objects: ClassVar[models.Manager["Offer"]] = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = "要约"
        ordering = ("-sent_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["project", "centre"],
                condition=Q(state__in=["sent", "accepted"]),
                name="dispatch_one_open_offer",
            ),
            models.CheckConstraint(condition=Q(seats_wanted__gt=0), name="dispatch_offer_seats"),
        ]


class Booking(models.Model):
    """A seat held for a venue during an interval. The database refuses a second hold."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="bookings")
    seat = models.ForeignKey("places.Seat", on_delete=models.PROTECT, related_name="bookings")
    during = DateTimeRangeField("时段")
    cancelled = models.BooleanField("已取消", default=False)

    class Meta:
        verbose_name = "预约"
        constraints = [
            ExclusionConstraint(
                name="dispatch_no_double_booking",
                expressions=[
                    (IntRange(F("seat_id"), F("seat_id"), Value("[]")), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled=False),
            )
        ]


class VenueDrawQuerySet(ScopedQuerySet["VenueDraw"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """The main venue that draws, and the supervisor: which centres take part may be secret (S2-17)."""
        if ctx.has(Role.SYSTEM):
            return self
        own = Q(pk__in=[])
        if ctx.has(*VENUE_ROLES):
            own |= Q(project__main_centre_id=ctx.centre_id)
        if ctx.has(Role.SUPERVISOR):
            own |= Q(project__supervision_id=ctx.organisation_id)
        return self.filter(own)


class VenueDraw(Stateful):
    """One random choice of sub-venues (副场随机选取, S2-15), made or failed; attempts are numbered.

    Pool and plan are committed to by their digests before the seed exists. ``record`` is the canonical record for
    replay, empty when nobody could be drawn; ``commitment`` its SHA-256, which stands in the log. ``nonce`` (hex) and
    the log's entry of the intent give the seed.
    """

    MACHINE = VENUE_DRAW_MACHINE

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="venue_draws")
    attempt = models.PositiveSmallIntegerField("选取次数")
    centres = models.PositiveSmallIntegerField("副场数")
    seats_each = models.PositiveSmallIntegerField("每个副场的工位数")
    requirements = models.CharField("场地要求", max_length=500, blank=True)
    reply_workdays = models.PositiveSmallIntegerField("答复期限（工作日）")
    pool_digest = models.CharField("候选名单摘要", max_length=64)
    plan_digest = models.CharField("选取条件摘要", max_length=64)
    eligible = models.PositiveIntegerField("符合条件的交易中心数")
    intended_at = models.DateTimeField("公布条件时间")
    drawn_at = models.DateTimeField("选取时间", null=True)
    commitment = models.CharField("记录摘要", max_length=64, blank=True)
    record = models.TextField("选取记录", blank=True)
    nonce = models.CharField("随机数", max_length=64, blank=True)
    opinion = models.CharField("确认意见", max_length=500, blank=True)

    objects: ClassVar[models.Manager["VenueDraw"]] = VenueDrawQuerySet.as_manager()

    class Meta:
        verbose_name = "副场随机选取"
        ordering = ("project", "attempt")
        constraints = [
            models.UniqueConstraint(fields=["project", "attempt"], name="dispatch_venue_draw_attempt"),
            models.CheckConstraint(
                condition=Q(centres__gt=0) & Q(seats_each__gt=0), name="dispatch_venue_draw_counts"
            ),
        ]
