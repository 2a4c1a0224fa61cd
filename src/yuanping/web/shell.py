"""What every page shows around its content."""

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    """Context of the layout: server time and whether the data are synthetic."""
    ctx = getattr(request, "ctx", None)
    return {"ctx": ctx, "now": ctx.now if ctx else None, "synthetic": settings.DEMO}
