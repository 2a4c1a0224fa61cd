"""Other nodes on this machine: a witness and a mirror that answer over HTTP, as C2SP's documents have it."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from yuanping.base.witness import keys, log
from yuanping.base.witness.models import Checkpoint, Cosignature, Leaf
from yuanping.base.witness.proving import consistency_path
from yuanping.core.tlog.cosignatures import cosign
from yuanping.core.tlog.hashing import SHA256
from yuanping.core.tlog.notes import COSIGNATURE, Note, Signature, SigningKey, parse_note
from yuanping.core.tlog.tiles import Bundle, bundle, grow, parse_tile_path
from yuanping.core.tlog.witnessing import AddCheckpoint, Head, judge, parse_add_checkpoint


class Served:
    """Answers GET with what ``answers`` gives for a path; with 404 for None, with a status for a number."""

    def __init__(self, answers: Callable[[str], bytes | int | None]) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = answers(self.path)
                self.send_response(body if isinstance(body, int) else 404 if body is None else 200)
                self.end_headers()
                self.wfile.write(body if isinstance(body, bytes) else b"")

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@dataclass
class Witness:
    """A witness in memory: it judges by ``core`` and remembers the last head that it cosigned."""

    name: str
    note: Note | None = None
    head: Head | None = None
    is_silent: bool = False
    key: SigningKey = field(init=False)
    served: Served = field(init=False)
    at: datetime = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.key = SigningKey(
            f"{self.name}.example/witness", COSIGNATURE, hashlib.sha256(self.name.encode()).digest()
        )
        self.served = Served(self._get)

    @property
    def line(self) -> str:
        """Its line in a policy file."""
        return f"witness {self.name} {self.key.verifier.vkey} {self.served.url}\n"

    def add(self, body: bytes) -> int:
        """Answer add-checkpoint; the status."""
        request = parse_add_checkpoint(body)
        verdict = judge(request, log=keys.log_key().verifier, head=self.head)
        if verdict.head is not None:
            ours = cosign(self.key, request.note.text, timestamp=int(self.at.timestamp()))
            self.head, self.note = verdict.head, Note(request.note.text, (*request.note.signatures, ours))
        return verdict.status

    def _get(self, path: str) -> bytes | int | None:
        if self.is_silent:
            return 503
        if (
            self.note is None
            or path != f"/{hashlib.sha256(keys.log_key().name.encode()).hexdigest()}/checkpoint"
        ):
            return None
        return self.note.encode().encode()


def cosigned_in(key: SigningKey, text: str, *, timestamp: int) -> Signature:
    """A cosignature with any time that eight bytes hold, as a dishonest witness makes it."""
    value = key.raw_signature(f"cosignature/v1\ntime {timestamp}\n{text}".encode())
    return Signature(key.name, key.verifier.key_id, timestamp.to_bytes(8, "big") + value)


def submit(witness: Witness) -> int:
    """Send the newest checkpoint to a witness and keep its signature, as the node's client does; the status."""
    checkpoint = Checkpoint.objects.order_by("-id").first()
    assert checkpoint is not None
    old = witness.head.size if witness.head else 0
    request = AddCheckpoint(old, tuple(consistency_path(old, checkpoint.size)), parse_note(checkpoint.note))
    status = witness.add(request.encode())
    if status == 200:
        assert witness.note is not None
        line = witness.note.signatures[-1].line
        Cosignature.objects.create(checkpoint=checkpoint, witness=witness.name, at=witness.at, line=line)
    return status


class Mirror:
    """A copy of the node's log as it stands when this is made."""

    def __init__(self) -> None:
        self.entries = [
            leaf.entry.content.encode() for leaf in Leaf.objects.order_by("index").select_related("entry")
        ]
        note = log.latest_checkpoint()
        assert note is not None
        self.note = note
        self.asked: list[str] = []
        self.rehash()
        self.served = Served(self._get)

    def rehash(self) -> None:
        """Make the tiles of the entries, as they are now."""
        hashes = [SHA256.leaf(entry) for entry in self.entries]
        self.tiles, self.root = grow(0, hashes, lambda tile: b"")

    @property
    def url(self) -> str:
        return f"{self.served.url}/mirror/abc/"

    def _get(self, path: str) -> bytes | None:
        path = path.removeprefix("/mirror/abc/")
        self.asked.append(path)
        if path == "checkpoint":
            return self.note.encode().encode()
        wanted = parse_tile_path(path)
        if isinstance(wanted, Bundle):
            start = wanted.number * 256
            return bundle(self.entries[start : start + wanted.width])
        return self.tiles[wanted.level, wanted.number][: wanted.width * 32]
