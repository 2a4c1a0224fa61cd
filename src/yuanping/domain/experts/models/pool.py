"""The people of the expert pool."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Expert(models.Model):
    """A person in the expert pool (评标专家库). Who it is (name, number, telephone) is sealed.

    ``id_index`` is the blind index of the identity number: one person is in the pool once.
    """

    number = models.CharField("专家编号", max_length=20, unique=True)
    region_code = models.CharField("所在地", max_length=6, db_index=True)
    employer = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    specialties = ArrayField(models.CharField(max_length=11), verbose_name="专业")
    identity = models.OneToOneField("vault.SealedItem", on_delete=models.PROTECT, related_name="+")
    id_index = models.CharField(max_length=64, unique=True)
    is_available = models.BooleanField("在库可抽取", default=True)
    synthetic = models.BooleanField("合成数据", default=False)

    class Meta:
        verbose_name = "专家"
        indexes = [GinIndex(fields=["specialties"], name="experts_specialties")]
