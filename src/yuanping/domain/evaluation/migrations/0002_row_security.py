"""One member must not see another's votes and scores before all have handed in: the database sees to it.

``yuanping.seat`` is the committee seat whose eyes are looking, set by ``base.context.bound``; empty
for everybody without a seat, who reads released rows only. A replaced member's rows are read by
nobody. Forced, so that the policies bind the tables' owner, which the application is.
"""

from django.db import migrations

from yuanping.base.append_only import append_only

TABLES = ("ballot", "opinion", "scoreentry", "sheetsalt")

FUNCTIONS = """
    CREATE FUNCTION evaluation_seat() RETURNS bigint LANGUAGE sql STABLE AS $$
        SELECT NULLIF(current_setting('yuanping.seat', true), '')::bigint
    $$;

    CREATE FUNCTION evaluation_may_read(which_sheet bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (
            SELECT 1
            FROM evaluation_sheet sheet
            JOIN evaluation_member member ON member.id = sheet.member_id
            WHERE sheet.id = which_sheet
              AND member.replaced_at IS NULL
              AND (
                  member.seat_id = evaluation_seat()
                  OR (
                      sheet.released_at IS NOT NULL
                      AND (
                          evaluation_seat() IS NULL
                          OR EXISTS (
                              SELECT 1
                              FROM evaluation_member reader
                              WHERE reader.session_id = sheet.session_id
                                AND reader.seat_id = evaluation_seat()
                                AND reader.replaced_at IS NULL
                          )
                      )
                  )
              )
        )
    $$;

    CREATE FUNCTION evaluation_may_write(which_sheet bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (
            SELECT 1
            FROM evaluation_sheet sheet
            JOIN evaluation_member member ON member.id = sheet.member_id
            WHERE sheet.id = which_sheet
              AND sheet.state = 'draft'
              AND member.replaced_at IS NULL
              AND member.seat_id = evaluation_seat()
        )
    $$;
"""
NO_FUNCTIONS = """
    DROP FUNCTION evaluation_may_write(bigint);
    DROP FUNCTION evaluation_may_read(bigint);
    DROP FUNCTION evaluation_seat();
"""


def row_security(table: str) -> migrations.RunSQL:
    """Own rows while the sheet is a draft; released rows for the committee; nothing else."""
    name = f"evaluation_{table}"
    return migrations.RunSQL(
        sql=f"""
            ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
            CREATE POLICY {name}_read ON {name} FOR SELECT USING (evaluation_may_read(sheet_id));
            CREATE POLICY {name}_insert ON {name} FOR INSERT WITH CHECK (evaluation_may_write(sheet_id));
            CREATE POLICY {name}_update ON {name} FOR UPDATE
                USING (evaluation_may_write(sheet_id)) WITH CHECK (evaluation_may_write(sheet_id));
            CREATE POLICY {name}_delete ON {name} FOR DELETE USING (evaluation_may_write(sheet_id));
        """,
        reverse_sql=f"""
            DROP POLICY {name}_delete ON {name};
            DROP POLICY {name}_update ON {name};
            DROP POLICY {name}_insert ON {name};
            DROP POLICY {name}_read ON {name};
            ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE {name} DISABLE ROW LEVEL SECURITY;
        """,
    )


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *(row_security(table) for table in TABLES),
        append_only("evaluation_scorecorrection"),
    ]
