from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vault", "0002_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="unsealing",
            name="project_id",
            field=models.BigIntegerField(db_index=True, null=True, verbose_name="项目"),
        ),
        migrations.AddField(
            model_name="unsealing",
            name="rule",
            field=models.CharField(blank=True, max_length=300, verbose_name="依据"),
        ),
        migrations.AddField(
            model_name="unsealing",
            name="subject",
            field=models.CharField(blank=True, max_length=60, verbose_name="启封对象"),
        ),
    ]
