"""Asking our witnesses for their cosignatures (C2SP tlog-witness, the client's side).

Each witness has a thread and a connection of its own: one that is slow, down or wrong delays nobody. A witness
is always given the newest checkpoint; those between are skipped. What comes back is verified with the key in
our policy before it is kept.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from django.db import DatabaseError, connections

from yuanping.base.witness.circle.wire import Reply, Unreachable, Wire
from yuanping.base.witness.models import Checkpoint, Cosignature
from yuanping.base.witness.proving import consistency_path
from yuanping.base.witness.recovery import holding as recovery
from yuanping.base.witness.standing import policy
from yuanping.core.errors import Invalid
from yuanping.core.tlog.encoding import read_whole
from yuanping.core.tlog.notes import BadNote, Note, Signature, parse_note, parse_signatures, verified
from yuanping.core.tlog.quorum import Witness
from yuanping.core.tlog.witnessing import AddCheckpoint

logger = logging.getLogger(__name__)

LOOK = 0.1
"""Seconds between two looks for a new checkpoint."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
"""Seconds after which a witness that did not cosign is asked again: doubled each time, up to the longest."""
TRIES = 3
"""Times that a witness may name another size before it counts as not answering."""
SIZE_TYPE = "text/x.tlog.size"

LARGER = "larger"
OTHER_TREE = "other-tree"
UNPROVED = "unproved"


class NotCosigned(Exception):
    """The witness gave no usable cosignature this time; the text says why."""


class Disagreement(NotCosigned):
    """The witness has seen another tree of our log than ours: after a restore, or because somebody forked us.

    ``reason``: ``larger`` (it cosigned more entries than we have), ``other-tree`` (as many, another root),
    ``unproved`` (what it cosigned is no beginning of our tree). ``size`` is what it cosigned last, as far as known.
    """

    def __init__(self, witness: Witness, reason: str, *, size: int, ours: int) -> None:
        super().__init__(f"{witness.name}: {reason}, theirs {size}, ours {ours}")
        self.witness = witness
        self.reason = reason
        self.size = size
        self.ours = ours


def on_disagreement(witness: Witness, reason: str) -> None:
    """Called each time a witness contradicts our tree, at most every ten seconds for each witness."""
    logger.error("witness %s has seen another tree of this log: %s", witness.name, reason)
    try:
        recovery.check_with(witness.name)
    except (DatabaseError, Invalid) as error:  # it will contradict again
        logger.warning("asking %s: %s", witness.name, error)
        connections.close_all()


@dataclass(slots=True)
class Cosigner:
    """One witness of our policy, as this node knows it. ``size`` is what it cosigned last; -1 until we know."""

    witness: Witness
    wire: Wire
    size: int = -1

    def submit_newest(self) -> bool:
        """Have the newest checkpoint cosigned; False when there is none, or it is already.

        Raises ``NotCosigned`` and, of that kind, ``Disagreement``; ``Unreachable``.
        """
        for _ in range(TRIES):
            newest = Checkpoint.objects.order_by("-id").first()
            if newest is None or newest.cosignatures.filter(witness=self.witness.name).exists():
                return False
            if self._submit(newest):
                return True
        raise NotCosigned(f"{self.witness.name} names another size each time")

    def _submit(self, newest: Checkpoint) -> bool:
        """Ask once; False when the witness says that it is at another size, which is then known."""
        old = self._last_size(newest)
        note = parse_note(newest.note)
        path = () if old == 0 else tuple(consistency_path(old, newest.size))
        reply = self.wire.post("add-checkpoint", AddCheckpoint(old=old, path=path, note=note).encode())
        match reply.status:
            case HTTPStatus.OK:
                self._keep(newest, note, reply)
                self.size = newest.size
                return True
            case HTTPStatus.CONFLICT:
                self._note_size(self._named_size(reply), old=old, newest=newest)
                return False
            case HTTPStatus.UNPROCESSABLE_ENTITY:
                raise Disagreement(self.witness, UNPROVED, size=old, ours=newest.size)
            case HTTPStatus.NOT_FOUND | HTTPStatus.FORBIDDEN:  # older witnesses answer 403
                raise NotCosigned(f"{self.witness.name} does not know our log or its key ({reply.status})")
            case _:
                raise NotCosigned(f"{self.witness.name} answers {reply.status}")

    def _last_size(self, newest: Checkpoint) -> int:
        if self.size < 0:
            last = Cosignature.objects.filter(witness=self.witness.name).order_by("-checkpoint_id").first()
            self.size = 0 if last is None else last.checkpoint.size
        return min(self.size, newest.size)

    def _named_size(self, reply: Reply) -> int:
        said = reply.body if reply.content_type.partition(";")[0].strip() == SIZE_TYPE else b""
        try:
            return read_whole(said.decode("ascii").removesuffix("\n"))
        except ValueError as error:
            raise NotCosigned(f"{self.witness.name} answers 409 without its size") from error

    def _note_size(self, size: int, *, old: int, newest: Checkpoint) -> None:
        """Where the witness is. Another process of ours may have submitted more than ``newest`` meanwhile."""
        if size == old == newest.size:
            raise Disagreement(self.witness, OTHER_TREE, size=size, ours=newest.size)
        if size == old:
            raise NotCosigned(f"{self.witness.name} refuses the size {size} and names it")
        if size > newest.size:
            now_newest = Checkpoint.objects.order_by("-id").values_list("size", flat=True).first()
            if now_newest is None or size > now_newest:
                raise Disagreement(self.witness, LARGER, size=size, ours=newest.size)
        self.size = size

    def _keep(self, newest: Checkpoint, note: Note, reply: Reply) -> None:
        """Verify the cosignature and keep it. Another of the same checkpoint, from before, stays."""
        line, at = self._verified(note, reply)
        Cosignature.objects.bulk_create(
            [Cosignature(checkpoint=newest, witness=self.witness.name, at=at, line=line.line)],
            ignore_conflicts=True,
        )

    def _verified(self, note: Note, reply: Reply) -> tuple[Signature, datetime]:
        key = self.witness.key
        try:
            lines = parse_signatures(reply.body.decode())
            ours = next(each for each in lines if (each.name, each.key_id) == (key.name, key.key_id))
            [(_, seconds)] = verified(Note(note.text, (ours,)), [key])
            return ours, datetime.fromtimestamp(seconds or 0, UTC)
        except (BadNote, StopIteration, ValueError, OverflowError, OSError) as error:
            why = error.message if isinstance(error, BadNote) else type(error).__name__
            raise NotCosigned(f"{self.witness.name} answers 200 without its cosignature: {why}") from error


