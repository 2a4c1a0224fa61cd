"""The plain chain of events becomes a Merkle log: the entries of old are carried over, sealed anew."""

import json
import secrets
from hashlib import sha256

import django.db.models.deletion
from django.db import migrations, models

from yuanping.base.append_only import append_only
from yuanping.core.tlog.leaves import seal

EMPTY = sha256(b"").hexdigest()
SM3_EMPTY = "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"

FREE_INDEX_NAMES = """
    DO $$
    DECLARE old text;
    BEGIN
        FOR old IN SELECT indexname FROM pg_indexes WHERE tablename = 'witness_plainentry' LOOP
            EXECUTE format('ALTER INDEX %I RENAME TO %I', old, 'plain_' || left(old, 50));
        END LOOP;
    END $$;
"""

GUARDS = migrations.RunSQL(
    """
    CREATE FUNCTION witness_opening_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.entry_id = OLD.entry_id AND NOT EXISTS (
            SELECT 1 FROM jsonb_each(NEW.facts) AS kept
            WHERE OLD.facts -> kept.key IS DISTINCT FROM kept.value
        ) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'witness_opening: facts may only be erased' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER witness_opening_no_change BEFORE UPDATE OR DELETE ON witness_opening
        FOR EACH ROW EXECUTE FUNCTION witness_opening_only_erased();
    CREATE TRIGGER witness_opening_no_truncate BEFORE TRUNCATE ON witness_opening
        FOR EACH STATEMENT EXECUTE FUNCTION witness_opening_only_erased();
    ALTER TABLE witness_opening ENABLE ALWAYS TRIGGER witness_opening_no_change;
    ALTER TABLE witness_opening ENABLE ALWAYS TRIGGER witness_opening_no_truncate;

    ALTER TABLE witness_tile ALTER COLUMN hashes SET STORAGE EXTERNAL; -- hashes do not compress

    CREATE FUNCTION witness_tile_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND substring(NEW.hashes FROM 1 FOR length(OLD.hashes)) = OLD.hashes THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'witness_tile only grows' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER witness_tile_no_change BEFORE UPDATE OR DELETE ON witness_tile
        FOR EACH ROW EXECUTE FUNCTION witness_tile_only_grows();
    CREATE TRIGGER witness_tile_no_truncate BEFORE TRUNCATE ON witness_tile
        FOR EACH STATEMENT EXECUTE FUNCTION witness_tile_only_grows();
    ALTER TABLE witness_tile ENABLE ALWAYS TRIGGER witness_tile_no_change;
    ALTER TABLE witness_tile ENABLE ALWAYS TRIGGER witness_tile_no_truncate;

    CREATE FUNCTION witness_head_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.size > OLD.size THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'witness_head only grows' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER witness_head_grows BEFORE UPDATE OR DELETE ON witness_head
        FOR EACH ROW EXECUTE FUNCTION witness_head_only_grows();
    """,
    "DROP FUNCTION witness_opening_only_erased() CASCADE; DROP FUNCTION witness_tile_only_grows() CASCADE;"
    "DROP FUNCTION witness_head_only_grows() CASCADE;",
)


def carry_over(apps, schema_editor):
    """Each entry of the plain chain as an entry of the log, under its own number, waiting to be sequenced."""
    entry_model, chain_model = apps.get_model("witness", "Entry"), apps.get_model("witness", "Chain")
    opening_model, waiting_model = apps.get_model("witness", "Opening"), apps.get_model("witness", "Waiting")
    chains = {}
    for old in apps.get_model("witness", "PlainEntry").objects.order_by("index").iterator():
        said = json.loads(old.body)
        number, project = old.index + 1, old.project_id
        length, last = chains.get(project, (0, None))
        facts = {
            "number": number,
            "kind": said["kind"],
            "version": said["version"],
            "project": project,
            "chain": None if project is None else {"number": length, "previous": last},
            "actor": said["actor"],
            "request": said["request"],
            **{f"data.{name}": value for name, value in said["data"].items()},
        }
        leaf, openings = seal(facts, at=said["at"], random=secrets.token_bytes)
        digest = sha256(b"\0" + leaf.encoded()).hexdigest()
        chains[project] = (length + 1, digest)
        entry_model.objects.create(
            number=number,
            at=old.at,
            kind=old.kind,
            project_id=project,
            content=leaf.encoded().decode(),
            hash=digest,
        )
        opening_model.objects.create(entry_id=number, facts={o.name: [o.salt, o.value] for o in openings})
        waiting_model.objects.create(entry_id=number)
    for project, (length, last) in chains.items():
        if project is not None:
            chain_model.objects.create(project_id=project, length=length, last=last)
    schema_editor.execute(
        "SELECT setval(pg_get_serial_sequence('witness_entry', 'number'), max(number)) FROM witness_entry"
    )


