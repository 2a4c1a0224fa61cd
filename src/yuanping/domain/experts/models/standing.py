"""What keeps an expert of the pool out of a draw: former employers and sanctions."""

from django.db import models
from django.db.models import F, Q

from yuanping.domain.experts.models.pool import Expert


class Employment(models.Model):
    """Where an expert works or has worked; ``to_on`` None is the present employer, ``from_on`` None is not known.

    By the code, not by an organisation of the register: a former employer need not be registered here.
    """

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="employments")
    name = models.CharField("单位名称", max_length=200)
    uscc = models.CharField("统一社会信用代码", max_length=18)
    from_on = models.DateField("起始日期", null=True)
    to_on = models.DateField("截止日期", null=True)

    class Meta:
        verbose_name = "任职经历"
        indexes = [models.Index(fields=["uscc"], name="experts_employment_uscc")]
        constraints = [
            models.UniqueConstraint(
                fields=["expert"], condition=Q(to_on__isnull=True), name="experts_one_present_employment"
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(from_on__lte=F("to_on")),
                name="experts_employment_forwards",
            ),
        ]


class Sanction(models.Model):
    """A measure against an expert, by a document of an authority; ``to_on`` None has no end, both days included."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="sanctions")
    kind = models.CharField("种类", max_length=20)
    reason = models.CharField("事由", max_length=30)
    document = models.CharField("依据文书", max_length=200)
    from_on = models.DateField("起始日期")
    to_on = models.DateField("截止日期", null=True)
    lifted_on = models.DateField("解除日期", null=True)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "处分"
        ordering = ("-from_on",)
        indexes = [models.Index(fields=["from_on", "to_on"], name="experts_sanction_days")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(from_on__lte=F("to_on")), name="experts_sanction_forwards"
            )
        ]