class _Work:
    """The thread of one witness: sleeps until told of a new checkpoint, or until it is time to try again."""

    def __init__(self, witness: Witness) -> None:
        self.stopped = threading.Event()
        self._told = threading.Event()
        self._witness = witness
        threading.Thread(target=self._run, name=f"witness {witness.name}", daemon=True).start()

    def tell(self) -> None:
        self._told.set()

    def stop(self) -> None:
        self.stopped.set()
        self._told.set()

    def _run(self) -> None:
        pause, last = FIRST_PAUSE, ""
        with Wire(self._witness.url) as wire:
            cosigner = Cosigner(self._witness, wire)
            while not self.stopped.is_set():
                self._told.clear()
                trouble = _trouble(cosigner)
                if trouble != last:  # what lasts for hours is said once
                    logger.warning("witness %s: %s", self._witness.name, trouble or "cosigns again")
                    last = trouble
                if trouble:
                    self.stopped.wait(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
                else:
                    pause = FIRST_PAUSE
                    self._told.wait()
        connections.close_all()


def _trouble(cosigner: Cosigner) -> str:
    """Have the newest checkpoint cosigned; what went wrong, empty if nothing did. A disagreement is reported."""
    try:
        cosigner.submit_newest()
    except Disagreement as error:
        on_disagreement(error.witness, error.reason)
        return str(error)
    except (NotCosigned, Unreachable) as error:
        return str(error)
    except (DatabaseError, Invalid) as error:
        connections.close_all()
        return str(error)
    except Exception:
        logger.exception("witness %s", cosigner.witness.name)
        connections.close_all()
        return "failed"
    return ""


def keep_submitting(stop: threading.Event) -> None:
    """Until ``stop``: tell each witness's thread of new checkpoints; threads follow the policy file."""
    working: dict[Witness, _Work] = {}
    newest = None
    while not stop.is_set():
        try:
            wanted = {witness for witness in policy().witnesses if witness.url}
            for witness in working.keys() - wanted:
                working.pop(witness).stop()
            working |= {witness: _Work(witness) for witness in wanted - working.keys()}
            seen = Checkpoint.objects.order_by("-id").values_list("id", flat=True).first()
        except Invalid as error:  # the file is being edited: those at work go on
            logger.warning("witness policy: %s", error)
            stop.wait(LONGEST_PAUSE)
        except DatabaseError as error:
            logger.warning("cosigning: %s", error)
            connections.close_all()
            stop.wait(FIRST_PAUSE)
        else:
            if seen != newest:
                newest = seen
                for work in working.values():
                    work.tell()
            stop.wait(LOOK)
    for work in working.values():
        work.stop()
    connections.close_all()
