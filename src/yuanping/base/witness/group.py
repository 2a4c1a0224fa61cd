"""The bare log: entries of many producers in one process, made durable together (group commit).

For what comes in numbers and belongs to no change of state, such as the digests of a recording's pieces.
A producer waits until its entry is in the tree, signed and on the disk; what comes while one group is
being written forms the next, so that the disk's pace limits the groups, not the entries.
"""

import json
import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import connection, connections, transaction

from yuanping.base.clock.reading import read_clock
from yuanping.base.witness import log
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.leaves import Leaf, Opening

LINGER = 0.002
"""Seconds that a group waits for producers who took part in the last."""
LARGEST = 1000
"""Entries in one group at most."""
NUMBERS = """
    SELECT nextval(pg_get_serial_sequence('witness_entry', 'number')) FROM generate_series(1, %s)
"""
WRITE = "COPY witness_entry (number, at, kind, content, hash) FROM STDIN"
OPEN = "COPY witness_opening (entry_id, facts) FROM STDIN"

Sealed = tuple[Leaf, tuple[Opening, ...]]
"""An entry with its openings, as ``core.tlog.leaves.seal`` makes it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A durable entry: its number, and its place in the tree."""

    number: int
    index: int


class GroupCommit:
    """The log's door for many threads, used as a context manager. It takes turns with the sequencer.

    ``append`` raises what went wrong while its group was written; then nothing of the group was.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._offered: queue.SimpleQueue[tuple[Sealed, Future[Receipt]] | None] = queue.SimpleQueue()
        self._last = 0
        self._writer = threading.Thread(target=self._write_groups, name="witness group commit", daemon=True)

    def __enter__(self) -> Self:
        self._writer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._offered.put(None)
        self._writer.join()

    def append(self, sealed: Sealed) -> Receipt:
        """Wait until the entry is durable, in the tree and signed."""
        written: Future[Receipt] = Future()
        self._offered.put((sealed, written))
        return written.result()

    def _write_groups(self) -> None:
        try:
            while group := self._next_group():
                try:
                    receipts = write_group([sealed for sealed, _ in group], kind=self._kind, now=read_clock())
                except Exception as error:  # noqa: BLE001 -- each producer is told
                    for _, written in group:
                        written.set_exception(error)
                else:
                    for (_, written), receipt in zip(group, receipts, strict=True):
                        written.set_result(receipt)
        finally:
            connections.close_all()

    def _next_group(self) -> list[tuple[Sealed, Future[Receipt]]]:
        """What has been offered; waits for the first. Empty when the door closes.

        Producers who have just been answered come back one by one: a group as large as the last is waited
        for, for a moment, instead of writing the first of them alone while the others queue.
        """
        group: list[tuple[Sealed, Future[Receipt]]] = []
        offered = self._offered.get()
        until = time.monotonic() + LINGER
        while offered is not None:
            group.append(offered)
            if len(group) == LARGEST or (self._offered.empty() and len(group) >= self._last):
                break
            try:
                offered = self._offered.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
        else:
            if group:
                self._offered.put(None)  # write what came before the closing, then close
        self._last = len(group)
        return group


def write_group(group: Sequence[Sealed], *, kind: str, now: datetime) -> list[Receipt]:
    """Write entries, their places in the tree and the checkpoint over them in one transaction."""
    contents = [leaf.encoded() for leaf, _ in group]
    hashes = [SHA256.leaf(content) for content in contents]
    with transaction.atomic(), connection.cursor() as cursor:
        log.lead_in_turn(cursor)
        cursor.execute(NUMBERS, [len(group)])
        numbers = [number for (number,) in cursor]
        rows = [log.Row(*row, None) for row in zip(numbers, hashes, contents, strict=True)]
        with cursor.copy(WRITE) as copy:
            for row, (leaf, _) in zip(rows, group, strict=True):
                copy.write_row((row.number, leaf.at, kind, row.content.decode(), row.hash.hex()))
        with cursor.copy(OPEN) as copy:
            for row, (_, openings) in zip(rows, group, strict=True):
                facts = {each.name: [each.salt, each.value] for each in openings}
                copy.write_row((row.number, json.dumps(facts)))
        first = log.place(cursor, rows, now=now)
    return [Receipt(row.number, first + place) for place, row in enumerate(rows)]
