"""Calls to the people drawn: the question, what gateways made of it, and each centre's own words."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from yuanping.base.ports.reports import Outcome
from yuanping.domain.experts.models.committee import CommitteeSeat
from yuanping.domain.experts.states import CHANNEL_LABELS

CHANNELS = [(channel.value, label) for channel, label in CHANNEL_LABELS.items()]


class CallOut(models.Model):
    """One call to the person assigned to a seat: the link's token as a digest, and the answer.

    ``link`` seals the token for as long as the call is open, for every message of the plan carries the same link.
    ``answer`` is the last word: who accepted and asked for leave later keeps ``accepted_at``.
    ``reason`` is a choice of the list; what the person adds in words is sealed in ``note``.
    """

    seat = models.ForeignKey(CommitteeSeat, on_delete=models.PROTECT, related_name="calls")
    attempt = models.PositiveSmallIntegerField("通知次序")
    token_hash = models.CharField(max_length=64, unique=True)
    link = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField("通知时间")
    answer_by = models.DateTimeField("答复期限")
    answered_at = models.DateTimeField("答复时间", null=True)
    accepted_at = models.DateTimeField("确认参加时间", null=True)
    answer = models.CharField("答复", max_length=12, blank=True)
    answered_via = models.CharField("答复方式", max_length=8, blank=True)
    reason = models.CharField("理由", max_length=20, blank=True)
    note = models.ForeignKey("vault.SealedItem", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "通知"
        constraints = [models.UniqueConstraint(fields=["seat", "attempt"], name="experts_call_attempt")]


class CallReceipt(models.Model):
    """What became of one message or one ringing of a call; rows are only ever added. It names nobody.

    ``step`` is the place in the plan, ``tried`` the try. ``reference`` is the gateway's number, by which its later
    reports are found; ``code`` its own word for the outcome.
    """

    call = models.ForeignKey(CallOut, on_delete=models.PROTECT, related_name="receipts")
    channel = models.CharField("方式", max_length=8, choices=CHANNELS)
    step = models.PositiveSmallIntegerField("计划步骤")
    tried = models.PositiveSmallIntegerField("第几次尝试")
    adapter = models.CharField("网关", max_length=20)
    reference = models.CharField("网关回执号", max_length=100, blank=True)
    outcome = models.CharField("结果", max_length=12, choices=[(o.value, o.value) for o in Outcome])
    digit = models.CharField("所按键", max_length=1, blank=True)
    code = models.CharField("网关代码", max_length=60, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "通知回执"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["call", "step", "tried", "outcome", "digit"], name="experts_receipt_once"
            ),
            models.UniqueConstraint(
                fields=["adapter", "reference"],
                condition=Q(outcome=Outcome.SENT.value),
                name="experts_receipt_reference",
            ),
        ]


class CallWording(models.Model):
    """How a centre calls the experts who come to it; the newest row of a channel holds, rows are only added (S4-27)."""

    centre = models.ForeignKey("places.Centre", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField("方式", max_length=8, choices=CHANNELS)
    text = models.CharField("内容", max_length=300)
    bring = ArrayField(models.CharField(max_length=20), verbose_name="提醒携带")
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "通知内容"
        ordering = ("pk",)
