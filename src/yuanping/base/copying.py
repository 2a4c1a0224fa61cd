"""Many new rows at once through PostgreSQL's COPY: several times as fast as INSERT statements with values."""

from collections.abc import Iterable, Sequence

from django.db import connection, models, transaction


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    """So many primary keys of the table's sequence, ascending; nobody else gets them."""
    table, column = model._meta.db_table, model._meta.pk.column  # noqa: SLF001 -- Django's documented Meta API
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{table}"', column, count],
        )
        return sorted(int(key) for (key,) in cursor.fetchall())


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert rows, the values in the order of ``fields``; all columns without a default must be among them.

    Constraints and triggers of the table hold as ever; ``save()`` and field defaults of Django do not take part.
    """
    meta = model._meta  # noqa: SLF001
    columns = ", ".join(f'"{meta.get_field(name).column}"' for name in fields)  # type: ignore[union-attr]
    copy = f'COPY "{meta.db_table}" ({columns}) FROM STDIN'
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(copy) as stream:
        for row in rows:
            stream.write_row(row)
