"""The people of the expert pool."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Expert(models.Model):
    """A person in the expert pool (评标专家库). Who it is (name, number, telephone) is sealed.

    ``id_index`` is the blind index of the identity number: one person is in the pool once. ``identity_index`` is
    that of all three together, by which an import tells whether they have changed without opening them. In clear
    stands what a rule asks for and no more: the birth date is sealed with the identity number, the year is not.
    """

    number = models.CharField("专家编号", max_length=20, unique=True)
    region_code = models.CharField("所在地", max_length=6, db_index=True)
    employer = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    specialties = ArrayField(models.CharField(max_length=11), verbose_name="专业")
    identity = models.OneToOneField("vault.SealedItem", on_delete=models.PROTECT, related_name="+")
    id_index = models.CharField(max_length=64, unique=True)
    identity_index = models.CharField(max_length=64, default="")
    title = models.CharField("职称", max_length=20, default="")
    in_field_since = models.DateField("从事专业起始日期", null=True)
    equal_ground = models.CharField("同等专业水平的理由", max_length=200, default="")
    birth_year = models.PositiveSmallIntegerField("出生年份", null=True)
    is_available = models.BooleanField("在库可抽取", default=True)
    synthetic = models.BooleanField("合成数据", default=False)

    class Meta:
        verbose_name = "专家"
        indexes = [GinIndex(fields=["specialties"], name="experts_specialties")]


class PoolCount(models.Model):
    """How many experts may be drawn of one specialty in one region, when last counted: nobody's name."""

    specialty = models.CharField("专业", max_length=11)
    region_code = models.CharField("地区", max_length=6)
    experts = models.PositiveIntegerField("专家数")
    employers = models.PositiveIntegerField("单位数")

    class Meta:
        verbose_name = "专家库计数"
        constraints = [
            models.UniqueConstraint(fields=["specialty", "region_code"], name="experts_pool_count_once")
        ]


class CatalogueEdition(models.Model):
    """A month's shared catalogue (共享资源目录) as published; that of the running month is replaced (S2-11)."""

    month = models.CharField("月份", max_length=7, unique=True)
    refreshed_at = models.DateTimeField("刷新时间")
    content = models.JSONField("内容")

    class Meta:
        verbose_name = "共享资源目录"
        ordering = ("-month",)
