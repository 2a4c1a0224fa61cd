"""What every page shows around its content."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from yuanping.base.context import Ctx
from yuanping.domain.people.models import Account
from yuanping.domain.people.states import ROLE_LABELS, Role
from yuanping.web.menu import menu_of


def shell(request: HttpRequest) -> dict[str, object]:
    """Context of the layout: who is here, for whom, the menu, the node's time, and whether the data are synthetic."""
    ctx: Ctx | None = getattr(request, "ctx", None)
    if ctx is None:  # refused before it reached the edge, such as a host name that is not ours
        return {"synthetic": settings.DEMO}
    account = request.user if isinstance(request.user, Account) else None
    return {
        "ctx": ctx,
        "now": ctx.now,
        "synthetic": settings.DEMO,
        "home_url": "/",
        "menu": menu_of(ctx, path=request.path, demo=settings.DEMO),
        "organisation": account.organisation.name if account else settings.NODE_NAME,
        "person": ctx.actor_name if ctx.roles else "",
        "person_role": "、".join(ROLE_LABELS[role] for role in Role if ctx.has(role)),
        "logout_url": reverse("entrance:logout") if account else "",
    }
