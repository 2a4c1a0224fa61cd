"""The bare log: entries of many producers in one process, made durable together (group commit).

For what comes in numbers and belongs to no change of state, such as the digests of a recording's pieces.
A producer waits until its entry is in the tree and on the disk; what comes while one group is
being written forms the next, so that the disk's pace limits the groups, not the entries.
"""

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Self

from django.db import connection, connections, transaction

from yuanping.base.clock.reading import read_clock
from yuanping.base.witness import log
from yuanping.base.witness.recovery import holding as recovery
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.leaves import Leaf, Opening

SIGN_EVERY = 0.2
"""Seconds between two checkpoints at least; the sequencer signs what a process that died left unsigned."""
LINGER = 0.005
"""Seconds that a group waits for producers who took part in the last."""
LARGEST = 1000
"""Entries in one group at most."""
NUMBERS = """
    SELECT nextval(pg_get_serial_sequence('witness_entry', 'number')) FROM generate_series(1, %s)
"""
WRITE = """
    WITH given AS MATERIALIZED (
        SELECT %s AS kind, each.* FROM jsonb_to_recordset(%s::jsonb) AS each
            (number bigint, at timestamptz, content text, hash text, facts jsonb)
    ), entry AS (
        INSERT INTO witness_entry (number, at, kind, content, hash)
        SELECT number, at, kind, content, hash FROM given
    )
    INSERT INTO witness_opening (entry_id, facts) SELECT number, facts FROM given
"""

Sealed = tuple[Leaf, tuple[Opening, ...]]
"""An entry with its openings, as ``core.tlog.leaves.seal`` makes it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A durable entry: its number, and its place in the tree."""

    number: int
    index: int


class _Offer:
    """An entry on its way; its producer waits until ``answered`` can be acquired."""

    __slots__ = ("answered", "outcome", "sealed")

    def __init__(self, sealed: Sealed) -> None:
        self.sealed = sealed
        self.answered = threading.Lock()
        self.answered.acquire()
        self.outcome: Receipt | Exception | None = None

    def answer(self, outcome: Receipt | Exception) -> None:
        self.outcome = outcome
        self.answered.release()


class GroupCommit:
    """The log's door for many threads, used as a context manager. It takes turns with the sequencer.

    Who opens it asks the witnesses first (see ``recovery``). ``append`` raises what went wrong while its group
    was written, ``log.Held`` among it; then nothing of the group was.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._last = 0
        self._signed = -SIGN_EVERY
        self._offers: list[_Offer] = []
        self._wanted = 1
        self._closed = False
        self._came = threading.Condition()
        self._writer = threading.Thread(target=self._write_groups, name="witness group commit", daemon=True)

    def __enter__(self) -> Self:
        recovery.check(starting=True)
        self._writer.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._came:
            self._closed = True
            self._came.notify()
        self._writer.join()
        log.sign_again(now=read_clock())

    def append(self, sealed: Sealed) -> Receipt:
        """Wait until the entry is durable and in the tree; its checkpoint follows within a second."""
        offer = _Offer(sealed)
        with self._came:
            self._offers.append(offer)
            if len(self._offers) >= self._wanted:  # the writer is woken once for a group, not for each of it
                self._came.notify()
        offer.answered.acquire()
        if isinstance(offer.outcome, Receipt):
            return offer.outcome
        assert offer.outcome is not None
        raise offer.outcome

    def _write_groups(self) -> None:
        try:
            while group := self._next_group():
                outcomes: Sequence[Receipt | Exception]
                try:
                    outcomes = self._write(group)
                except Exception as error:  # noqa: BLE001 -- each producer is told
                    outcomes = [error] * len(group)
                    connections.close_all()  # the next group does not inherit a connection that was lost
                for each, outcome in zip(group, outcomes, strict=True):
                    each.answer(outcome)
        finally:
            connections.close_all()

    def _write(self, group: Sequence[_Offer]) -> list[Receipt]:
        """Signing is for the tree, not for the entry: once in a while is enough (C2SP tlog-checkpoint)."""
        due = time.monotonic() - self._signed >= SIGN_EVERY
        sealed = [each.sealed for each in group]
        receipts = write_group(sealed, kind=self._kind, sign_at=read_clock() if due else None)
        if due:
            self._signed = time.monotonic()
        return receipts

    def _next_group(self) -> list[_Offer]:
        """What has been offered; waits for the first. Empty when the door closes.

        Producers who have just been answered come back one by one: a group as large as the last is waited
        for, for a moment, instead of writing the first of them alone while the others queue.
        """
        self._wait_for(1, patience=None)
        self._wait_for(self._last, patience=LINGER)
        with self._came:
            group, self._offers = self._offers[:LARGEST], self._offers[LARGEST:]
        self._last = len(group)
        return group

    def _wait_for(self, wanted: int, *, patience: float | None) -> None:
        with self._came:
            self._wanted = min(wanted, LARGEST)
            self._came.wait_for(lambda: self._closed or len(self._offers) >= self._wanted, patience)


def write_group(group: Sequence[Sealed], *, kind: str, sign_at: datetime | None) -> list[Receipt]:
    """Write entries, their places in the tree and, unless ``sign_at`` is None, a checkpoint in one transaction."""
    contents = [leaf.encoded() for leaf, _ in group]
    hashes = [SHA256.leaf(content) for content in contents]
    with transaction.atomic(), connection.cursor():
        with log.pipeline():
            log.lead_in_turn()
            numbered = log.run(NUMBERS, [len(group)])
            edge = log.run(log.EDGE)
        rows = [
            log.Row(number, digest, content, None)
            for (number,), digest, content in zip(numbered, hashes, contents, strict=True)
        ]
        write = partial(log.run, WRITE, [kind, _as_json(group, rows)])
        first = log.place(log.edge_of(edge.fetchall()), rows, sign_at=sign_at, first=write)
    return [Receipt(row.number, first + place) for place, row in enumerate(rows)]


def _as_json(group: Sequence[Sealed], rows: Sequence[log.Row]) -> str:
    return json.dumps(
        [
            {
                "number": row.number,
                "at": leaf.at,
                "content": row.content.decode(),
                "hash": row.hash.hex(),
                "facts": {each.name: [each.salt, each.value] for each in openings},
            }
            for row, (leaf, openings) in zip(rows, group, strict=True)
        ]
    )
