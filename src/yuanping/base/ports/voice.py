"""Calls in which a text is spoken and a key may be pressed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

from yuanping.base.ports.gateways import Filled
from yuanping.base.ports.models import Ring
from yuanping.base.ports.reports import Outcome, Report
from yuanping.base.vault import sealing
from yuanping.core.errors import Invalid, WrongState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yuanping.base.context import Ctx


class VoiceGateway(Protocol):
    """Calls a telephone and speaks a text. The same ``key`` again calls nobody.

    ``keys`` says what each key means, such as ``{"1": "能够参加"}``. Raises as ``SmsGateway`` does. Whether somebody
    answered, and which key they pressed, comes back later, as ``Report`` with the receipt number.
    """

    adapter: str

    def call(
        self,
        ctx: "Ctx",
        *,
        to: str,
        text: str,
        keys: Mapping[str, str],
        reference: str,
        key: str,
        filled: Filled | None = None,
    ) -> str:
        """Returns the gateway's receipt number. ``filled`` is what ``text`` was made from."""
        ...


class FakeVoiceGateway:
    """Keeps calls in a table; the demonstration shows them as ringing telephones (模拟电话)."""

    adapter = "voice-fake"

    def call(
        self,
        ctx: "Ctx",
        *,
        to: str,
        text: str,
        keys: Mapping[str, str],
        reference: str,
        key: str,
        filled: Filled | None = None,
    ) -> str:
        _ = filled
        known = Ring.objects.filter(key=key).first()
        if known is None:
            known = Ring.objects.create(
                recipient=sealing.seal(ctx, "voice.recipient", {"phone": to}),
                text=text,
                keys=dict(keys),
                reference=reference,
                key=key,
                rang_at=ctx.now,
            )
        return f"VOICE-{known.pk}"


def rings() -> "QuerySet[Ring]":
    """The fake gateway's calls, newest first."""
    return Ring.objects.order_by("-pk")


def hang_up(ctx: "Ctx", ring_id: int, *, digit: str = "") -> list[Report]:
    """What the tester did with a ringing telephone, as the gateway would report it: no digit lets it ring out."""
    ring = Ring.objects.select_for_update().filter(pk=ring_id).first()
    if ring is None or (digit and digit not in ring.keys):
        raise Invalid("ring-unknown", "没有这个来电或按键。", remedy="请刷新页面后重试。")
    if ring.ended_at is not None:
        raise WrongState("ring-ended", "这次来电已经结束。", remedy="如席位仍待答复，系统会按计划再次呼叫。")
    ring.ended_at, ring.digit = ctx.now, digit
    ring.save(update_fields=["ended_at", "digit"])
    adapter, reference = FakeVoiceGateway.adapter, f"VOICE-{ring.pk}"
    if not digit:
        return [Report(adapter, reference, Outcome.NO_ANSWER)]
    return [
        Report(adapter, reference, Outcome.ANSWERED),
        Report(adapter, reference, Outcome.KEY, digit=digit),
    ]


def gateway() -> VoiceGateway:
    """The gateway that the settings name. The makers' libraries are loaded with their gateway, not before."""
    if settings.VOICE_GATEWAY == "aliyun":
        from yuanping.base.ports.voice_aliyun import AliyunVoice  # noqa: PLC0415

        return AliyunVoice()
    if settings.VOICE_GATEWAY == "tencent":
        from yuanping.base.ports.voice_tencent import TencentVoice  # noqa: PLC0415

        return TencentVoice()
    if settings.VOICE_GATEWAY == "fake":
        return FakeVoiceGateway()
    raise RuntimeError(
        f"YUANPING_VOICE={settings.VOICE_GATEWAY}: no such gateway; use fake, aliyun or tencent"
    )
