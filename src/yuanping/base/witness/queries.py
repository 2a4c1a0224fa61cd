"""Reading the record."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models

from yuanping.base.witness.models import Checkpoint, Entry, Head, Leaf, RefusalNote, Waiting
from yuanping.core.tlog.leaves import Opening

LARGEST = 2**63 - 1
"""Of a receipt's number: what the column holds; an address may name more."""

Shown = Callable[[Entry], list[Opening]]
"""Which openings of an entry a reader gets to see."""


def entries(*, project_id: int | None = None, after: int = 0) -> models.QuerySet[Entry]:
    """Entries after a number, oldest first; of one project when given. Their openings come with them.

    By number, entries of different projects may become visible out of order: who follows the whole
    record follows ``placed``.
    """
    rows = Entry.objects.filter(number__gt=after).select_related("opening")
    return rows if project_id is None else rows.filter(project_id=project_id)


def placed(*, after: int = -1) -> models.QuerySet[Leaf]:
    """The entries that have their place in the tree, after an index, in the order of the tree."""
    return Leaf.objects.filter(index__gt=after).select_related("entry__opening")


def first_checkpoint(index: int) -> Checkpoint | None:
    """The checkpoint that was signed when the entry got its place; None while it has none."""
    return Checkpoint.objects.filter(size__gt=index).order_by("id").first()


def head() -> tuple[int, str]:
    """Size and root hash (hexadecimal) of the tree."""
    row = Head.objects.get(only=True)
    return row.size, row.root


def acknowledged() -> int:
    """How many entries have been written, sequenced or not."""
    return head()[0] + Waiting.objects.count()


def last_at() -> datetime | None:
    """When the last entry was written; None for an empty record."""
    last = Entry.objects.order_by("number").last()
    return None if last is None else last.at


def refusals(*, project_id: int) -> models.QuerySet[RefusalNote]:
    """Refused attempts at a project's pages and actions, newest first."""
    return RefusalNote.objects.filter(project_id=project_id)


def refusals_from(address: str, *, code: str, since: datetime) -> models.QuerySet[RefusalNote]:
    """Attempts from one address that were refused with ``code``, newest first."""
    return RefusalNote.objects.filter(address=address, code=code, at__gt=since)


def openings(entry: Entry) -> list[Opening]:
    """What the entry says, each fact with its salt; without what has been erased."""
    return [Opening(salt, name, value) for name, (salt, value) in entry.opening.facts.items()]


def parsed(entry: Entry) -> dict[str, Any]:
    """What the entry says: ``kind``, ``project``, ``actor`` …, and under ``data`` the event's own fields.

    An erased fact is missing.
    """
    said: dict[str, Any] = {"data": {}}
    for name, (_, value) in entry.opening.facts.items():
        field = name.removeprefix("data.")
        (said if field == name else said["data"])[field] = value
    return said


def data(number: int) -> dict[str, Any]:
    """What the event with a number says: its own fields."""
    found: dict[str, Any] = parsed(Entry.objects.select_related("opening").get(number=number))["data"]
    return found
