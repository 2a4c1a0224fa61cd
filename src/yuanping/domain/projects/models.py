from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from typing_extensions import override

from yuanping.base.models import ScopedQuerySet, Stateful
from yuanping.domain.people.states import Role
from yuanping.domain.projects.parties import of_parties
from yuanping.domain.projects.states import (
    DOMAIN_LABELS,
    KIND_LABELS,
    PROJECT_MACHINE,
    Domain,
    Kind,
)

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


class ProjectQuerySet(ScopedQuerySet["Project"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """Agency, tenderer and supervisor see their own projects, venue staff those their centre hosts.

        A sub-venue knows a project only through its offer (S4-24), an expert only through the seat.
        """
        if ctx.has(Role.SYSTEM):
            return self
        return self.filter(of_parties(ctx, ""))


def _amount(label: str) -> "models.DecimalField[Decimal | None, Decimal | None]":
    """An amount in yuan that nobody need have said."""
    return models.DecimalField(label, max_digits=18, decimal_places=2, null=True)


class Project(Stateful):
    """A tender project (招标项目) entered at a main venue.

    Facts that the law asks for and nobody has stated yet are NULL (or empty, for words): unknown, never assumed.
    ``grounds`` are those of ``core.policy.Ground`` that were put forward: an empty list says that there are none.
    The parts are those of an EPC contract (工程总承包, S2-5). ``exemption_ground`` explains the grounds by which the
    agency asks to go without; ``exemption_consent`` is the supervisor's answer where one is needed (S4-6). ``pins``
    names the rule packs, by id and hash, under which the project lives; ``notice_on`` is the date by
    which they were chosen, the day of registration while no notice has been published.
    """

    MACHINE = PROJECT_MACHINE

    code = models.CharField("招标项目编号", max_length=20, unique=True)
    name = models.CharField("项目名称", max_length=600)
    domain = models.CharField("领域", max_length=12, choices=[(k.value, v) for k, v in DOMAIN_LABELS.items()])
    kind = models.CharField("类型", max_length=12, choices=[(k.value, v) for k, v in KIND_LABELS.items()])
    region_code = models.CharField("项目所在地", max_length=6)
    tenderer = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    supervision = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    main_centre = models.ForeignKey("places.Centre", on_delete=models.PROTECT, related_name="+")
    mandatory = models.BooleanField("依法必须招标", null=True)
    grounds = ArrayField(models.CharField(max_length=40), null=True, verbose_name="提出的情形")
    part_works = _amount("施工部分估算价（元）")
    part_goods = _amount("货物部分估算价（元）")
    part_services = _amount("服务部分估算价（元）")
    category_code = models.CharField("政府采购品目代码", max_length=11, blank=True)
    category_edition = models.CharField("品目目录版本", max_length=4, blank=True)
    local_experts = models.PositiveIntegerField("本地同类评审专家人数", null=True)
    exemption_ground = models.TextField("不采用远程异地评标的理由", blank=True)
    exemption_consent = models.BooleanField("行政监督部门同意不采用", null=True)
    evaluation_starts_at = models.DateTimeField("评标开始时间")
    evaluation_ends_at = models.DateTimeField("预计结束时间")
    notice_on = models.DateField("招标公告发布日期", null=True)
    source_url = models.CharField("公告来源", max_length=300, blank=True)
    pins = ArrayField(models.CharField(max_length=200), default=list, verbose_name="适用规则")
    synthetic = models.BooleanField("演示项目", default=False)
    registered_at = models.DateTimeField("登记时间")

    objects: ClassVar[models.Manager["Project"]] = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "项目"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(evaluation_ends_at__gt=models.F("evaluation_starts_at")),
                name="projects_evaluation_interval",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q((f"{part}__isnull", True), (f"{part}__gte", 0), _connector="OR"),
                    name=f"projects_{part}",
                )
                for part in ("part_works", "part_goods", "part_services")
            ),
        ]

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[Kind(self.kind)]

    @property
    def domain_label(self) -> str:
        return DOMAIN_LABELS[Domain(self.domain)]


class Lot(models.Model):
    """A lot (标段/包). ``scheme`` is the evaluation scheme as JSON, checked by ``projects.scheme``."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="lots")
    code = models.CharField("标段（包）编号", max_length=23, unique=True)
    name = models.CharField("标段（包）名称", max_length=600)
    estimate = models.DecimalField("合同估算价（元）", max_digits=18, decimal_places=2)
    price_limit = models.DecimalField("最高限价（元）", max_digits=18, decimal_places=2, null=True)
    scheme = models.JSONField("评标办法")

    class Meta:
        verbose_name = "标段"
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(condition=models.Q(estimate__gt=0), name="projects_lot_estimate")
        ]


class Bid(models.Model):
    """A bid in the list handed in at registration: bidder, price, file in the content-addressed store."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="bids")
    ordinal = models.PositiveSmallIntegerField("序号")
    bidder_name = models.CharField("投标人", max_length=200)
    bidder_uscc = models.CharField("统一社会信用代码", max_length=18)
    price = models.DecimalField("投标报价（元）", max_digits=18, decimal_places=2)
    file_name = models.CharField("投标文件", max_length=200)
    file_sha256 = models.CharField("文件摘要", max_length=64)
    file_size = models.BigIntegerField("文件大小（字节）")

    class Meta:
        verbose_name = "投标"
        ordering = ("lot", "ordinal")
        constraints = [
            models.UniqueConstraint(fields=["lot", "ordinal"], name="projects_bid_ordinal"),
            models.UniqueConstraint(fields=["lot", "bidder_uscc"], name="projects_bid_bidder"),
            models.CheckConstraint(condition=models.Q(price__gt=0), name="projects_bid_price"),
        ]
