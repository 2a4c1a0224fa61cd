"""Reading the record."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models

from yuanping.base.witness.models import Entry, Head, RefusalNote


def entries(*, project_id: int | None = None, after: int = -1) -> models.QuerySet[Entry]:
    """Entries after an index, oldest first; of one project when given."""
    rows = Entry.objects.filter(index__gt=after)
    return rows if project_id is None else rows.filter(project_id=project_id)


def head() -> tuple[int, str]:
    """Number of entries and the last hash."""
    row = Head.objects.get(only=True)
    return row.count, row.hash


def chain_rows() -> Iterator[tuple[int, str, str]]:
    """(index, body, hash) of the whole record, for ``chain.verify``."""
    yield from Entry.objects.order_by("index").values_list("index", "body", "hash").iterator(chunk_size=2000)


def last_at() -> datetime | None:
    """When the last entry was written; None for an empty record."""
    last = Entry.objects.order_by("index").last()
    return None if last is None else last.at


def refusals(*, project_id: int) -> models.QuerySet[RefusalNote]:
    """Refused attempts at a project's pages and actions, newest first."""
    return RefusalNote.objects.filter(project_id=project_id)


def refusals_from(address: str, *, code: str, since: datetime) -> models.QuerySet[RefusalNote]:
    """Attempts from one address that were refused with ``code``, newest first."""
    return RefusalNote.objects.filter(address=address, code=code, at__gt=since)


def parse(body: str) -> dict[str, Any]:
    """An entry's body, as its text stands, as data."""
    said: dict[str, Any] = json.loads(body)
    return said


def parsed(entry: Entry) -> dict[str, object]:
    """The entry's body as data."""
    body: dict[str, object] = json.loads(entry.body)
    return body


def data(index: int) -> dict[str, object]:
    """What the event at an index says: its own fields."""
    body = parsed(Entry.objects.get(index=index))
    found = body["data"]
    assert isinstance(found, dict)  # every entry is written with its event's data
    return found
