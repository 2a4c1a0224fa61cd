import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from yuanping.base.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0003_venue_draws"),
        ("experts", "0011_pool"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VenueNeeds",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("meals", models.PositiveSmallIntegerField(verbose_name="用餐份数")),
                ("nights", models.PositiveSmallIntegerField(verbose_name="住宿间夜")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dispatch.venue"
                    ),
                ),
            ],
            options={
                "verbose_name": "接待需要",
                "ordering": ("pk",),
            },
        ),
        append_only("experts_venueneeds"),
    ]
