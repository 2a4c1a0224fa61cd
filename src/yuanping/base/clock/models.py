from django.db import models


class ClockShift(models.Model):
    """Demonstration nodes only: from here on the node's clock is this much ahead of real time.

    A rehearsal cannot wait the week that a sub-venue must be asked ahead. Each shift is an event in
    the log and every page of such a node says that it is a demonstration.
    """

    ahead = models.DurationField("快进")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("id",)
        verbose_name = "演示时钟"
