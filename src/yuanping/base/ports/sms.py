"""Short messages."""

from typing import TYPE_CHECKING, Protocol

from django.conf import settings

from yuanping.base.ports.models import OutboxMessage
from yuanping.base.vault import sealing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yuanping.base.context import Ctx


class SmsGateway(Protocol):
    """Sends a text to a mobile telephone. Sending the same ``key`` again sends nothing."""

    def send(self, ctx: "Ctx", *, to: str, text: str, reference: str, key: str) -> str:
        """Returns the gateway's receipt number."""
        ...


class FakeSmsGateway:
    """Keeps messages in a table that the demonstration shows as 模拟短信."""

    def send(self, ctx: "Ctx", *, to: str, text: str, reference: str, key: str) -> str:
        known = OutboxMessage.objects.filter(key=key).first()
        if known is None:
            known = OutboxMessage.objects.create(
                recipient=sealing.seal(ctx, "sms.recipient", {"phone": to}),
                recipient_index=sealing.blind_index("phone", to),
                text=text,
                reference=reference,
                key=key,
                sent_at=ctx.now,
            )
        return f"SMS-{known.pk}"


def outbox() -> "QuerySet[OutboxMessage]":
    """What the fake gateway has kept, newest first."""
    return OutboxMessage.objects.order_by("-pk")


def gateway() -> SmsGateway:
    """The gateway that the settings name."""
    if settings.SMS_GATEWAY == "fake":
        return FakeSmsGateway()
    raise RuntimeError(f"YUANPING_SMS={settings.SMS_GATEWAY}: no such gateway is installed; use fake")
