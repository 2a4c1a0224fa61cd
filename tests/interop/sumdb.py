"""Our log behind the addresses of a Go checksum database (go.dev/ref/mod#checksum-database), and a module proxy.

Everything that proves anything comes out of ``base.witness``: records are the contents of entries, tiles are
read by ``log.read_tiles``, size and root are the newest checkpoint's. Only the name in the note's first line
is Go's, which is why the note is signed anew, by ``core.tlog.notes``.

The requests are answered by the thread that waits for ``go``, one by one: it reads what the test's own
transaction has written.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist

from tests.interop.events import NOW
from tests.interop.go_modules import VERSION, Module
from yuanping.base.witness import log
from yuanping.base.witness.group import LARGEST, write_group
from yuanping.base.witness.models import Leaf
from yuanping.core.errors import Invalid
from yuanping.core.tlog.checkpoints import Checkpoint, parse_checkpoint
from yuanping.core.tlog.notes import ED25519, Note, SigningKey, VerifierKey
from yuanping.core.tlog.tiles import Tile, parse_tile_path

ORIGIN = "go.sum database tree"
NAME = "log.example"
GO = Path(sys.executable).with_name("go")
KEY = SigningKey(NAME, ED25519, bytes(range(32)))
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Record:
    """A go.sum record as an entry of the bare log."""

    module: Module
    at: str = NOW.isoformat()

    def encoded(self) -> bytes:
        return self.module.record.encode()


def write(modules: Sequence[Module]) -> None:
    """Append the modules' records to our log, group by group."""
    for start in range(0, len(modules), LARGEST):
        group = [(Record(module), ()) for module in modules[start : start + LARGEST]]
        write_group(group, kind="test.go-sum", sign_at=NOW)


@dataclass(slots=True)
class SumDB:
    """``changed`` makes a liar of it: by address, what becomes of the answer.

    ``key`` signs its notes; ``vouched`` is the key by which clients know it.
    """

    key: SigningKey = KEY
    vouched: VerifierKey = KEY.verifier
    changed: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def note(self) -> str:
        """The newest checkpoint in the words of a checksum database."""
        newest = log.latest_checkpoint()
        assert newest is not None
        said = parse_checkpoint(newest.text)
        text = Checkpoint(ORIGIN, said.size, said.root).text
        return Note(text, (self.key.sign(text),)).encode()

    def answer(self, address: str) -> bytes:
        """What stands at an address. Raises ``LookupError`` or ``Invalid`` when nothing does."""
        self.asked.append(address)
        room, _, rest = address.removeprefix("/").partition("/")
        if room not in self._rooms:
            raise LookupError(address)
        found = self._rooms[room](self, rest)
        return self.changed.get(address, bytes)(found)

    def _lookup(self, name: str) -> bytes:
        path, _, version = name.partition("@")
        leaf = Leaf.objects.select_related("entry").get(entry__content__startswith=f"{path} {version} h1:")
        return f"{leaf.index}\n{leaf.entry.content}\n{self.note()}".encode()

    def _tile(self, rest: str) -> bytes:
        height, _, path = rest.partition("/")
        tile = parse_tile_path(f"tile/{path}")
        assert height == "8"
        assert isinstance(tile, Tile)
        return log.read_tiles([tile])[tile]

    def _proxied(self, rest: str) -> bytes:
        path, _, file = rest.partition("/@v/")
        number = path.removeprefix("example.com/m")
        if not number.isdigit() or not file.startswith(VERSION):
            raise LookupError(rest)  # such as /mod/sumdb/…/supported: go then asks the database itself
        module = Module(int(number))
        about = f'{{"Version":"{VERSION}","Time":"2026-11-23T00:00:00Z"}}'.encode()
        return {"info": about, "mod": module.go_mod, "zip": module.archive}[file.rpartition(".")[2]]

    _rooms = {"lookup": _lookup, "tile": _tile, "mod": _proxied}


class _Server(HTTPServer):
    request_queue_size = 128  # go asks for many tiles at once
    timeout = 0.05  # seconds until it looks whether go has ended

    def __init__(self, sumdb: SumDB) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.sumdb = sumdb


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = PATIENCE

    def do_GET(self) -> None:
        try:
            found = self.server.sumdb.answer(self.path)
        except (LookupError, Invalid, ObjectDoesNotExist):
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Length", str(len(found)))
        self.end_headers()
        self.wfile.write(found)

    def log_message(self, *_: object) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Go:
    """The ``go`` command with a home of its own; what it remembers of the database stays there."""

    home: Path

    def download(self, sumdb: SumDB, *modules: Module) -> tuple[int, str]:
        """``go mod download`` of the modules; its exit code and all that it said."""
        telemetry = self.home / ".config" / "go" / "telemetry"
        telemetry.mkdir(parents=True, exist_ok=True)
        (telemetry / "mode").write_text("off")  # no process of go's outlives the test
        with _Server(sumdb) as server, (self.home / "said").open("w+b") as said:
            address = f"http://127.0.0.1:{server.server_port}"
            command = [GO, "mod", "download", "-json", *(module.name for module in modules)]
            env = self._environment(proxy=f"{address}/mod", sumdb=f"{sumdb.vouched.vkey} {address}")
            go = subprocess.Popen(command, cwd=self.home, env=env, stdout=said, stderr=subprocess.STDOUT)
            try:
                until = time.monotonic() + PATIENCE
                while go.poll() is None and time.monotonic() < until:
                    server.handle_request()
            finally:
                go.kill()
                code = go.wait()
            said.seek(0)
            return code, said.read().decode()

    @property
    def remembered(self) -> str:
        """The newest tree that the client has accepted, as it keeps it from run to run."""
        return (self.home / "path" / "pkg" / "sumdb" / NAME / "latest").read_text()

    def downloaded(self, module: Module) -> bool:
        """Whether the module's verified files are there."""
        return (self.home / "path" / "pkg" / "mod" / module.name / "m.go").exists()

    def _environment(self, *, proxy: str, sumdb: str) -> dict[str, str]:
        """All of it: nothing that the machine has set reaches ``go``, and nothing but ``home`` is written to."""
        return {
            "HOME": str(self.home),
            "PATH": os.defpath,
            "GOENV": "off",
            "GOFLAGS": "-mod=mod -modcacherw",
            "GOTOOLCHAIN": "local",
            "GOPATH": str(self.home / "path"),
            "GOCACHE": str(self.home / "cache"),
            "GOPROXY": proxy,
            "GOSUMDB": sumdb,
        }
