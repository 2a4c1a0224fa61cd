"""Talking to another node's log, witness or mirror: one kept connection, little patience, bounded answers.

Standard library only. Redirections are not followed and proxies of the environment are not used: the
addresses come from the operator's own files and mean what they say.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

PATIENCE = 5.0
"""Seconds for a whole exchange, however slowly the other side drips."""
LARGEST_TEXT = 1_000_000
"""Bytes of a note or of signature lines at most."""
SILENCES: Mapping[type[Exception], str] = {
    ConnectionRefusedError: "对方没有开启服务",
    TimeoutError: "对方未在限定时间内答复",
    socket.gaierror: "找不到该主机",
    ssl.SSLCertVerificationError: "对方的 TLS 证书未通过验证",
    ConnectionError: "连接中断",
}
"""The commonest ways of not being reached, as pages and alerts tell them."""
UNZIP = 16 + zlib.MAX_WBITS


class Unreachable(Exception):
    """No usable answer: no connection, no end in time, not HTTP, or too much."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer, unpacked."""

    status: int
    body: bytes
    content_type: str


class Wire:
    """A connection to the prefix of another node; for one thread. Use it as a context manager."""

    def __init__(self, url: str, *, patience: float = PATIENCE) -> None:
        self._parts = urlsplit(url.rstrip("/"))
        self._patience = patience
        self._connection: http.client.HTTPConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def get(self, path: str, *, largest: int = LARGEST_TEXT) -> Reply:
        """GET ``<prefix>/<path>``; an answer longer than ``largest`` is ``Unreachable``, packed or not."""
        return self._exchange("GET", path, None, largest=largest)

    def post(self, path: str, body: bytes, *, largest: int = LARGEST_TEXT) -> Reply:
        """POST a body. It may arrive twice when a kept connection breaks: the other side must bear that."""
        return self._exchange("POST", path, body, largest=largest)

    def _exchange(self, method: str, path: str, body: bytes | None, *, largest: int) -> Reply:
        kept = self._connection is not None
        try:
            try:
                return self._ask(method, path, body, largest=largest)
            except ConnectionError:
                self.close()
                if not kept:
                    raise
                # a kept connection may have been closed meanwhile: that says nothing
                return self._ask(method, path, body, largest=largest)
        except (OSError, ValueError, http.client.HTTPException) as error:
            self.close()
            raise Unreachable(_said(error)) from error

    def _ask(self, method: str, path: str, body: bytes | None, *, largest: int) -> Reply:
        connection = self._connected()
        late = threading.Event()
        watch = threading.Timer(self._patience, _cut, [connection.sock, late])
        watch.daemon = True
        watch.start()
        try:
            headers = {"Accept-Encoding": "gzip", "User-Agent": "yuanping"}
            connection.request(method, f"{self._parts.path}/{path}", body, headers)
            answer = connection.getresponse()
            content = answer.read(largest + 1)
        except (OSError, ValueError, http.client.HTTPException) as error:
            if late.is_set():  # whatever else it looks like; and no second try
                raise TimeoutError(f"no end within {self._patience} s") from error
            raise
        finally:
            watch.cancel()
        if late.is_set():
            raise TimeoutError(f"no end within {self._patience} s")
        if answer.length or len(content) > largest:
            raise ValueError(f"cut short, or more than {largest} bytes")
        if answer.will_close:
            self.close()
        if answer.headers.get("Content-Encoding", "").strip().lower() == "gzip":
            content = _unpacked(content, largest=largest)
        return Reply(answer.status, content, answer.headers.get("Content-Type", ""))

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            host, port = self._parts.hostname, self._parts.port
            if not host or self._parts.scheme not in {"http", "https"}:
                raise ValueError(f"not an http(s) address: {self._parts.geturl()}")
            if self._parts.scheme == "https":
                context = ssl.create_default_context()
                connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                    host, port, timeout=self._patience, context=context
                )
            else:
                connection = http.client.HTTPConnection(host, port, timeout=self._patience)
            connection.connect()
            self._connection = connection
        return self._connection


def _said(error: Exception) -> str:
    """What happened, to people; the bare error where we have no words for it."""
    for kind, words in SILENCES.items():
        if isinstance(error, kind):
            return words
    return f"{type(error).__name__}: {error}"


def _cut(sock: socket.socket, late: threading.Event) -> None:
    """End an exchange that drips on: whoever reads from the socket gets its end."""
    late.set()
    with contextlib.suppress(OSError):  # it may have ended by itself
        sock.shutdown(socket.SHUT_RDWR)


def _unpacked(content: bytes, *, largest: int) -> bytes:
    unpacker = zlib.decompressobj(UNZIP)
    try:
        whole = unpacker.decompress(content, largest + 1)
    except zlib.error as error:
        raise ValueError("not gzip") from error
    if len(whole) > largest or not unpacker.eof:
        raise ValueError(f"more than {largest} bytes unpacked, or cut short")
    return whole
