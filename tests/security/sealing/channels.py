"""Where a name could get out, each channel read as whoever holds it would read it."""

import functools
import gc
import logging
import os
import re
import subprocess
import types
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.core.cache import caches

from tests.server import VAR
from yuanping.base.embedded_postgres import EmbeddedPostgres, binaries

COPIED = re.compile(r"^COPY public\.(\w+) \(([^)]*)\) FROM stdin;\n(.*?)^\\\.$", re.MULTILINE | re.DOTALL)
CODE = (type, types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.ModuleType)
SERVER_LOG = EmbeddedPostgres(VAR / "postgres").log


def dump(database: str) -> str:
    """What ``pg_dump`` writes of the whole database, as the one who keeps the backups has it."""
    url = urlsplit(os.environ["DATABASE_URL"])
    user, password = url.username or "", url.password or ""
    secret = VAR / "postgres" / "superuser.password"
    if EmbeddedPostgres(VAR / "postgres").url() == os.environ["DATABASE_URL"]:
        user, password = "postgres", secret.read_text(encoding="ascii").strip()
    made = subprocess.run(
        [
            str(binaries() / "pg_dump"),
            *("--host", url.hostname or "", "--port", str(url.port or 5432)),
            *("--username", user, "--dbname", database, "--no-owner"),
        ],
        capture_output=True,
        check=True,
        env={"PGPASSWORD": password, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )
    return made.stdout.decode()


def tables(dumped: str) -> dict[str, str]:
    """The rows of each table, and under ``""`` all that is no row, but where counters stand."""
    rest = "\n".join(line for line in COPIED.sub("", dumped).splitlines() if ".setval(" not in line)
    return {"": rest} | {name: rows for name, _, rows in COPIED.findall(dumped)}


def columns(dumped: str, table: str, *wanted: str) -> list[str]:
    """These columns of a table's rows, joined, a line for each."""
    [(names, rows)] = [(names, rows) for name, names, rows in COPIED.findall(dumped) if name == table]
    at = [names.split(", ").index(each) for each in wanted]
    return [" ".join(line.split("\t")[place] for place in at) for line in rows.splitlines()]


class Told(logging.Handler):
    """Everything that anybody logs, tracebacks included, as it would stand in a file."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s %(args)r"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def listening() -> Iterator[Told]:
    """All loggers at their most talkative, also those whom the settings tell to be brief."""
    told, loggers = Told(), [logging.getLogger(), *_loggers()]
    levels = [(each, each.level) for each in loggers]
    for each in loggers:
        each.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(told)
    try:
        yield told
    finally:
        logging.getLogger().removeHandler(told)
        for each, level in levels:
            each.setLevel(level)


def _loggers() -> list[logging.Logger]:
    known = list(logging.root.manager.loggerDict.values())
    return [each for each in known if isinstance(each, logging.Logger)]


def server_log(*, since: int) -> str:
    """What the database server has written from this place on."""
    if not SERVER_LOG.exists():
        return ""
    with SERVER_LOG.open("rb") as file:
        file.seek(since)
        return file.read().decode(errors="replace")


def files(root: Path) -> dict[str, str]:
    """Every stored file's content, by name."""
    found = [path for path in sorted(root.rglob("*")) if path.is_file()]
    return {path.name: path.read_bytes().decode(errors="ignore") for path in found}


def cached() -> str:
    """Keys and pickled values of Django's caches in this process."""
    held = [(key, value) for cache in caches.all() for key, value in getattr(cache, "_cache", {}).items()]
    return "\n".join(f"{key} {value.decode(errors='ignore')}" for key, value in held)


def memory() -> Mapping[str, str]:
    """What our functions that remember their answers hold, by the function's name."""
    kept = [each for each in gc.get_objects() if type(each) is functools._lru_cache_wrapper]
    ours = [each for each in kept if str(each.__module__).startswith("yuanping.")]
    return {f"{each.__module__}.{each.__name__}": "\n".join(_within(each, 8, set())) for each in ours}


def _within(thing: object, depth: int, seen: set[int]) -> Iterator[str]:
    """The texts and numbers that can be reached from a thing, by no way that leads through code."""
    kind = type(thing)  # never isinstance: it would wake what is lazy
    if kind in {str, int, bytes}:
        yield thing.hex() if kind is bytes else str(thing)  # type: ignore[attr-defined]
    elif depth and id(thing) not in seen and not issubclass(kind, CODE):
        seen.add(id(thing))
        for inner in gc.get_referents(thing):
            yield from _within(inner, depth - 1, seen)
