"""Who calls: the same accounts and sessions as the pages, with the CSRF token for whatever writes."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import AuthorizationError
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf
from typing_extensions import override

from yuanping.base.context import Ctx


class Session(APIKeyCookie):
    """The session cookie of the pages. A write must carry the header ``X-CSRFToken``."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)  # checked below, after it is known who calls

    @override
    def authenticate(self, request: HttpRequest, key: str | None) -> Any | None:
        if not request.user.is_authenticated:
            return None
        if check_csrf(request) is not None:
            raise AuthorizationError
        return request.user


def ctx_of(request: HttpRequest) -> Ctx:
    """The circumstances of an API call."""
    ctx: Ctx = request.ctx  # type: ignore[attr-defined]
    return replace(ctx, channel="api")
