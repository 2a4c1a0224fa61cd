"""The node as a mirror of other logs (C2SP tlog-mirror, by pulling): it keeps all of a log, then cosigns it.

A mirror's cosignature says more than a witness's: the entries are held, on the disk, and handed out. A pull
that is cut off goes on where it was; the checkpoint on the way is kept and the next must continue it, so that
whatever is stored belongs to one history.
"""

import logging
import threading
from enum import StrEnum
from typing import NoReturn

from django.db import DatabaseError, connections, transaction

from yuanping.base.clock.reading import read_clock
from yuanping.base.witness.circle.wire import Unreachable, Wire
from yuanping.base.witnessing import copies
from yuanping.base.witnessing.copies import Damaged, Overtaken
from yuanping.base.witnessing.disagreements import Role, keep_disagreement
from yuanping.base.witnessing.models import MirroredLog
from yuanping.base.witnessing.others import OtherLog, other_logs
from yuanping.base.witnessing.sources import Source, Unusable, fetch_checkpoint
from yuanping.core.errors import Invalid
from yuanping.core.tlog.checkpoints import Checkpoint, parse_checkpoint
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.notes import Note
from yuanping.core.tlog.tiles import WIDTH, root
from yuanping.core.tlog.tree import BadProof, verify_consistency

logger = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds between two looks at a log's checkpoint."""


class Pull(StrEnum):
    """What came of looking at a log."""

    UNCHANGED = "unchanged"
    MIRRORED = "mirrored"
    STOPPED = "stopped"


class ForkFound(Exception):
    """The log signed two checkpoints of different histories; both are kept, and the record says so."""


def pull(log: OtherLog, wire: Wire, *, stop: threading.Event | None = None) -> Pull:
    """Bring the copy of a log to its newest checkpoint and cosign that.

    Raises ``Unreachable``, ``Unusable`` (the site does not serve what the log signed), ``ForkFound``,
    ``Overtaken`` (by another process of this node), ``Damaged`` (our own copy).
    """
    note = fetch_checkpoint(log, wire)
    source = Source(wire, parse_checkpoint(note.text))
    copy, target = _aim(copies.copy_of(log.origin), note, source)
    aim = parse_checkpoint(target.text)
    if copy.note and aim.size == copy.size:
        return Pull.UNCHANGED
    if aim != source.checkpoint:  # the log showed an older one this time
        source = Source(wire, aim)
    return _complete(copy, target, source, stop=stop or threading.Event())


def keep_mirroring(stop: threading.Event) -> None:
    """Until ``stop``: a thread for each log with an address; threads follow the file of logs."""
    working: dict[OtherLog, threading.Event] = {}
    while not stop.is_set():
        try:
            wanted = {log for log in other_logs() if log.url}
        except Invalid as error:  # the file is being edited: those at work go on
            logger.warning("witnessed logs: %s", error)
        else:
            for log in working.keys() - wanted:
                working.pop(log).set()
            for log in wanted - working.keys():
                working[log] = threading.Event()
                work = threading.Thread(
                    target=_keep_pulling, args=[log, working[log]], name=f"mirror {log.origin}", daemon=True
                )
                work.start()
        stop.wait(EVERY)
    for stopped in working.values():
        stopped.set()


def _keep_pulling(log: OtherLog, stop: threading.Event) -> None:
    last = ""
    with Wire(log.url) as wire:
        while not stop.is_set():
            trouble = _trouble(log, wire, stop)
            if trouble != last:  # what lasts for hours is said once
                logger.warning("mirror of %s: %s", log.origin, trouble or "goes on")
                last = trouble
            stop.wait(EVERY)
    connections.close_all()


def _trouble(log: OtherLog, wire: Wire, stop: threading.Event) -> str:
    """Pull once; what went wrong, empty if nothing did."""
    try:
        pull(log, wire, stop=stop)
    except Overtaken:
        logger.info("mirror of %s: another process of this node is at work", log.origin)
    except (ForkFound, Damaged, Unreachable, Unusable) as error:
        return str(error)
    except DatabaseError as error:
        connections.close_all()
        return str(error)
    except Exception:
        logger.exception("mirror of %s", log.origin)
        connections.close_all()
        return "failed"
    return ""


def _aim(copy: MirroredLog, note: Note, source: Source) -> tuple[MirroredLog, Note]:
    """Compare a published checkpoint with the newest that was accepted; the later of the two is the target."""
    said, before = source.checkpoint, copies.newest(copy)
    if before is None:
        source.check_edge()
        return copies.aim_at(copy, note), note
    last = parse_checkpoint(before.text)
    if said.size > last.size:
        _require_continuation(copy, note, last, source)
        return copies.aim_at(copy, note), note
    if said.size == last.size:
        if said.root != last.root:
            _found_fork(copy, note)
        if copy.note and copy.size == said.size and note != before:
            copy = copies.sign(copy, note, now=read_clock())  # signed anew: the log lives, and so do we
        return copy, note
    # An older one, from a cache perhaps: it is part of the history, or there are two.
    if said.size <= copy.held and _own_root(copy, said.size) != said.root:
        _found_fork(copy, note)
    return copy, before


def _require_continuation(copy: MirroredLog, note: Note, last: Checkpoint, source: Source) -> None:
    """The new tree, by its own checked tiles, begins with the last one; else the log has forked."""
    source.check_edge()
    if last.size == 0:
        return
    new = source.checkpoint
    try:
        verify_consistency(
            old_size=last.size,
            old_root=last.root,
            new_size=new.size,
            new_root=new.root,
            path=source.consistency(last.size),
        )
    except BadProof:
        _found_fork(copy, note)


def _complete(copy: MirroredLog, target: Note, source: Source, *, stop: threading.Event) -> Pull:
    """Fetch what is missing up to the target, a bundle at a time, and cosign when all is held."""
    source.check_edge()
    while copy.held < source.checkpoint.size:
        if stop.is_set():
            return Pull.STOPPED
        number, inside = divmod(copy.held, WIDTH)
        entries, hashes = source.entries(number)
        copy = copies.store(copy, entries[inside:], tile=hashes)
    copies.sign(copy, target, now=read_clock())
    return Pull.MIRRORED


def _own_root(copy: MirroredLog, size: int) -> bytes:
    return root(size, copies.stored_tiles(copy)) if size else SHA256.empty


def _found_fork(copy: MirroredLog, note: Note) -> NoReturn:
    """Keep the evidence and raise ``ForkFound``."""
    with transaction.atomic():
        row = copies.locked(copy)
        keep_disagreement(role=Role.MIRROR, proved=True, held=row.target, submitted=note, now=read_clock())
    raise ForkFound(f"{copy.origin}: signed checkpoints of two histories")
