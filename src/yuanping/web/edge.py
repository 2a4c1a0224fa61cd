"""Where a request becomes a ``Ctx``."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yuanping.base.clock.reading import read_clock
from yuanping.base.context import Ctx, new_request_id
from yuanping.domain.experts import queries as experts
from yuanping.domain.experts.actions.call import member_ctx
from yuanping.domain.experts.actions.own import expert_ctx
from yuanping.domain.people.models import Account
from yuanping.domain.people.queries import ctx_for

SESSION_SEAT, SESSION_KEY = "committee_seat", "committee_seat_key"
"""What the session of a member at an evaluation seat holds."""
SESSION_EXPERT, SESSION_REFERENCE = "expert_own", "expert_own_reference"
"""What the session of an expert on the own pages holds: the expert, and how the log knows this session alone."""


class EdgeMiddleware:
    """Puts ``request.ctx`` in place: the clock is read once per request, here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.ctx = context_of(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.ctx.roles:  # type: ignore[attr-defined]
            # Workstations are shared: after the next person sits down, "back" must show nothing of the last.
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def context_of(request: HttpRequest) -> Ctx:
    """Who is asking: an account, a member at an evaluation seat, an expert on the own pages, or a visitor."""
    now, address = read_clock(), request.META.get("REMOTE_ADDR", "")
    if isinstance(request.user, Account) and request.user.is_active:
        return ctx_for(request.user, now=now, channel="web", address=address)
    visitor = Ctx(
        now=now,
        actor_name="访客",
        roles=frozenset(),
        channel="web",
        request_id=new_request_id(),
        address=address,
    )
    if SESSION_SEAT in request.session:
        seat = experts.seated(request.session[SESSION_SEAT], request.session.get(SESSION_KEY))
        return visitor if seat is None else member_ctx(visitor, seat)
    if experts.is_in_pool(request.session.get(SESSION_EXPERT)):
        return expert_ctx(
            visitor, request.session[SESSION_EXPERT], str(request.session.get(SESSION_REFERENCE, ""))
        )
    return visitor


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came back without its token: usually a page left open over night."""
    _ = reason
    return render(request, "errors/csrf.html", status=403)
