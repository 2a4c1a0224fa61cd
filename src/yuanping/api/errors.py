"""Every refusal in one shape: code, message, remedy, field, citation; and its HTTP status."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from yuanping.api.auth import ctx_of
from yuanping.base import witness
from yuanping.core.errors import Invalid, NotAllowed, NotFound, Refused


class CitationOut(Schema):
    """Where the rule stands that decided."""

    source: str
    article: str
    words: str


class RefusalOut(Schema):
    """Why something was not done. ``code`` is stable; ``message`` and ``remedy`` are for people."""

    code: str
    message: str
    remedy: str
    field: str
    citation: CitationOut | None


REFUSALS = {401: RefusalOut, 403: RefusalOut, 404: RefusalOut, 409: RefusalOut, 422: RefusalOut}
"""Answers that every operation may give besides its own."""

_KINDS = {
    "missing": "缺少该项。",
    "extra_forbidden": "不认识该项。",
    "int_parsing": "应为整数。",
    "int_type": "应为整数。",
    "string_type": "应为文本。",
    "list_type": "应为列表。",
    "too_short": "不能为空。",
    "string_too_short": "不能为空。",
    "string_too_long": "内容过长。",
    "string_pattern_mismatch": "含有不能使用的字符。",
    "string_unicode": "含有不能使用的字符。",
    "json_invalid": "请求内容不是有效的 JSON。",
    "greater_than_equal": "数值太小。",
    "less_than_equal": "数值太大。",
}


class NotSignedIn(Refused):
    """Nobody is signed in."""

    status = 401


def not_signed_in() -> Refused:
    return NotSignedIn("not-signed-in", "尚未登录，或者登录已过期。", remedy="请登录后重新调用。")


def answer(refused: Refused) -> HttpResponse:
    """A refusal as JSON with its status."""
    return JsonResponse(refused.as_json(), status=refused.status, json_dumps_params={"ensure_ascii": False})


def nothing_here(request: HttpRequest, path: str = "") -> HttpResponse:
    """An address that the API does not have."""
    _ = request, path
    return answer(NotFound("no-such-address", "接口没有这个地址。", remedy="请查阅 openapi.json。"))


def handle_refusals(api: NinjaAPI) -> None:
    """Map every exception that means a refusal."""
    handlers: dict[type[Exception], Any] = {
        Refused: _refused,
        AuthenticationError: _unauthenticated,
        ValidationError: _malformed,
        Http404: _not_found,
        HttpError: _http_error,
    }
    for exception, handler in handlers.items():
        api.add_exception_handler(exception, handler)


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    """What an action or a query refused; put on record like a page's."""
    witness.note_refusal(ctx_of(request), refused, attempt=f"{request.method} {request.path}")
    return answer(refused)


def _unauthenticated(request: HttpRequest, error: Exception) -> HttpResponse:
    _ = request, error
    return answer(not_signed_in())


def _not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    _ = error
    return nothing_here(request)


def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first thing wrong with the input, by its field; the others are found once it is right."""
    _ = request
    first = error.errors[0]
    # The location begins with the source and, for a body, the parameter: ("body", "payload", "seat_ids", 0).
    place = [str(part) for part in first["loc"]]
    field = ".".join(place[2:] if place[0] == "body" else place[1:])
    return answer(
        Invalid(
            "malformed",
            f"输入有误：{field or '请求'}，{_KINDS.get(first['type'], str(first['msg']))}",
            remedy="请按 openapi.json 中的格式重新提交。",
            field=field,
        )
    )


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework refuses itself."""
    _ = request
    if error.status_code == HTTPStatus.FORBIDDEN:
        return answer(
            NotAllowed("csrf", "缺少或不符的 CSRF 令牌。", remedy="请在请求头 X-CSRFToken 中带上页面的令牌。")
        )
    refused = Invalid("malformed", "请求内容不是有效的 JSON。", remedy="请按 openapi.json 中的格式重新提交。")
    return answer(refused)
