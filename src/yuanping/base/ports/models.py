from django.db import models


class OutboxMessage(models.Model):
    """The fake SMS gateway's outbox: what a telephone would show. The number itself is sealed."""

    recipient = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT)
    recipient_index = models.CharField(max_length=64, db_index=True)
    text = models.TextField("短信内容")
    reference = models.CharField("用途", max_length=100)
    key = models.CharField("幂等键", max_length=100, unique=True)
    sent_at = models.DateTimeField("发送时间")

    class Meta:
        ordering = ("-id",)
        verbose_name = "模拟短信"


class DemoCard(models.Model):
    """The fake identity reader's register: which identity card the holder of a telephone carries."""

    holder_index = models.CharField(max_length=64, unique=True)
    card = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT)

    class Meta:
        verbose_name = "模拟身份证"
