"""What tests/base/test_kill.py kills: a process in which many threads append to the log at once.

Commands come on standard input, one a line. ``append FILE`` forks a process that appends until it is
killed, and writes the hash of each entry into FILE after it has been acknowledged; its pid is answered.
``verify`` answers what the record holds, as JSON.
"""

import faulthandler
import json
import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import django

django.setup()

from django.db import DatabaseError, connection, connections, transaction  # noqa: E402 -- Django is set up above

from yuanping.base.clock.reading import read_clock  # noqa: E402
from yuanping.base.context import system_ctx  # noqa: E402
from yuanping.base.witness import append, log  # noqa: E402
from yuanping.base.witness.group import GroupCommit  # noqa: E402
from yuanping.base.witness.models import Checkpoint, Entry, Leaf  # noqa: E402
from yuanping.base.witness.queries import entries, parsed  # noqa: E402
from yuanping.base.witness.verification import verify_record  # noqa: E402
from yuanping.core.events import Event, instant  # noqa: E402
from yuanping.core.tlog.hashing import SHA256  # noqa: E402
from yuanping.core.tlog.leaves import seal  # noqa: E402
from yuanping.core.tlog.tree import root_of  # noqa: E402


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingKept(Event):
    KIND: ClassVar[str] = "test.kept"
    what: str


def work(file: str) -> None:
    """Append in every way there is, until the end; a lost database is waited for."""
    acknowledged = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def say(digest: str) -> None:
        os.write(acknowledged, f"\n{digest}\n".encode())  # a line that was cut off spoils no other

    def change(project: int) -> None:
        with transaction.atomic():
            number = append(system_ctx("测试"), SomethingKept(what=secrets.token_hex(8), project_id=project))
        say(Entry.objects.values_list("hash", flat=True).get(number=number))

    def bare(group: GroupCommit) -> None:
        sealed = seal({"piece": secrets.token_hex(8)}, at=instant(read_clock()), random=secrets.token_bytes)
        group.append(sealed)
        say(SHA256.leaf(sealed[0].encoded()).hex())

    def sequence() -> None:
        log.sequence(now=read_clock(), limit=1 + secrets.randbelow(20))
        time.sleep(0.005)

    wait_for_database()
    with GroupCommit("test.piece") as group:
        steps = [
            partial(change, 1),
            partial(change, 1),
            partial(change, 2),
            *[partial(bare, group)] * 3,
            sequence,
        ]
        threads = [threading.Thread(target=for_ever, args=(step,)) for step in steps]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def wait_for_database() -> None:
    while True:
        try:
            connection.ensure_connection()
        except DatabaseError:
            time.sleep(0.05)
        else:
            return


def for_ever(step: Callable[[], None]) -> None:
    while True:
        try:
            step()
        except DatabaseError:
            connections.close_all()
            time.sleep(0.05)


def verdict() -> dict[str, object]:
    """What the record holds, and everything that is wrong in it."""
    while log.sequence(now=read_clock()):
        pass
    size, _, findings = verify_record()
    hashes = [bytes.fromhex(each) for each in Leaf.objects.values_list("entry__hash", flat=True)]
    roots = {row.size: row.root for row in Checkpoint.objects.all()}
    several = Checkpoint.objects.values("size", "root").distinct().count() - len(roots)
    sample = sorted(roots, key=lambda _: secrets.randbits(32))[:200]
    return {
        "size": size,
        "findings": [finding.code for finding in findings],
        "hashes": [each.hex() for each in hashes],
        "checkpoints": len(roots),
        "forks": several + sum(root_of(hashes[:n]).hex() != roots[n] for n in sample),
        "broken_chains": broken_chains(),
    }


def broken_chains() -> int:
    """Entries of a project that do not follow the one before, in the order of the tree."""
    broken = 0
    for project in (1, 2):
        previous, number = None, 0
        for entry in entries(project_id=project).order_by("leaf__index"):
            broken += parsed(entry)["chain"] != {"number": number, "previous": previous}
            previous, number = entry.hash, number + 1
    return broken


def answer(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    faulthandler.register(signal.SIGUSR1)
    for line in sys.stdin:
        command, _, file = line.strip().partition(" ")
        if command == "verify":
            answer(json.dumps(verdict()))
            connections.close_all()
            continue
        pid = os.fork()
        if pid == 0:
            work(file)
        answer(str(pid))


if __name__ == "__main__":
    main()
