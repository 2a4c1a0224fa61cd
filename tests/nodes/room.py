"""Three real nodes without demonstration data, and what their operators, their clerks and an outsider do."""

import json
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from yuanping.base import processes
from yuanping.cli.demo.three_nodes import CannotDemonstrate, Node, ThreeNodes, get, introduce, three

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds for anything that is waited for; on an idle machine nothing takes a third of it."""
TAIL = 1500
"""Characters of each log that a failure shows."""


class Room:
    """Three nodes that run. What waits does so with an end, and shows the nodes' logs when it is reached."""

    def __init__(self, nodes: list[Node], running: ThreeNodes) -> None:
        self.nodes = nodes
        self._running = running
        self._clerks: dict[str, subprocess.Popen[bytes]] = {}

    def others(self, node: Node) -> list[Node]:
        return [other for other in self.nodes if other is not node]

    def enter(self, *nodes: Node, count: int = 1) -> dict[str, list[int]]:
        """``count`` acts at each of these nodes; their receipts by the node's name."""
        for node in nodes:
            self._tell(node, "enter", count)
        return {node.name: self._hear(node) for node in nodes}

    def standing(self, node: Node, number: int) -> dict[str, Any]:
        """How far the act with this receipt has come."""
        self._tell(node, "standing", number)
        return dict(self._hear(node))

    def command(self, node: Node, *words: str) -> dict[str, Any]:
        """``yuanping … --json`` at a node."""
        done = self._run([sys.executable, "-m", "yuanping", *words, "--json"], node, env=node.environ())
        return dict(json.loads(done))

    def verify_from_outside(self, node: Node) -> None:
        """The program of one file reads all of the node's log, with the policy that its operator gave out."""
        program, policy = ROOT / "verifier" / "yuanping_verify.py", node.var / "witness" / "policy.txt"
        self._run([sys.executable, program, "tiles", f"{node.address}/log", "--policy", policy], node)

    def until(self, holds: Callable[[], bool], *nodes: Node, complaint: str) -> None:
        """Wait until it holds; what these nodes said is shown when it does not come to hold."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > deadline:
                raise AssertionError("\n".join([complaint, *map(tail, nodes)]))
            time.sleep(0.2)

    def until_witnessed(self, node: Node, *, size: int) -> None:
        """Until the node shows a checkpoint of at least ``size`` that both others have cosigned."""
        wanted = {other.name for other in self.others(node)}
        self.until(
            lambda: published(node) >= size and cosigners(node, self.nodes) == wanted,
            *self.nodes,
            complaint=f"{node.name} shows no checkpoint of {size} entries that both others have cosigned",
        )

    def until_copied(self, node: Node, *, size: int) -> None:
        """Until both others hand out a copy of at least ``size``."""
        copies = [f"{node.mirror_at(other)}checkpoint" for other in self.others(node)]
        self.until(
            lambda: min(map(size_at, copies)) >= size,
            *self.nodes,
            complaint=f"not both others have a copy of {size} entries of {node.name}",
        )

    def start(self, *nodes: Node) -> None:
        """Start these, and wait until each answers."""
        try:
            self._running.start(*nodes)
        except CannotDemonstrate as error:
            raise AssertionError("\n".join([str(error), *map(tail, nodes)])) from None

    def stop(self, *nodes: Node) -> None:
        """As Ctrl-C would."""
        for node in nodes:
            self._dismiss(node)
        self._running.stop(*nodes)

    def kill(self, node: Node) -> None:
        """``kill -9`` for the supervisor and all that it has started: the power cut of a machine."""
        self._dismiss(node)
        for pid in _tree(self._running.pid(node)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.until(lambda: get(f"{node.address}/health") is None, node, complaint=f"{node.name} lives on")

    def back_up(self, node: Node) -> Path:
        """A copy of the stopped node's database, its owner and modes kept."""
        copy = node.var / "backup"
        copy_database(node.var / "postgres", copy)
        return copy

    def restore(self, node: Node, copy: Path) -> None:
        """Put the copy in the place of the stopped node's database."""
        shutil.rmtree(node.var / "postgres")
        copy.rename(node.var / "postgres")

    def _tell(self, node: Node, *order: str | int) -> None:
        if node.name not in self._clerks:
            with (node.var / "log" / "clerk.log").open("ab") as complaints:
                self._clerks[node.name] = subprocess.Popen(
                    [sys.executable, "-m", "tests.nodes.clerk"],
                    env=node.environ(),
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=complaints,
                    bufsize=0,
                )
        said_to = self._clerks[node.name].stdin
        assert said_to is not None
        said_to.write(json.dumps(order).encode() + b"\n")

    def _hear(self, node: Node) -> Any:
        said_by = self._clerks[node.name].stdout
        assert said_by is not None
        answered, _, _ = select.select([said_by], [], [], PATIENCE)
        line = said_by.readline() if answered else b""
        assert line, f"the clerk of {node.name} does not answer\n{tail(node)}"
        return json.loads(line)

    def _dismiss(self, node: Node) -> None:
        """The clerk goes home before the database does."""
        clerk = self._clerks.pop(node.name, None)
        if clerk is not None:
            assert clerk.stdin is not None
            assert clerk.stdout is not None
            clerk.stdin.close()
            processes.stop(clerk)
            clerk.stdout.close()

    def _run(self, command: list[Any], node: Node, *, env: dict[str, str] | None = None) -> str:
        try:
            done = subprocess.run(
                command, env=env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE
            )
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{node.name}: no end of {command}\n{tail(node)}") from None
        assert done.returncode == 0, f"{node.name}: {command}\n{done.stdout}{done.stderr}\n{tail(node)}"
        return done.stdout