class Migration(migrations.Migration):
    dependencies = [("witness", "0003_refusals_by_address")]
    operations = [
        migrations.RunSQL(
            "DROP FUNCTION witness_entry_is_append_only() CASCADE; DROP FUNCTION witness_head_only_grows() CASCADE;",
            migrations.RunSQL.noop,
        ),
        migrations.RenameModel("Entry", "PlainEntry"),
        migrations.RunSQL(FREE_INDEX_NAMES, migrations.RunSQL.noop),
        migrations.DeleteModel("Head"),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False, verbose_name="回执号")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("kind", models.CharField(max_length=80, verbose_name="事件")),
                ("project_id", models.BigIntegerField(null=True, verbose_name="项目")),
                ("content", models.TextField(verbose_name="入账内容（规范 JSON）")),
                ("hash", models.CharField(max_length=64, verbose_name="摘要")),
            ],
            options={
                "verbose_name": "见证记录",
                "ordering": ("number",),
                "indexes": [
                    models.Index(fields=["kind"], name="witness_entries_by_kind"),
                    models.Index(
                        condition=models.Q(("project_id__isnull", False)),
                        fields=["project_id"],
                        name="witness_entries_by_project",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "entry",
                    models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="witness.entry"),
                ),
                ("facts", models.JSONField(verbose_name="内容与盐")),
            ],
            options={"verbose_name": "见证记录内容"},
        ),
        migrations.CreateModel(
            name="Chain",
            fields=[
                (
                    "project_id",
                    models.BigIntegerField(primary_key=True, serialize=False, verbose_name="项目"),
                ),
                ("length", models.BigIntegerField(default=0)),
                ("last", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                (
                    "entry",
                    models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="witness.entry"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="序号")),
                (
                    "entry",
                    models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="witness.entry"),
                ),
            ],
            options={"ordering": ("index",)},
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tree", "level", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tree", models.CharField(max_length=8)),
                ("level", models.SmallIntegerField()),
                ("number", models.BigIntegerField()),
                ("hashes", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("size", models.BigIntegerField(default=0)),
                ("root", models.CharField(max_length=64)),
                ("sm3_root", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("only", True)), name="witness_one_head")
                ],
            },
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.BigIntegerField(db_index=True, verbose_name="条数")),
                ("root", models.CharField(max_length=64, verbose_name="根摘要")),
                ("at", models.DateTimeField(verbose_name="签发时间")),
                ("note", models.TextField(verbose_name="检查点")),
            ],
            options={"verbose_name": "检查点", "ordering": ("id",)},
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("witness", models.CharField(max_length=200, verbose_name="见证方")),
                ("at", models.DateTimeField(verbose_name="见证时间")),
                ("line", models.TextField(verbose_name="签名行")),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cosignatures",
                        to="witness.checkpoint",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("checkpoint", "witness"), name="witness_one_cosignature"
                    )
                ],
            },
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel("PlainEntry"),
        migrations.RunSQL(
            'INSERT INTO witness_head ("only", size, root, sm3_root)'
            f" VALUES (true, 0, '{EMPTY}', '{SM3_EMPTY}');",
            "DELETE FROM witness_head;",
        ),
        append_only("witness_entry"),
        append_only("witness_leaf"),
        append_only("witness_checkpoint"),
        append_only("witness_cosignature"),
        GUARDS,
    ]
