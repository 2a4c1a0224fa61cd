from django.db import models


class WitnessedLog(models.Model):
    """What this node cosigned last of another log. A trigger lets it only grow.

    ``note`` is the checkpoint with the log's signature and our cosignature; empty before the first.
    """

    origin = models.CharField("日志", max_length=500, unique=True)
    size = models.BigIntegerField("条数", default=0)
    root = models.CharField("根摘要", max_length=64)
    note = models.TextField("最近见证的检查点", blank=True)
    at = models.DateTimeField("见证时间", null=True)

    class Meta:
        verbose_name = "被见证的日志"


class MirroredLog(models.Model):
    """A copy of another log. A trigger lets it only grow.

    ``size``, ``root`` and ``note`` (with our cosignature) are the mirror's checkpoint: all of it is held.
    ``target`` is the log's newest checkpoint, which continues every one before; on the way to it the first
    ``held`` entries and their tiles are stored.
    """

    origin = models.CharField("日志", max_length=500, unique=True)
    size = models.BigIntegerField("条数", default=0)
    root = models.CharField("根摘要", max_length=64)
    note = models.TextField("镜像的检查点", blank=True)
    at = models.DateTimeField("镜像时间", null=True)
    held = models.BigIntegerField("已存条数", default=0)
    target = models.TextField("正在取得的检查点", blank=True)

    class Meta:
        verbose_name = "镜像的日志"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(held__gte=models.F("size")), name="witnessing_holds_all"
            )
        ]


class MirroredEntry(models.Model):
    """An entry of a mirrored log, byte by byte. Append-only by trigger.

    The log's row cannot be deleted, a trigger sees to that: checking for each entry would cost more than storing it.
    """

    pk = models.CompositePrimaryKey("log_id", "index")
    log = models.ForeignKey(MirroredLog, models.PROTECT, db_constraint=False)
    index = models.BigIntegerField("序号")
    content = models.BinaryField("内容")

    class Meta:
        verbose_name = "镜像的条目"


class MirroredTile(models.Model):
    """Up to 256 hashes of a mirrored log (C2SP tlog-tiles); a trigger lets it only grow."""

    pk = models.CompositePrimaryKey("log_id", "level", "number")
    log = models.ForeignKey(MirroredLog, models.PROTECT)
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        verbose_name = "镜像的摘要块"


class Disagreement(models.Model):
    """Evidence against a log: a checkpoint that it signed, and one that it signed before, which do not agree.

    ``proved`` tells that the two alone, or with the copy that this node keeps, prove a fork; otherwise a
    proof was missing or wrong, which whoever sent the checkpoint may also have spoilt. Append-only by trigger.
    """

    origin = models.CharField("日志", max_length=500)
    at = models.DateTimeField("时间")
    role = models.CharField("身份", max_length=8)
    proved = models.BooleanField("证实分叉")
    held = models.TextField("原检查点")
    submitted = models.TextField("不符的检查点")
    digest = models.CharField("不符检查点正文摘要", max_length=64)

    class Meta:
        ordering = ("id",)
        verbose_name = "不一致的检查点"
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "digest", "proved"], name="witnessing_disagreement_once"
            )
        ]