@contextmanager
def three_running(folder: Path) -> Iterator[Room]:
    """Three empty nodes that know each other; all are ended with the block.

    An empty database knows nothing of its node: it is made once, and each of the others gets a copy.
    """
    nodes = three(folder, first_port=_three_free_ports(), settings={"YUANPING_DEMO": "0"})
    first, room = nodes[0], Room(nodes, ThreeNodes(nodes))
    making = subprocess.Popen([sys.executable, "-m", "yuanping", "migrate"], env=first.environ())
    try:
        introduce(nodes)
        assert making.wait(PATIENCE) == 0, f"no database for {first.name}\n{tail(first)}"
        for node in room.others(first):
            copy_database(first.var / "postgres", node.var / "postgres")
            (node.var / "postgres" / "server.json").unlink()  # or all three would want the first one's port
        room.start(*nodes)
        yield room
    finally:
        processes.stop(making)
        room.stop(*nodes)


def copy_database(source: Path, target: Path) -> None:
    """Copy the files of a stopped server; where tests run as root, they belong to another account."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True, timeout=PATIENCE)


def health(node: Node) -> dict[str, Any]:
    """What the node says of itself; empty when it does not answer."""
    said = get(f"{node.address}/health")
    return {} if said is None else dict(json.loads(said))


def published(node: Node) -> int:
    """The size of the checkpoint that the node shows to everybody: the newest that its quorum has seen."""
    return size_at(f"{node.address}/log/checkpoint")


def size_at(checkpoint: str) -> int:
    """The size in the checkpoint at an address; -1 without one."""
    note = get(checkpoint)
    return -1 if note is None else int(note.split("\n")[1])


def cosigners(node: Node, nodes: list[Node]) -> set[str]:
    """Who of the three has signed the checkpoint that the node shows."""
    note = get(f"{node.address}/log/checkpoint") or ""
    signers = {line.split(" ")[1] for line in note.rpartition("\n\n")[2].splitlines()}
    return {other.name for other in nodes if f"{other.origin}/witness" in signers}


def tail(node: Node) -> str:
    """The ends of the node's logs."""
    files = [node.output, *sorted((node.var / "log").glob("*.log")), node.var / "postgres" / "server.log"]
    said = [
        f"--- {node.name} {file.name}\n{file.read_text(encoding='utf-8', errors='replace')[-TAIL:]}"
        for file in files
        if file.exists()
    ]
    return "\n".join(said)


def _tree(pid: int) -> list[int]:
    """A process and its descendants, parents first: nobody is left to start a child again."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
                children.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def _three_free_ports() -> int:
    """The first of three free ports in a row, below those that the kernel gives out."""
    for _ in range(100):
        first = 20_000 + secrets.randbelow(10_000)
        with suppress(OSError):
            for port in range(first, first + 3):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
            return first
    raise RuntimeError("no three free ports in a row")
