"""The public files of a tiled log over HTTP (C2SP tlog-tiles): a checkpoint is fresh, everything else for ever."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from yuanping.core.errors import Invalid, NotFound, Refused
from yuanping.core.tlog.notes import Note
from yuanping.core.tlog.tiles import Bundle, Tile, parse_tile_path

PLAIN = "text/plain; charset=utf-8"
FOR_EVER = "public, max-age=31536000, immutable"
"""A tile of some width never changes: the tree only grows, and a wider tile has another address."""
FRESH = "public, max-age=1"

P = ParamSpec("P")


def refusing_in_text(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Programs ask here: a refusal is a line of text, not a page."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return text(f"{refused.message}{refused.remedy}\n", status=refused.status)

    return answer


def text(body: str, *, status: int = HTTPStatus.OK, content_type: str = PLAIN) -> HttpResponse:
    """An answer that nobody keeps."""
    return HttpResponse(body, status=status, content_type=content_type, headers={"Cache-Control": "no-store"})


def checkpoint_file(note: Note | str) -> HttpResponse:
    body = note if isinstance(note, str) else note.encode()
    return HttpResponse(body, content_type=PLAIN, headers={"Cache-Control": FRESH})


def tile_file(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="application/octet-stream", headers={"Cache-Control": FOR_EVER})


def named_tile(place: str) -> Tile | Bundle:
    """What ``tile/<place>`` names; an address that names nothing is not found (404), it is not malformed input."""
    try:
        return parse_tile_path(f"tile/{place}")
    except Invalid as error:
        raise NotFound(error.code, error.message, remedy=error.remedy, field=error.field) from error
