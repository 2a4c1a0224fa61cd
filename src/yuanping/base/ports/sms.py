"""Short messages."""

from typing import TYPE_CHECKING, Protocol

from django.conf import settings

from yuanping.base.ports.gateways import Filled
from yuanping.base.ports.models import OutboxMessage
from yuanping.base.vault import sealing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yuanping.base.context import Ctx


class SmsGateway(Protocol):
    """Sends a text to a mobile telephone. Sending the same ``key`` again sends nothing.

    Raises ``GatewayBusy`` when trying again may help, ``GatewayRefused`` when it does not. What becomes of the message
    comes back later, as a ``Report`` with the receipt number.
    """

    adapter: str

    def send(
        self, ctx: "Ctx", *, to: str, text: str, reference: str, key: str, filled: Filled | None = None
    ) -> str:
        """Returns the gateway's receipt number. ``filled`` is what ``text`` was made from."""
        ...


class FakeSmsGateway:
    """Keeps messages in a table that the demonstration shows as 模拟短信."""

    adapter = "sms-fake"

    def send(
        self, ctx: "Ctx", *, to: str, text: str, reference: str, key: str, filled: Filled | None = None
    ) -> str:
        _ = filled
        known = OutboxMessage.objects.filter(key=key).first()
        if known is None:
            known = OutboxMessage.objects.create(
                recipient=sealing.seal(ctx, "sms.recipient", {"phone": to}),
                # The demonstration's card reader finds people by it; elsewhere it would link one person's calls.
                recipient_index=sealing.blind_index("phone", to) if settings.DEMO else "",
                text=text,
                reference=reference,
                key=key,
                sent_at=ctx.now,
            )
        return f"SMS-{known.pk}"


def outbox() -> "QuerySet[OutboxMessage]":
    """What the fake gateway has kept, newest first."""
    return OutboxMessage.objects.order_by("-pk")


def demo_number(ctx: "Ctx", slip: str) -> str | None:
    """The number to which the fake gateway sent a message (``SMS-12``), for a demonstration's visitor who plays its
    reader and cannot know it; None for anything else, and wherever messages are really sent.
    """
    text = slip.strip().upper().removeprefix("SMS-")
    if settings.SMS_GATEWAY != "fake" or not settings.DEMO or not (text.isascii() and text.isdecimal()):
        return None
    if slip.strip().upper() == text or len(text) > 9:
        return None
    found = OutboxMessage.objects.select_related("recipient").filter(pk=int(text)).first()
    return None if found is None else sealing.unseal(ctx, found.recipient, reason="演示登录")["phone"]


def gateway() -> SmsGateway:
    """The gateway that the settings name. The makers' libraries are loaded with their gateway, not before."""
    if settings.SMS_GATEWAY == "aliyun":
        from yuanping.base.ports.sms_aliyun import AliyunSms  # noqa: PLC0415

        return AliyunSms()
    if settings.SMS_GATEWAY == "tencent":
        from yuanping.base.ports.sms_tencent import TencentSms  # noqa: PLC0415

        return TencentSms()
    if settings.SMS_GATEWAY == "fake":
        return FakeSmsGateway()
    raise RuntimeError(f"YUANPING_SMS={settings.SMS_GATEWAY}: no such gateway; use fake, aliyun or tencent")
