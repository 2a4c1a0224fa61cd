from django.db import models


class Entry(models.Model):
    """One event, canonical and chained. Triggers refuse UPDATE, DELETE and TRUNCATE."""

    index = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    kind = models.CharField("事件", max_length=80, db_index=True)
    project_id = models.BigIntegerField("项目", null=True, db_index=True)
    body = models.TextField("内容（规范 JSON）")
    hash = models.CharField("摘要", max_length=64, unique=True)

    class Meta:
        ordering = ("index",)
        verbose_name = "见证记录"


class Head(models.Model):
    """The chain's end: the single row that every append locks, so that the chain never forks."""

    only = models.BooleanField(primary_key=True, default=True)
    count = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="witness_one_head")]


class RefusalNote(models.Model):
    """A refused or denied attempt, noted by the edge outside of the refused transaction."""

    at = models.DateTimeField("时间")
    actor = models.CharField("操作人", max_length=100)
    account_id = models.BigIntegerField("账号", null=True)
    channel = models.CharField("渠道", max_length=16)
    request_id = models.CharField("请求号", max_length=32)
    attempt = models.CharField("操作", max_length=200)
    code = models.CharField("代码", max_length=80)
    address = models.CharField("来源地址", max_length=45, blank=True)
    project_id = models.BigIntegerField("项目", null=True, db_index=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "拒绝记录"
        indexes = [models.Index(fields=["address", "at"], name="witness_refusals_by_address")]
