"""Another node's log: it grows, signs, proves, and serves its files on a loopback port, honestly or not."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

from yuanping.core.events import Event
from yuanping.core.tlog.checkpoints import Checkpoint
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.notes import ED25519, Note, SigningKey
from yuanping.core.tlog.tiles import (
    WIDTH,
    Bundle,
    bundle,
    consistency_proof,
    grow,
    parse_tile_path,
    root,
)
from yuanping.core.tlog.witnessing import AddCheckpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingHappened(Event):
    """For entries of this node's own log."""

    KIND: ClassVar[str] = "test.happened"
    what: str


Respond = Callable[["Asked"], tuple[int, bytes, str]]


def entry(number: int, *, branch: str = "") -> bytes:
    return f"{branch}entry {number} ".encode() * (number % 5 + 1)


@dataclass
class OtherLog:
    """A log of ``core.tlog``, held in memory."""

    origin: str = "log.example/hubei"
    key_seed: bytes = b"\7" * 32
    entries: list[bytes] = field(default_factory=list)
    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)

    @property
    def key(self) -> SigningKey:
        return SigningKey(self.origin, ED25519, self.key_seed)

    @property
    def origin_hash(self) -> str:
        return hashlib.sha256(self.origin.encode()).hexdigest()

    def line(self, url: str = "") -> str:
        """Its line in the file of witnessed logs."""
        return f"log {self.key.verifier.vkey} {url}".rstrip() + "\n"

    def grow(self, to: int, *, branch: str = "") -> "OtherLog":
        added = [entry(number, branch=branch) for number in range(len(self.entries), to)]
        touched, _ = grow(len(self.entries), [SHA256.leaf(each) for each in added], self.read)
        self.tiles |= touched
        self.entries += added
        return self

    def fork(self, at: int) -> "OtherLog":
        """Another history under the same name and key, different from entry ``at`` on, as long as this one."""
        other = OtherLog(self.origin, self.key_seed).grow(at)
        return other.grow(len(self.entries), branch="forked ")

    def read(self, tile) -> bytes:
        return self.tiles[tile.level, tile.number][: tile.width * 32]

    def root(self, size: int) -> bytes:
        return root(size, self.read) if size else SHA256.empty

    def note(self, size: int | None = None, *, extension: str = "") -> Note:
        size = len(self.entries) if size is None else size
        text = Checkpoint(self.origin, size, self.root(size)).text + extension
        return Note(text, (self.key.sign(text),))

    def request(self, old: int, size: int | None = None) -> bytes:
        """The body of an add-checkpoint request from ``old`` to ``size``."""
        size = len(self.entries) if size is None else size
        path = consistency_proof(old, size, self.read) if 0 < old < size else []
        return AddCheckpoint(old=old, path=tuple(path), note=self.note(size)).encode()

    def file(self, path: str) -> bytes | None:
        """A file of the log as tlog-tiles names it."""
        if path == "checkpoint":
            return self.note().encode().encode()
        wanted = parse_tile_path(path)
        if isinstance(wanted, Bundle):
            start = wanted.number * WIDTH
            return bundle(self.entries[start : start + wanted.width])
        return self.read(wanted)


@dataclass(frozen=True)
class Asked:
    """A request that reached a loopback server."""

    method: str
    path: str
    body: bytes
    connection: int


@dataclass
class Site:
    """A loopback server: ``respond`` answers; ``asked`` is what it was asked, in order."""

    respond: Respond
    url: str = ""
    asked: list[Asked] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [each.path for each in self.asked]


@contextmanager
def site(respond: Respond) -> Iterator[Site]:
    running = Site(respond)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked = Asked(self.command, self.path.lstrip("/"), body, self.client_address[1])
            running.asked.append(asked)
            try:
                status, content, content_type = running.respond(asked)
            except ConnectionAbortedError:  # the test's way to say: hang up
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = handle_any  # noqa: N815

        def log_message(self, *_: object) -> None:
            """The test's output stays quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    running.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def files_of(log: OtherLog) -> Respond:
    """An honest site of a log."""

    def respond(asked: Asked) -> tuple[int, bytes, str]:
        try:
            return 200, log.file(asked.path) or b"", "application/octet-stream"
        except (KeyError, ValueError):
            return 404, b"", "text/plain"

    return respond


def signers(note: str) -> list[str]:
    """The names on the signature lines of a note."""
    return [line.split(" ")[1] for line in note.rpartition("\n\n")[2].splitlines()]
