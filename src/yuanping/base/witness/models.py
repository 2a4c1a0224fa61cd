"""The log's tables.

References to an entry are without the database's own check: entries are never deleted, only this app writes
these rows, and the check would cost more than the row.
"""

from django.db import models
from django.db.models.functions import Now


class Entry(models.Model):
    """One event as the public log holds it. Triggers refuse UPDATE, DELETE and TRUNCATE.

    ``number`` is the receipt's number (回执号), given when the event is written; its place in the tree
    is its ``Leaf``'s, given when it is sequenced.
    """

    number = models.BigAutoField("回执号", primary_key=True)
    at = models.DateTimeField("时间")
    kind = models.CharField("事件", max_length=80)
    project_id = models.BigIntegerField("项目", null=True)
    content = models.TextField("入账内容（规范 JSON）")
    hash = models.CharField("摘要", max_length=64)

    class Meta:
        ordering = ("number",)
        verbose_name = "见证记录"
        indexes = [
            models.Index(fields=["kind"], name="witness_entries_by_kind"),
            models.Index(
                fields=["project_id"],
                name="witness_entries_by_project",
                condition=models.Q(project_id__isnull=False),
            ),
        ]


class Opening(models.Model):
    """What an entry says: ``facts`` is ``{name: [salt, value]}``. A trigger lets facts only be erased."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, db_constraint=False)
    facts = models.JSONField("内容与盐")

    class Meta:
        verbose_name = "见证记录内容"


class Chain(models.Model):
    """The end of a project's chain of entries: every append of the project locks it."""

    project_id = models.BigIntegerField("项目", primary_key=True)
    length = models.BigIntegerField(default=0)
    last = models.CharField(max_length=64, blank=True)


class Waiting(models.Model):
    """An entry that has been acknowledged and not yet sequenced; ``since`` is the database's own clock."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, db_constraint=False)
    since = models.DateTimeField(db_default=Now())


class Leaf(models.Model):
    """An entry's place in the tree."""

    index = models.BigIntegerField("序号", primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, db_constraint=False)

    class Meta:
        ordering = ("index",)


class Tile(models.Model):
    """Up to 256 hashes of one level of one tree (C2SP tlog-tiles); a trigger lets it only grow."""

    pk = models.CompositePrimaryKey("tree", "level", "number")
    tree = models.CharField(max_length=8)
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()


class Head(models.Model):
    """The tree's end: the single row that only the sequencer moves, comparing before it swaps."""

    only = models.BooleanField(primary_key=True, default=True)
    size = models.BigIntegerField(default=0)
    root = models.CharField(max_length=64)
    sm3_root = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="witness_one_head")]


class Checkpoint(models.Model):
    """A tree head that the node has signed (C2SP tlog-checkpoint)."""

    size = models.BigIntegerField("条数", db_index=True)
    root = models.CharField("根摘要", max_length=64)
    at = models.DateTimeField("签发时间")
    note = models.TextField("检查点")

    class Meta:
        ordering = ("id",)
        verbose_name = "检查点"


class Cosignature(models.Model):
    """A witness's signature on a checkpoint (C2SP tlog-cosignature); ``witness`` is its name in the policy.

    ``at`` is what the witness's clock said, ``received_at`` what the database's own said.
    """

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures")
    witness = models.CharField("见证方", max_length=200)
    at = models.DateTimeField("见证时间")
    line = models.TextField("签名行")
    received_at = models.DateTimeField("收到时间", db_default=Now())

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="witness_one_cosignature")
        ]


class Sighting(models.Model):
    """What a witness said when it was last asked for the newest head of this log that it has seen.

    ``note`` is the checkpoint as it gave it, ``trouble`` why the answer is not a good one (empty: it is).
    """

    witness = models.CharField("见证方", max_length=200, primary_key=True)
    asked_at = models.DateTimeField("询问时间")
    answered_at = models.DateTimeField("最近答复时间", null=True)
    size = models.BigIntegerField("条数", null=True)
    cosigned_at = models.DateTimeField("见证时间", null=True)
    trouble = models.CharField(max_length=16, blank=True)
    detail = models.TextField(blank=True)
    note = models.TextField("检查点", blank=True)

    class Meta:
        ordering = ("witness",)
        verbose_name = "见证方答复"


class Hold(models.Model):
    """A reason why this node signs nothing: open while ``lifted_at`` is empty (see ``recovery``)."""

    reason = models.CharField("原因", max_length=16)
    witness = models.CharField("见证方", max_length=200)
    note = models.TextField("检查点", blank=True)
    detail = models.TextField(blank=True)
    since = models.DateTimeField("起始时间")
    lifted_at = models.DateTimeField("解除时间", null=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "暂停签发"
        constraints = [
            models.UniqueConstraint(
                fields=["reason", "witness"],
                condition=models.Q(lifted_at=None),
                name="witness_one_open_hold",
            )
        ]


class Alert(models.Model):
    """Something about the log that somebody must look at: open while ``closed_at`` is empty (see ``alerts``)."""

    kind = models.CharField("类别", max_length=24)
    subject = models.CharField("对象", max_length=200)
    opened_at = models.DateTimeField("发生时间")
    closed_at = models.DateTimeField("解除时间", null=True)
    detail = models.TextField("情况")
    evidence = models.JSONField("证据", default=dict)

    class Meta:
        ordering = ("-id",)
        verbose_name = "见证预警"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(closed_at=None),
                name="witness_one_open_alert",
            )
        ]


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
