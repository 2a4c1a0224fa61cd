"""Where a request becomes a ``Ctx``."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yuanping.base.clock.reading import read_clock
from yuanping.base.context import Ctx, new_request_id
from yuanping.domain.people.models import Account
from yuanping.domain.people.queries import ctx_for


class EdgeMiddleware:
    """Puts ``request.ctx`` in place: the clock is read once per request, here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.ctx = context_of(request)  # type: ignore[attr-defined]
        return self.get_response(request)


def context_of(request: HttpRequest) -> Ctx:
    """Who is asking."""
    now, address = read_clock(), request.META.get("REMOTE_ADDR", "")
    if isinstance(request.user, Account) and request.user.is_active:
        return ctx_for(request.user, now=now, channel="web", address=address)
    return Ctx(
        now=now,
        actor_name="访客",
        roles=frozenset(),
        channel="web",
        request_id=new_request_id(),
        address=address,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came back without its token: usually a page left open over night."""
    _ = reason
    return render(request, "errors/csrf.html", status=403)
