"""Appending to the record: the only function that does."""

import json
import secrets
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection, transaction

from yuanping.core.errors import Refused
from yuanping.core.events import Event, Json, instant
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.leaves import seal

if TYPE_CHECKING:
    from yuanping.base.context import Ctx

LARGEST_ID = 2**63 - 1
"""What the column of a project holds; an address may name more."""

NEXT = """SELECT nextval(pg_get_serial_sequence('witness_entry', 'number'))"""
NEXT_OF_PROJECT = """
    WITH locked AS (
        INSERT INTO witness_chain (project_id, length, last) VALUES (%s, 0, '')
        ON CONFLICT (project_id) DO UPDATE SET length = witness_chain.length
        RETURNING length, last
    )
    SELECT nextval(pg_get_serial_sequence('witness_entry', 'number')), length, last FROM locked
"""
WRITE = """
    WITH entry AS (
        INSERT INTO witness_entry (number, at, kind, project_id, content, hash) VALUES (%s, %s, %s, %s, %s, %s)
    ), opening AS (
        INSERT INTO witness_opening (entry_id, facts) VALUES (%s, %s)
    ), waiting AS (
        INSERT INTO witness_waiting (entry_id) VALUES (%s)
    )
    UPDATE witness_chain SET length = length + 1, last = %s WHERE project_id = %s
"""


def append(ctx: "Ctx", event: Event) -> int:
    """Append one event inside the caller's transaction; returns the number of its receipt.

    The event is durable and receipted when that transaction commits; the sequencer gives it its place
    in the tree within a second. Only the project's own chain is locked, until the transaction ends:
    entries of one project are numbered, and sequenced, in the order in which they commit.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is written in the transaction of the change that it records")
    with connection.cursor() as cursor:
        if event.project_id is None:
            cursor.execute(NEXT)
            (number,), chain = cursor.fetchone(), None
        else:
            cursor.execute(NEXT_OF_PROJECT, [event.project_id])
            number, length, last = cursor.fetchone()
            chain = {"number": length, "previous": last or None}
        facts: dict[str, Json] = {
            "number": number,
            "kind": event.KIND,
            "version": event.VERSION,
            "project": event.project_id,
            "chain": chain,
            "actor": dict(ctx.actor()),
            "request": ctx.request_id,
            **{f"data.{name}": value for name, value in event.data().items()},
        }
        leaf, openings = seal(facts, at=instant(ctx.now), random=secrets.token_bytes)
        text = leaf.encoded()
        digest = SHA256.leaf(text).hex()
        opened = json.dumps({o.name: [o.salt, o.value] for o in openings}, ensure_ascii=False)
        entry = [number, ctx.now, event.KIND, event.project_id, text.decode(), digest]
        cursor.execute(WRITE, [*entry, number, opened, number, digest, event.project_id])
    return int(number)


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
