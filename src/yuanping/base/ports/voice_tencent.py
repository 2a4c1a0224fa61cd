"""Calls with keys by Tencent Cloud (腾讯云语音消息, SendTtsVoice 2020-09-02)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from yuanping.base.ports import tencent
from yuanping.base.ports.accounts import account
from yuanping.base.ports.gateways import Filled, GatewayUnfit, once

if TYPE_CHECKING:
    from yuanping.base.context import Ctx

PLAY_TIMES = 2


class TencentVoice:
    """``VoiceGateway`` with the maker's library (extra ``voice-tencent``).

    That a call waits for a key is a property of the template registered with the gateway.
    """

    adapter = "voice-tencent"

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
        _ = text, keys, reference
        return once(ctx, adapter=self.adapter, key=key, send=lambda: self._call(to, key, filled))

    def _call(self, to: str, key: str, filled: Filled | None) -> str:
        if filled is None:
            raise GatewayUnfit("template-missing")
        try:
            from tencentcloud.vms.v20200902 import models, vms_client  # noqa: PLC0415 -- for this gateway alone
        except ImportError:
            raise GatewayUnfit("library-missing") from None
        ours = account("voice")
        template = ours.template(filled.name)
        request = models.SendTtsVoiceRequest()
        request.VoiceSdkAppid, request.TemplateId = ours.app_id, template.code
        request.TemplateParamSet = list(template.values(filled).values())
        request.CalledNumber, request.PlayTimes = tencent.e164(to), PLAY_TIMES
        request.SessionContext = key
        client = tencent.client_of(vms_client.VmsClient, ours)
        status = tencent.asked(lambda: client.SendTtsVoice(request)).SendStatus
        return str(status.CallId)
