"""Other nodes' answers as the network brings them: kept connections, drips, cuts, bombs."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.factories.other_logs import Asked, site
from yuanping.base.witness.circle.wire import Unreachable, Wire


@contextmanager
def raw(speak: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that says what it likes to each connection."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                speak(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/x/"
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def answering(head: str, body: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body)


def drip(connection: socket.socket, start: bytes) -> None:
    try:
        connection.sendall(start)
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.02)
    except OSError:
        return


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Long: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
    ],
)
def test_answer_that_drips_ends_in_time(start: bytes) -> None:
    with raw(lambda connection: drip(connection, start)) as url, Wire(url, patience=0.3) as wire:
        started = time.monotonic()
        with pytest.raises(Unreachable, match=r"^对方未在限定时间内答复$"):
            wire.get("checkpoint")
        assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Length: 9", b"short"),
        ("Content-Length: 2000", b"x" * 2000),
        ("Content-Encoding: gzip", gzip.compress(b"x" * 2000, mtime=0)),
        ("Content-Encoding: gzip", gzip.compress(b"x" * 500, mtime=0)[:-9]),
        ("Content-Encoding: gzip", b"no gzip"),
        ("Content-Length: nine", b"x" * 2000),
        ("Transfer-Encoding: chunked", b"zz\r\n"),
        ("Transfer-Encoding: chunked", b"5\r\nabc"),
    ],
)
def test_answer_that_is_not_whole_or_too_long_is_none(head: str, body: bytes) -> None:
    with raw(answering(head, body)) as url, Wire(url, patience=0.5) as wire, pytest.raises(Unreachable):
        wire.get("checkpoint", largest=1000)


def test_packed_answer_is_unpacked() -> None:
    with raw(answering("Content-Encoding: gzip", gzip.compress(b"x" * 1000))) as url, Wire(url) as wire:
        assert wire.get("checkpoint", largest=1000).body == b"x" * 1000


@pytest.mark.parametrize(
    ("url", "words"),
    [("http://127.0.0.1:1", "对方没有开启服务"), ("http://nobody.invalid/", "找不到该主机")],
)
def test_silence_is_told_in_words(url: str, words: str) -> None:
    with pytest.raises(Unreachable, match=f"^{words}$"), Wire(url) as wire:
        wire.get("checkpoint")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "ftp://127.0.0.1", "127.0.0.1", "http://", "http://h:x/"]
)
def test_address_where_nobody_is_or_none_is_unreachable(url: str) -> None:
    with pytest.raises(Unreachable), Wire(url) as wire:
        wire.get("checkpoint")


def test_kept_connection_that_was_closed_meanwhile_is_made_anew() -> None:
    hang_up = {"now": False}

    def respond(asked: Asked) -> tuple[int, bytes, str]:
        if hang_up.pop("now", False):
            raise ConnectionAbortedError
        return 200, asked.body, "text/plain"

    with site(respond) as running, Wire(f"{running.url}/w/") as wire:
        wire.post("a", b"1")
        assert wire.post("a", b"2").body == b"2"
        hang_up["now"] = True
        assert wire.post("a", b"3").body == b"3"
        assert running.paths() == ["w/a"] * 4
        assert len({asked.connection for asked in running.asked}) == 2
        hang_up["now"] = True
        wire.close()
        with pytest.raises(Unreachable):
            wire.post("a", b"4")
