"""A body without end: refused before it is on the disk, whether its length is announced or not."""

import asyncio
from typing import Any

from yuanping.config.asgi import LARGEST_BODY, Message, application

CHUNK = b"x" * 65536


def asked(path: str, *, announced: int | None) -> tuple[int, int]:
    """POST chunks until the node answers, 64 MB at most; its status, and how many chunks it took."""
    taken = 0
    status = 0

    async def receive() -> Message:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": CHUNK, "more_body": taken < 1024}

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)

    headers = [(b"host", b"localhost")]
    headers += [] if announced is None else [(b"content-length", str(announced).encode())]
    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": path, "headers": headers}
    scope |= {"query_string": b"", "http_version": "1.1", "scheme": "http", "server": ("localhost", 80)}
    asyncio.run(application(scope, receive, send))
    return status, taken


def test_body_without_an_announced_end_is_cut() -> None:
    assert asked("/witness/add-checkpoint", announced=None) == (413, 17)


def test_announced_length_is_refused_before_a_byte_is_read() -> None:
    assert asked("/witness/add-checkpoint", announced=2_000_000) == (413, 0)
    assert asked("/login/", announced=LARGEST_BODY + 1) == (413, 0)
    assert asked("/login/", announced=-1) == (413, 0)
