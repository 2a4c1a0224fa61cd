from django.db import migrations

from yuanping.base.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("rules", "0001_initial")]
    operations = [append_only("rules_packversion")]
