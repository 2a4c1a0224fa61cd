"""A real node for browser tests: ``yuanping run`` in a directory of its own, on a free port."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 120.0


@dataclass
class Node:
    """A running node. ``kill_web`` is the power cut of one process; the supervisor starts it again."""

    var: Path
    address: str
    supervisor: subprocess.Popen[bytes]

    def url(self, path: str) -> str:
        return self.address.rstrip("/") + path

    def kill(self, name: str) -> None:
        """``kill -9`` of the web or the worker process, and wait until its successor is there."""
        before = self._pid(name)
        os.kill(before, signal.SIGKILL)
        until(lambda: self._pid(name) not in {before, 0}, f"{name} was not started again")
        if name == "web":
            until(self._answers, "the web process does not answer")

    def command(self, *words: str) -> dict[str, object]:
        """Run ``yuanping … --json`` on this node; returns what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "yuanping", *words, "--json"],
            check=False,
            env=self.environment(),
            capture_output=True,
            text=True,
        )
        answer: dict[str, object] = json.loads(done.stdout)
        return answer

    def environment(self) -> dict[str, str]:
        return node_environment(self.var, int(self.address.rstrip("/").rpartition(":")[2]))

    def log_text(self) -> str:
        return "\n".join(
            p.read_text(encoding="utf-8", errors="replace") for p in (self.var / "log").glob("*.log")
        )

    def _pid(self, name: str) -> int:
        try:
            return int((self.var / "run" / f"{name}.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError):
            return 0

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url("/health"), timeout=2):
                return True
        except (OSError, urllib.error.URLError):
            return False


def node_environment(var: Path, port: int) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "YUANPING_VAR"}}
    return {**kept, "YUANPING_VAR": str(var), "YUANPING_PORT": str(port), "YUANPING_DEMO": "1"}


@contextmanager
def running_node(var: Path) -> Iterator[Node]:
    """Start a node with the demonstration world, and stop it as Ctrl-C would."""
    port = free_port()
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "yuanping", "run", "--json"],
        env=node_environment(var, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert supervisor.stdout is not None
    first = supervisor.stdout.readline()
    if not first:
        _, said = supervisor.communicate(timeout=30)
        raise RuntimeError(f"the node did not start: {said.decode()}")
    facts = json.loads(first)
    if not facts["ok"]:
        raise RuntimeError(f"the node did not start: {facts}")
    try:
        yield Node(var, facts["address"], supervisor)
    finally:
        supervisor.send_signal(signal.SIGINT)
        supervisor.wait(60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition: object, complaint: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise AssertionError(complaint)
        time.sleep(0.1)
