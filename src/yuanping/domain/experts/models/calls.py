"""Calls to the people drawn."""

from django.db import models

from yuanping.domain.experts.models.committee import CommitteeSeat


class CallOut(models.Model):
    """One call to the person assigned to a seat: the link's token as a digest, and the answer.

    ``reason`` is a choice of the list; what the person adds in words is sealed in ``note``.
    """

    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="calls")
    attempt = models.PositiveSmallIntegerField("通知次序")
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField("通知时间")
    answer_by = models.DateTimeField("答复期限")
    answered_at = models.DateTimeField("答复时间", null=True)
    answer = models.CharField("答复", max_length=12, blank=True)
    reason = models.CharField("理由", max_length=20, blank=True)
    note = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "通知"
        constraints = [models.UniqueConstraint(fields=["seat", "attempt"], name="experts_call_attempt")]
