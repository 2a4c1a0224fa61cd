import django.contrib.postgres.fields
from django.db import migrations, models


def carry_grounds(apps, schema_editor):
    """What was answered in two columns and by the free text becomes one list; half an answer is none."""
    projects = apps.get_model("projects", "Project").objects.using(schema_editor.connection.alias)
    for project in projects.exclude(tenderer_applies=None).exclude(especially_important=None).order_by("pk"):
        answers = (
            ("applicant-request", project.tenderer_applies),
            ("especially-important", project.especially_important),
            ("other", bool(project.exemption_ground)),
        )
        project.grounds = [ground for ground, put_forward in answers if put_forward]
        project.save(update_fields=["grounds"])


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="project",
            name="grounds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), null=True, size=None, verbose_name="提出的情形"
            ),
        ),
        migrations.RunPython(carry_grounds, elidable=True),
        migrations.RemoveField(model_name="project", name="especially_important"),
        migrations.RemoveField(model_name="project", name="tenderer_applies"),
        migrations.AddField(
            model_name="project",
            name="category_code",
            field=models.CharField(blank=True, max_length=11, verbose_name="政府采购品目代码"),
        ),
        migrations.AddField(
            model_name="project",
            name="category_edition",
            field=models.CharField(blank=True, max_length=4, verbose_name="品目目录版本"),
        ),
        migrations.AddField(
            model_name="project",
            name="local_experts",
            field=models.PositiveIntegerField(null=True, verbose_name="本地同类评审专家人数"),
        ),
        *(
            operation
            for part, label in (("works", "施工"), ("goods", "货物"), ("services", "服务"))
            for operation in (
                migrations.AddField(
                    model_name="project",
                    name=f"part_{part}",
                    field=models.DecimalField(
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        verbose_name=f"{label}部分估算价（元）",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="project",
                    constraint=models.CheckConstraint(
                        condition=models.Q((f"part_{part}__isnull", True), (f"part_{part}__gte", 0), _connector="OR"),
                        name=f"projects_part_{part}",
                    ),
                ),
            )
        ),
    ]
