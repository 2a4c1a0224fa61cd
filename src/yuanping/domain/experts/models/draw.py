"""Draws, sealed until they may be known."""

from django.db import models

from yuanping.domain.experts.models.committee import Committee


class DrawRecord(models.Model):
    """One draw and its redraws, sealed until the committee's list may be known.

    ``commitment`` is the SHA-256 of the sealed record, stated in the log when the draw was made and at
    each redraw. ``opened_at`` is when the pseudonymous record became readable to the supervisor.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="draws")
    attempt = models.PositiveSmallIntegerField("抽取次数")
    pool_digest = models.CharField("专家库快照摘要", max_length=64)
    pool_size = models.PositiveIntegerField("快照人数")
    commitment = models.CharField("记录摘要", max_length=64)
    record = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField("抽取时间")
    opened_at = models.DateTimeField("公开时间", null=True)

    class Meta:
        verbose_name = "抽取记录"
        constraints = [models.UniqueConstraint(fields=["committee", "attempt"], name="experts_draw_attempt")]
