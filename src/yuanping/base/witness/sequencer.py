"""The sequencer's process: places in the tree and checkpoints while entries come, a checkpoint hourly otherwise."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from django.db import DatabaseError, connection, connections, transaction

from yuanping.base.clock.reading import read_clock
from yuanping.base.context import system_ctx
from yuanping.base.witness import log
from yuanping.base.witness.circle import cosigning
from yuanping.base.witness.circle.seeing import UNANSWERED
from yuanping.base.witness.models import Checkpoint, Head, Leaf
from yuanping.base.witness.monitoring import monitor
from yuanping.base.witness.recovery import holding as recovery
from yuanping.base.witness.writing import append
from yuanping.core.events import Event

logger = logging.getLogger(__name__)

PAUSE = 0.1
"""Seconds between two looks: what came meanwhile is sequenced, signed and made durable together."""
QUIET = timedelta(hours=1)
"""A log in which nothing happens is signed so often, so that its witnesses see that it lives."""
SHADOW_EVERY = timedelta(minutes=1)
"""How often the shadow tree's root is logged while entries come."""
RETRY = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowRoot(Event):
    """The SM3 tree over the first ``size`` entries has this root (hexadecimal): the log's second, national, digest."""

    KIND: ClassVar[str] = "witness.sm3-root"
    size: int
    root: str


class Sequencer:
    """Sequences until it is told to stop; asks the witnesses before it signs anything (``recovery``)."""

    def __init__(self, *, stop: threading.Event | None = None) -> None:
        self.stop = stop or threading.Event()
        self._size = -1
        self._held: set[str] = set()

    def run(self) -> None:
        """Work until ``stop``; a lost database is waited for, a forked log ends the process with an error."""
        while not self.stop.is_set():
            try:
                self.ask_first()
                self.turn()
            except DatabaseError as error:
                logger.warning("sequencer: %s; again in %s s", error, RETRY)
                connections.close_all()
                self.stop.wait(RETRY)
            self.stop.wait(RETRY if self._held else PAUSE)

    def ask_first(self) -> None:
        """At the start, and when the tree is smaller than it was: the database has been restored meanwhile.

        Again and again while too few have answered: nodes that start together are not there for each other at once.
        """
        size = log.current_head().size
        if self._size < 0 or size < self._size:
            recovery.check(starting=True)
        elif self._held & UNANSWERED:
            recovery.check(starting=False)
        self._size = size

    def turn(self) -> int:
        """Sequence what waits, all of it; log the shadow root and sign a quiet log when it is time."""
        self._held = {hold.reason for hold in recovery.open_holds()}
        if self._held:
            return 0
        done = 0
        while taken := log.sequence(now=read_clock()):
            done += taken
        if done == 0:
            self._sign()
        self._log_shadow_root()
        return done

    def _sign(self) -> None:
        """Sign what the bare log has left unsigned, and a quiet log once an hour."""
        last = Checkpoint.objects.order_by("-id").first()
        unsigned = Head.objects.get(only=True).size > (0 if last is None else last.size)
        if unsigned or (last is not None and read_clock() - last.at >= QUIET):
            log.sign_again(now=read_clock())

    def _log_shadow_root(self) -> None:
        """Not while the newest entry is itself such a root: a quiet log stays quiet."""
        newest = Leaf.objects.select_related("entry").order_by("-index").first()
        if newest is None or newest.entry.kind == ShadowRoot.KIND:
            return
        last = Leaf.objects.filter(entry__kind=ShadowRoot.KIND).select_related("entry").order_by("-index")
        before = last.first()
        if before is not None and read_clock() - before.entry.at < SHADOW_EVERY:
            return
        log_shadow_root()


def log_shadow_root() -> int:
    """Append the root of the shadow tree as it stands."""
    head = Head.objects.get(only=True)
    with transaction.atomic():
        return append(
            system_ctx("见证记录", channel="sequencer"), ShadowRoot(size=head.size, root=head.sm3_root)
        )


def run(*beside: Callable[[threading.Event], None]) -> None:
    """The process: forever. Another sequencer of the same log may run as a reserve.

    Our witnesses are asked for their cosignatures, the monitor looks, and ``beside`` works, in threads of their own.
    """
    connection.ensure_connection()
    stop = threading.Event()
    for work in (cosigning.keep_submitting, monitor.keep_watching, *beside):
        threading.Thread(target=work, args=[stop], name=work.__name__, daemon=True).start()
    try:
        Sequencer(stop=stop).run()
    finally:
        stop.set()
