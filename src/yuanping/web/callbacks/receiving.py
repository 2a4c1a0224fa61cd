"""What a gateway pushes: delivery reports, answered calls, pressed keys.

Neither gateway signs what it pushes: the last part of the address, which only the gateway was told, says who is asking
(and TLS keeps it between us). It is taken out of the node's log lines, and a wrong one is answered as an address that
does not exist.
"""

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from yuanping.base.context import platform
from yuanping.base.ports.accounts import account
from yuanping.base.ports.gateways import GatewayUnfit
from yuanping.base.ports.reports import FORMS, MAX_BYTES, BadReport, acknowledgement, parse
from yuanping.domain.experts.actions.dial import record_reports

logger = logging.getLogger(__name__)


@csrf_exempt  # programs without cookies ask; the word in the address is the key
@require_POST
def receive(request: HttpRequest, adapter: str, word: str) -> HttpResponse:
    """Take a push, each report once. 413 or 400 for a body that is none; 503 asks the gateway to push again."""
    if not _admitted(adapter, word):
        raise Http404
    body = request.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        return HttpResponse(status=413)
    try:
        reports = parse(adapter, body)
    except BadReport as bad:
        logger.warning("a push by %s is not a report: %s", adapter, bad)
        return HttpResponse(status=400)
    ctx = platform(request.ctx, "网关回执")  # type: ignore[attr-defined]
    if not record_reports(ctx, reports).complete:
        return HttpResponse(
            status=503
        )  # faster than our own note of what was sent: both push again in a minute
    return JsonResponse(acknowledgement(adapter))


def _admitted(adapter: str, word: str) -> bool:
    """Whether this gateway is in use, and the word is the one that it was told."""
    in_use = {f"sms-{settings.SMS_GATEWAY}": "sms", f"voice-{settings.VOICE_GATEWAY}": "voice"}
    if adapter not in FORMS or adapter not in in_use:
        return False
    try:
        return account(in_use[adapter]).admits(word)
    except GatewayUnfit as unfit:
        logger.error("pushes by %s cannot be taken: %s", adapter, unfit.code)  # noqa: TRY400 -- the code says it all
        return False
