from django.db import models


class SealedItem(models.Model):
    """A ciphertext. Its kind is bound into the encryption: an item cannot be passed off as another."""

    kind = models.CharField("种类", max_length=60)
    box = models.BinaryField("密文")
    sealed_at = models.DateTimeField("密封时间")

    class Meta:
        verbose_name = "密封内容"


class Unsealing(models.Model):
    """One reading of a sealed item: when, by whom, why, under which rule. Append-only by trigger.

    ``rule`` is the rule's id with its citation, empty where no document speaks of it. ``project_id`` and ``subject``
    (a seat's or a draw's label, never a person's) say what was opened, also after the item has been replaced.
    """

    item = models.ForeignKey(SealedItem, on_delete=models.PROTECT, related_name="unsealings")
    at = models.DateTimeField("时间")
    actor = models.CharField("操作人", max_length=100)
    reason = models.CharField("事由", max_length=100)
    rule = models.CharField("依据", max_length=300, blank=True)
    project_id = models.BigIntegerField("项目", null=True, db_index=True)
    subject = models.CharField("启封对象", max_length=60, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "启封记录"
