"""Draws, sealed until they may be known."""

from django.db import models

from yuanping.domain.experts.models.committee import Committee


class PoolSnapshot(models.Model):
    """The pool (专家库) as frozen at one moment: what draws are made from.

    ``root`` commits to ``lines``, the public file of all classes with size, tickets and root of each; ``content``
    is the store's key of the sealed rows. ``key`` seals the key of this snapshot's pseudonyms and salts: those of
    two snapshots cannot be linked without it. ``fingerprint`` tells whether the pool is still the same.
    """

    number = models.PositiveIntegerField("序号", unique=True)
    taken_at = models.DateTimeField("生成时间")
    size = models.PositiveIntegerField("人数")
    fingerprint = models.CharField("在库数据摘要", max_length=64)
    root = models.CharField("根摘要", max_length=64)
    lines = models.CharField("类别清单", max_length=64)
    content = models.CharField("快照内容", max_length=64)
    key = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "专家库快照"


class DrawRecord(models.Model):
    """One draw and its redraws, sealed until the committee's list may be known.

    ``commitment`` is the SHA-256 of the sealed record, stated in the log when the draw was made and at
    each redraw. ``snapshot`` is None for draws from before there were snapshots. ``opened_at`` is when the pseudonymous record became readable to the
    supervisor, ``published_at`` when it became readable to everybody.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="draws")
    attempt = models.PositiveSmallIntegerField("抽取次数")
    snapshot = models.ForeignKey(PoolSnapshot, on_delete=models.PROTECT, null=True, related_name="+")
    pool_digest = models.CharField("抽取名单摘要", max_length=64)
    pool_size = models.PositiveIntegerField("快照人数")
    commitment = models.CharField("记录摘要", max_length=64)
    record = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField("抽取时间")
    opened_at = models.DateTimeField("公开时间", null=True)
    published_at = models.DateTimeField("向社会公开时间", null=True)

    class Meta:
        verbose_name = "抽取记录"
        constraints = [models.UniqueConstraint(fields=["committee", "attempt"], name="experts_draw_attempt")]


class DrawOrigin(models.Model):
    """Where the seed of one numbered attempt comes from, as far as it has come (core.draw.origin).

    ``contributions`` are ``[centre, commitment, value or null]`` in order; the values are sealed in ``secrets`` until they
    are revealed. ``checkpoint`` is the log's that the witnesses have cosigned over the intent; ``beacon`` the round.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="origins")
    attempt = models.PositiveSmallIntegerField("抽取次数")
    definition = models.TextField("随机信标")
    contributions = models.JSONField("各会场的随机数")
    secrets = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, related_name="+")
    checkpoint = models.JSONField("检查点", null=True)
    beacon = models.JSONField("信标轮次", null=True)

    class Meta:
        verbose_name = "随机种子来源"
        constraints = [
            models.UniqueConstraint(fields=["committee", "attempt"], name="experts_origin_attempt")
        ]
