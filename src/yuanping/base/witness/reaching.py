"""Reading what other nodes publish, over HTTP: short answers, little patience.

Addresses come from the operator's own files and mean what they say: no redirections, no proxies of the environment.
"""

import time
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from typing_extensions import override

PATIENCE = 5.0
"""Seconds in which a node must begin to answer, and to go on."""
WHOLE_PATIENCE = 30.0
"""Seconds for a whole answer, however slowly it drips."""
LARGEST = 20_000_000
"""Bytes of an answer at most: a full bundle of the largest entries is smaller."""
PIECE = 65_536


class Unreachable(Exception):
    """No (sensible) answer; the text says why, for operators."""


class Absent(Unreachable):
    """The other node answers that it has no such thing (404)."""


class _Straight(HTTPRedirectHandler):
    @override
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_opener = build_opener(ProxyHandler({}), _Straight)


def get(url: str, *, largest: int = LARGEST) -> bytes:
    """The body of a good answer. Raises ``Absent`` for a 404 and ``Unreachable`` for everything else."""
    if not url.startswith(("http://", "https://")):
        raise Unreachable(f"地址应以 http:// 或 https:// 开头：{url}")
    try:
        request = Request(url, headers={"User-Agent": "yuanping"})  # noqa: S310 -- checked above
        with _opener.open(request, timeout=PATIENCE) as answer:
            return _whole(answer, largest)
    except HTTPError as error:
        error.close()
        if error.code == HTTPStatus.NOT_FOUND:
            raise Absent(f"对方没有 {url}") from error
        raise Unreachable(f"对方答复 HTTP {error.code}") from error
    except (OSError, ValueError, HTTPException) as error:
        raise Unreachable(f"连接失败：{getattr(error, 'reason', error)}") from error


def _whole(answer: HTTPResponse, largest: int) -> bytes:
    until = time.monotonic() + WHOLE_PATIENCE
    body = bytearray()
    while piece := answer.read1(PIECE):
        body += piece
        if len(body) > largest:
            raise Unreachable(f"答复超过 {largest} 字节")
        if time.monotonic() > until:
            raise Unreachable(f"{WHOLE_PATIENCE:.0f} 秒内没有答完")
    return bytes(body)
