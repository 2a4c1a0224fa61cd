from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from typing_extensions import override

from yuanping.base.models import ScopedQuerySet, Stateful
from yuanping.domain.places.states import LEVEL_LABELS, SEAT_MACHINE

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


class Centre(models.Model):
    """A public resource trading centre (公共资源交易中心).

    ``leader`` is the 分管领导 and ``administrator`` the 远程异地评标管理员; without both named a centre
    may not take part (S4-22).
    """

    name = models.CharField("名称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=20)
    region_code = models.CharField("行政区划代码", max_length=6, db_index=True)
    level = models.CharField("级别", max_length=10, choices=[(k.value, v) for k, v in LEVEL_LABELS.items()])
    organisation = models.OneToOneField("people.Organisation", on_delete=models.PROTECT)
    address = models.CharField("报到地址", max_length=200)
    telephone = models.CharField("值班电话", max_length=20)
    leader = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    administrator = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    synthetic = models.BooleanField("合成数据", default=False)

    class Meta:
        verbose_name = "交易中心"


class SeatCertificate(models.Model):
    """A centre's 场地能力认定: under which version of the seat standard, and how long it holds."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField("认定编号", max_length=40, unique=True)
    standard = models.CharField("工位标准版本", max_length=40)
    valid_from = models.DateTimeField("生效")
    valid_to = models.DateTimeField("失效")

    class Meta:
        verbose_name = "场地能力认定"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gt=models.F("valid_from")), name="places_certificate_interval"
            )
        ]


class Room(models.Model):
    """A room for remote evaluation (远程异地评标室)."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField("评标室", max_length=40)
    isolated = models.BooleanField("工位物理隔离", default=True)

    class Meta:
        verbose_name = "评标室"
        constraints = [models.UniqueConstraint(fields=["centre", "name"], name="places_room_name")]


class SeatQuerySet(ScopedQuerySet["Seat"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """Staff see the seats of their own centre; operators all."""
        if ctx.has("operator", "system"):
            return self
        return self.filter(room__centre_id=ctx.centre_id)


class Seat(Stateful):
    """A workstation (工位) in a room."""

    MACHINE = SEAT_MACHINE

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField("工位号")
    devices = ArrayField(models.CharField(max_length=20), verbose_name="设备")

    objects: ClassVar[models.Manager["Seat"]] = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "工位"
        constraints = [models.UniqueConstraint(fields=["room", "number"], name="places_seat_number")]

    @property
    def label(self) -> str:
        """Room and number for people: ``远程评标一室 03``."""
        return f"{self.room.name} {self.number:02d}"
