"""Calls with keys by Alibaba Cloud (阿里云语音服务, IvrCall 2017-05-25)."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from yuanping.base.ports import aliyun
from yuanping.base.ports.accounts import account
from yuanping.base.ports.gateways import Filled, GatewayUnfit, once

if TYPE_CHECKING:
    from yuanping.base.context import Ctx

PLAY_TIMES = 2
KEY_TIMEOUT = 10_000
"""Milliseconds to press a key in."""


class AliyunVoice:
    """``VoiceGateway`` with the maker's library (extra ``voice-aliyun``).

    What is said after a key is a registered template of its own: ``key-1``, ``key-2``.
    """

    adapter = "voice-aliyun"

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
        _ = text, reference
        return once(ctx, adapter=self.adapter, key=key, send=lambda: self._call(to, keys, key, filled))

    def _call(self, to: str, keys: Mapping[str, str], key: str, filled: Filled | None) -> str:
        if filled is None:
            raise GatewayUnfit("template-missing")
        ours = account("voice")
        template = ours.template(filled.name)
        config = aliyun.config(ours)
        try:
            from alibabacloud_dyvmsapi20170525 import client, models  # noqa: PLC0415 -- 1 s
        except ImportError:
            raise GatewayUnfit("library-missing") from None
        request = models.IvrCallRequest(
            called_number=to,
            called_show_number=ours.show_number,
            start_code=template.code,
            start_tts_params=json.dumps(template.values(filled), ensure_ascii=False),
            menu_key_map=[
                models.IvrCallRequestMenuKeyMap(key=digit, code=ours.template(f"key-{digit}").code)
                for digit in keys
            ],
            play_times=PLAY_TIMES,
            timeout=KEY_TIMEOUT,
            out_id=aliyun.out_id(key),
        )
        return str(aliyun.asked(lambda: client.Client(config).ivr_call(request)).body.call_id)
