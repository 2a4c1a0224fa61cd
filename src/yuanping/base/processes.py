"""Child processes that never outlive their parent, and pid files that survive a power cut."""

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


def die_with_parent(sig: signal.Signals) -> Callable[[], None]:
    """A ``preexec_fn``: the kernel sends ``sig`` to the child when its parent dies, even by ``kill -9``."""
    libc = ctypes.CDLL(None)

    def prepare() -> None:
        os.setsid()
        libc.prctl(PR_SET_PDEATHSIG, int(sig), 0, 0, 0)

    return prepare


def spawn(
    command: Sequence[str],
    *,
    log: Path,
    pid_file: Path,
    env: Mapping[str, str] | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child in its own session, its output appended to ``log``, its identity in ``pid_file``."""
    with log.open("ab") as out:
        child = subprocess.Popen(  # noqa: S603 -- our own command line
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            preexec_fn=die_with_parent(death_signal),  # noqa: PLW1509 -- no threads before the fork
        )
    pid_file.write_text(f"{child.pid} {_born(child.pid)}", encoding="ascii")
    return child


def stop(
    child: subprocess.Popen[bytes], *, sig: signal.Signals = signal.SIGTERM, patience: float = 15
) -> None:
    """Ask the child to end; when it has not after ``patience`` seconds, end it."""
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(sig)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def alive(pid_file: Path) -> int | None:
    """The pid in the file, when that very process (same start time) still runs."""
    try:
        pid_text, born = pid_file.read_text(encoding="ascii").split()
    except (FileNotFoundError, ValueError):
        return None
    pid = int(pid_text)
    return pid if _born(pid) == born != "" else None


def end_orphan(pid_file: Path, *, sig: signal.Signals = signal.SIGTERM, patience: float = 15) -> bool:
    """End what an earlier, killed supervisor left behind; only the process that the file identifies."""
    pid = alive(pid_file)
    if pid is None:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, sig)
    deadline = time.monotonic() + patience
    while alive(pid_file) is not None:
        if time.monotonic() > deadline:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            deadline += patience
        time.sleep(0.05)
    return True


@contextlib.contextmanager
def exclusive(lock_file: Path) -> Iterator[bool]:
    """Hold the lock while the body runs; yields False when another process holds it.

    The kernel frees the lock with its holder, so a killed process never leaves a stale one.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _born(pid: int) -> str:
    """Start time in clock ticks since boot: with the pid it names one process for ever. Empty: gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]
