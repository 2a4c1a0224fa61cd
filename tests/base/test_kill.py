"""``kill -9``, fifty times while many append: nothing that was acknowledged is lost, and nothing forks."""

import json
import os
import secrets
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from yuanping.base.embedded_postgres import EmbeddedPostgres

KILLS = 50
PATIENCE = 90.0
"""Seconds for an answer."""
LINE = 66
"""Bytes that tell of one acknowledged entry."""
OF_THE_DATABASE = 10
"""Every so many kills it is the database's own process."""


class Victims:
    """The process of tests/base/killed.py, which forks those that are killed."""

    def __init__(self, environ: dict[str, str], *, lament: Path) -> None:
        self._lament = lament
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.base.killed"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environ,
            stderr=lament.open("w"),  # the killed database is lamented by every thread
        )

    def ask(self, command: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        if not ready:
            self._process.send_signal(signal.SIGUSR1)  # it says where it stands
            time.sleep(1)
            pytest.fail(f"no answer to {command}:\n{self._lament.read_text()[-3000:]}")
        return self._process.stdout.readline()

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def victims(environ: dict[str, str], *, lament: Path) -> Iterator[Victims]:
    process = Victims(environ, lament=lament)
    try:
        yield process
    finally:
        process.end()


def test_fifty_kills_lose_nothing_and_fork_nothing(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres")
    database = server.start()
    url = server.url()
    assert url is not None
    root = Path(__file__).resolve().parents[2]
    environ = os.environ | {
        "DATABASE_URL": url,
        "YUANPING_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "yuanping.config.settings",
        "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}",
    }
    kept = tmp_path / "acknowledged"
    try:
        subprocess.run([sys.executable, "-m", "yuanping", "migrate"], env=environ, check=True, cwd=root)
        with victims(environ, lament=tmp_path / "lament") as forks:
            for kill in range(1, KILLS + 1):
                before = kept.stat().st_size if kept.exists() else 0
                pid = int(forks.ask(f"append {kept}"))
                wait_for_some(kept, before)
                time.sleep(secrets.randbelow(150) / 1000)
                if kill % OF_THE_DATABASE == 0:
                    os.kill(database.pid, signal.SIGKILL)
                    database.wait()
                os.kill(pid, signal.SIGKILL)
                if kill % OF_THE_DATABASE == 0:
                    database = server.start()
            said = json.loads(forks.ask("verify"))
    finally:
        server.stop(database)
    acknowledged = [line for line in kept.read_text().split() if len(line) == 64]  # whole, not cut off
    assert (said["findings"], said["forks"], said["broken_chains"]) == ([], 0, 0)
    assert set(acknowledged) - set(said["hashes"]) == set()
    assert len(set(said["hashes"])) == said["size"] >= len(acknowledged) >= KILLS
    assert said["checkpoints"] > KILLS // 5


def wait_for_some(kept: Path, before: int) -> None:
    """Until an entry more has been acknowledged: a process killed before that would prove nothing."""
    deadline = time.monotonic() + 60
    while not kept.exists() or kept.stat().st_size < before + LINE:
        assert time.monotonic() < deadline, "nothing was acknowledged within a minute"
        time.sleep(0.005)
