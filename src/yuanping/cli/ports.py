"""Who listens on a port of this machine, from /proc."""

import os
from pathlib import Path

LISTEN = "0A"


def holder_of(port: int) -> str:
    """``进程 123（python3 …）`` for the process that listens on the port; empty when it cannot be seen."""
    inodes = {
        inode for table in ("/proc/net/tcp", "/proc/net/tcp6") for inode in _listening(Path(table), port)
    }
    if not inodes:
        return ""
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and _holds(process, wanted):
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            return f"进程 {process.name}（{line[:80]}）"
    return ""


def _listening(table: Path, port: int) -> list[str]:
    if not table.exists():
        return []
    rows = [line.split() for line in table.read_text(encoding="ascii").splitlines()[1:]]
    return [r[9] for r in rows if r[3] == LISTEN and int(r[1].rpartition(":")[2], 16) == port]


def _holds(process: Path, wanted: set[str]) -> bool:
    try:
        return any(os.readlink(handle) in wanted for handle in (process / "fd").iterdir())  # noqa: PTH115 -- not a path
    except (PermissionError, FileNotFoundError, ProcessLookupError):
        return False
