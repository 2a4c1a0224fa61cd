"""Reading one file that another node publishes."""

from http import HTTPStatus

from yuanping.base.witness.circle.wire import PATIENCE, Unreachable, Wire

LARGEST = 20_000_000
"""Bytes of an answer at most: a full bundle of the largest entries is smaller."""


class Absent(Unreachable):
    """The other node answers that it has no such thing (404)."""


def get(url: str, *, largest: int = LARGEST, patience: float = PATIENCE) -> bytes:
    """The body of a good answer within ``patience`` seconds.

    Raises ``Absent`` for a 404 and ``Unreachable`` for everything else, saying why to people.
    """
    prefix, _, path = url.rpartition("/")
    with Wire(prefix, patience=patience) as wire:
        try:
            reply = wire.get(path, largest=largest)
        except Unreachable as error:
            raise Unreachable(f"连接失败（{error}）") from error
    if reply.status == HTTPStatus.NOT_FOUND:
        raise Absent(f"对方没有 {url}")
    if reply.status != HTTPStatus.OK:
        raise Unreachable(f"对方答复 HTTP {reply.status}")
    return reply.body
