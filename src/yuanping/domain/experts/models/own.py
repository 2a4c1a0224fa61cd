"""By which an expert signs in to the own pages: the mobile number, as a keyed digest, and codes sent to it."""

from django.db import models

from yuanping.domain.experts.models.pool import Expert


class Telephone(models.Model):
    """The keyed digest of an expert's mobile number; the number itself is sealed with the identity."""

    expert = models.OneToOneField(Expert, on_delete=models.PROTECT, related_name="telephone")
    index = models.CharField(max_length=64, db_index=True)

    class Meta:
        verbose_name = "专家手机号码索引"


class SignInRequest(models.Model):
    """Somebody asked for a code to be sent to a number, known or not: both leave the same row.

    ``code_hash`` is empty until a code was sent, and again once it was used.
    """

    phone_index = models.CharField(max_length=64, db_index=True)
    address = models.CharField(max_length=64, db_index=True)
    asked_at = models.DateTimeField("申请时间")
    expires_at = models.DateTimeField("有效期至")
    sent_at = models.DateTimeField("发送时间", null=True)
    code_hash = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField("已试次数", default=0)

    class Meta:
        verbose_name = "专家登录验证码"
