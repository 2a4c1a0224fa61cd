"""Appending to the record: the only function that does."""

import json
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection, transaction

from yuanping.base.witness import chain
from yuanping.core.errors import Refused
from yuanping.core.events import Event, instant

if TYPE_CHECKING:
    from yuanping.base.context import Ctx

LARGEST_ID = 2**63 - 1
"""What the column of a project holds; an address may name more."""

CHANNEL = "yuanping_events"
"""PostgreSQL notification channel: the entry's index, sent when the transaction commits."""


def append(ctx: "Ctx", event: Event) -> int:
    """Append one event inside the caller's transaction; returns its index.

    Locks the chain's head until the transaction ends: entries become visible in the order of their
    indexes and the chain cannot fork.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is written in the transaction of the change that it records")
    head_model = apps.get_model("witness", "Head")
    entry_model = apps.get_model("witness", "Entry")
    head = head_model.objects.select_for_update().get(only=True)
    body = chain.canonical(
        {
            "v": 1,
            "index": head.count,
            "at": instant(ctx.now),
            "kind": event.KIND,
            "version": event.VERSION,
            "project": event.project_id,
            "request": ctx.request_id,
            "actor": ctx.actor(),
            "data": event.data(),
        }
    )
    digest = chain.link(head.hash, body)
    entry_model.objects.create(
        index=head.count,
        at=ctx.now,
        kind=event.KIND,
        project_id=event.project_id,
        body=body.decode(),
        hash=digest,
    )
    index: int = head.count
    head.count, head.hash = index + 1, digest
    head.save()
    with connection.cursor() as cursor:
        notice = json.dumps({"index": index, "kind": event.KIND, "project": event.project_id})
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, notice])
    return index


def note_refusal(ctx: "Ctx", refused: Refused, *, attempt: str, project_id: int | None = None) -> None:
    """Note a refused attempt, in a transaction of its own: the refused one has been rolled back."""
    with transaction.atomic():
        apps.get_model("witness", "RefusalNote").objects.create(
            at=ctx.now,
            actor=ctx.actor_name,
            account_id=ctx.actor_id,
            channel=ctx.channel,
            request_id=ctx.request_id,
            attempt=attempt[:200],
            code=refused.code,
            address=ctx.address,
            project_id=project_id if project_id is None or project_id <= LARGEST_ID else None,
        )
