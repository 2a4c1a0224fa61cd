"""What a venue prepares for the people who come, by number and never by name."""

from django.db import models


class VenueNeeds(models.Model):
    """Meals and nights as a venue's staff stated them; the newest row of a venue holds, rows are only added."""

    venue = models.ForeignKey("dispatch.Venue", on_delete=models.PROTECT, related_name="+")
    meals = models.PositiveSmallIntegerField("用餐份数")
    nights = models.PositiveSmallIntegerField("住宿间夜")
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "接待需要"
        ordering = ("pk",)
