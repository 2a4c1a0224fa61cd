"""What the gateways for messages and calls have in common: what they are given, and how they fail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from yuanping.base.ports.models import Sending
from yuanping.base.ports.reports import code_of

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


@dataclass(frozen=True, slots=True)
class Filled:
    """The template that a text was made from, and what was filled in.

    Gateways in service send registered templates only: they get the template's code and the values. A name such as
    ``call@7`` is a venue's own wording; where it is not registered, ``call`` is sent.
    """

    name: str
    values: Mapping[str, str] = field(default_factory=dict)


class GatewayTrouble(Exception):
    """The gateway did not take it. ``code`` is the gateway's own word for why; it never holds a number."""

    def __init__(self, code: str) -> None:
        self.code = code_of(code)
        super().__init__(self.code)


class GatewayBusy(GatewayTrouble):
    """Throttled, out of reach, or out of order: trying again later may help."""


class GatewayUnfit(GatewayBusy):
    """Our account, signature or template is wrong: an operator has to mend it, then trying again helps."""


class GatewayRefused(GatewayTrouble):
    """The number cannot be served: trying again does not help."""


def once(ctx: "Ctx", *, adapter: str, key: str, send: Callable[[], str]) -> str:
    """The gateway's reference for ``key``: of the first sending when there was one, else of ``send()``.

    The reference is kept at once, before the caller's own change: should that fail and be tried again, nothing is
    sent twice. Only a worker that dies between the gateway's answer and this note sends a second time.
    """
    known = Sending.objects.filter(key=key).first()
    if known is not None:
        return known.reference
    reference = send()
    try:
        with transaction.atomic():
            Sending.objects.create(key=key, adapter=adapter, reference=reference, sent_at=ctx.now)
    except IntegrityError:  # another worker was as fast
        return Sending.objects.get(key=key).reference
    return reference


def is_ours(adapter: str, reference: str) -> bool:
    """Whether the gateway's reference is of something that this node sent."""
    return Sending.objects.filter(adapter=adapter, reference=reference).exists()
