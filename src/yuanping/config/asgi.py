"""Entry point of the web process."""

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanping.config.settings")

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 512 * 1024 * 1024
"""Bytes of a request at most: a form with two of the largest files."""
LARGEST_FROM_STRANGERS = {"/witness/": 1024 * 1024}
"""And where nobody signs in and little is needed."""


class TooLong(Exception):
    """The body is longer than its address takes."""


def bounded(application: Application) -> Application:
    """Refuse (413) a body that is too long: Django would write all of it to the disk before a view sees it."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        largest = _largest(scope["path"])
        said = dict(scope["headers"]).get(b"content-length", b"0")
        if not said.isdigit() or int(said) > largest:
            await _refuse(send)
            return
        had = 0

        async def counted() -> Message:
            nonlocal had
            message = await receive()
            had += len(message.get("body", b""))
            if had > largest:
                raise TooLong
            return message

        try:
            await application(scope, counted, send)
        except TooLong:
            await _refuse(send)

    return answer


def _largest(path: str) -> int:
    return min(
        (n for prefix, n in LARGEST_FROM_STRANGERS.items() if path.startswith(prefix)), default=LARGEST_BODY
    )


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": "请求过长，未受理。\n".encode()})


application = bounded(get_asgi_application())
