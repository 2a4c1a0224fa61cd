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


class Ring(models.Model):
    """The fake voice gateway's telephone: what is said, and which keys it waits for. The number itself is sealed.

    ``ended_at`` and ``digit`` are what the tester did: pressed a key, or let it ring out (no digit).
    """

    recipient = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT)
    text = models.TextField("播报内容")
    keys = models.JSONField("按键")
    reference = models.CharField("用途", max_length=100)
    key = models.CharField("幂等键", max_length=100, unique=True)
    rang_at = models.DateTimeField("呼叫时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    digit = models.CharField("所按键", max_length=1, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "模拟电话"


class Sending(models.Model):
    """What a gateway in service has taken, under our key: neither the number nor the text."""

    key = models.CharField("幂等键", max_length=100, unique=True)
    adapter = models.CharField("网关", max_length=20)
    reference = models.CharField("网关回执号", max_length=100)
    sent_at = models.DateTimeField("发送时间")

    class Meta:
        verbose_name = "网关受理记录"
        constraints = [
            models.UniqueConstraint(fields=["adapter", "reference"], name="ports_sending_reference")
        ]


class DemoCard(models.Model):
    """The fake identity reader's register: which identity card the holder of a telephone carries."""

    holder_index = models.CharField(max_length=64, unique=True)
    card = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT)

    class Meta:
        verbose_name = "模拟身份证"
