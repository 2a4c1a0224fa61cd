"""Files of experts on their way into the pool."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from typing_extensions import override

from yuanping.base.models import ScopedQuerySet, Stateful
from yuanping.core.machine import Machine
from yuanping.domain.experts.pool_states import IMPORT_MACHINE, ImportState
from yuanping.domain.people.states import Role

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


class PoolImportQuerySet(ScopedQuerySet["PoolImport"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """Those who enter experts see all imports."""
        return self if ctx.has(Role.POOL_MANAGER, Role.OPERATOR, Role.SYSTEM) else self.none()


class PoolImport(Stateful):
    """One file (专家导入). It holds personal data: sealed while it is needed, overwritten afterwards.

    ``counts`` are the rows by what would become of them: new, changed, unchanged, refused; ``employers`` those
    that the file names and the register does not know (code, name, number of rows).
    """

    MACHINE: ClassVar[Machine[ImportState]] = IMPORT_MACHINE

    file_name = models.CharField("文件名", max_length=200)
    size = models.PositiveIntegerField("字节数")
    domain = models.CharField("领域", max_length=12)
    file = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField("上传时间")
    received_by = models.CharField("上传人", max_length=100)
    finished_at = models.DateTimeField("办结时间", null=True)
    rows = models.PositiveIntegerField("行数", default=0)
    counts = models.JSONField("结果", default=dict)
    employers = models.JSONField("待登记单位", default=list)
    problem = models.CharField("不能读取的原因", max_length=400, default="")

    objects: ClassVar[PoolImportQuerySet] = PoolImportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "专家导入"
        ordering = ("-id",)


class ImportProgress(models.Model):
    """How far the work on a file is. A row of its own: it is written while the import's row is locked."""

    of = models.OneToOneField(PoolImport, on_delete=models.CASCADE, related_name="progress", primary_key=True)
    phase = models.CharField("步骤", max_length=20)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("合计", default=0)

    class Meta:
        verbose_name = "导入进度"


class ImportFault(models.Model):
    """What is wrong with one cell, or odd about it; never what stands in it."""

    of = models.ForeignKey(PoolImport, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField("行")
    column = models.CharField("列", max_length=20)
    refuses = models.BooleanField("不予登记", default=True)
    code = models.CharField("规则", max_length=40)
    message = models.CharField("问题", max_length=300)
    remedy = models.CharField("处理", max_length=300)
    basis = models.CharField("依据", max_length=400, default="")

    class Meta:
        verbose_name = "导入问题"
        ordering = ("id",)
