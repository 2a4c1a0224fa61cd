"""Short messages by Alibaba Cloud (阿里云短信服务, SendSms 2017-05-25)."""

import json
from typing import TYPE_CHECKING

from yuanping.base.ports import aliyun
from yuanping.base.ports.accounts import account
from yuanping.base.ports.gateways import Filled, GatewayUnfit, once

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


class AliyunSms:
    """``SmsGateway`` with the maker's library (extra ``sms-aliyun``)."""

    adapter = "sms-aliyun"

    def send(
        self, ctx: "Ctx", *, to: str, text: str, reference: str, key: str, filled: Filled | None = None
    ) -> str:
        _ = text, reference  # the gateway makes the text of its template
        return once(ctx, adapter=self.adapter, key=key, send=lambda: self._send(to, key, filled))

    def _send(self, to: str, key: str, filled: Filled | None) -> str:
        if filled is None:
            raise GatewayUnfit("template-missing")
        ours = account("sms")
        template = ours.template(filled.name)
        config = aliyun.config(ours)
        try:
            from alibabacloud_dysmsapi20170525 import client, models  # noqa: PLC0415 -- 1 s
        except ImportError:
            raise GatewayUnfit("library-missing") from None
        request = models.SendSmsRequest(
            phone_numbers=to,
            sign_name=ours.sign_name,
            template_code=template.code,
            template_param=json.dumps(template.values(filled), ensure_ascii=False),
            out_id=aliyun.out_id(key),
        )
        return str(aliyun.asked(lambda: client.Client(config).send_sms(request)).body.biz_id)
