from django.db import migrations

from yuanping.base.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("witness", "0001_initial")]
    operations = [
        append_only("witness_entry"),
        append_only("witness_refusalnote"),
        migrations.RunSQL(
            'INSERT INTO witness_head ("only", count, hash) VALUES (true, 0, repeat(\'0\', 64));',
            "DELETE FROM witness_head;",
        ),
        migrations.RunSQL(
            "CREATE FUNCTION witness_head_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN"
            "   IF TG_OP = 'UPDATE' AND NEW.count = OLD.count + 1 THEN RETURN NEW; END IF;"
            "   RAISE EXCEPTION 'witness_head only grows by one' USING ERRCODE = 'restrict_violation';"
            " END $$;"
            " CREATE TRIGGER witness_head_grows BEFORE UPDATE OR DELETE ON witness_head"
            " FOR EACH ROW EXECUTE FUNCTION witness_head_only_grows();",
            "DROP FUNCTION witness_head_only_grows() CASCADE;",
        ),
    ]
