"""Short messages by Tencent Cloud (腾讯云短信, SendSms 2021-01-11)."""

from typing import TYPE_CHECKING

from yuanping.base.ports import tencent
from yuanping.base.ports.accounts import account
from yuanping.base.ports.gateways import Filled, GatewayUnfit, once

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


class TencentSms:
    """``SmsGateway`` with the maker's library (extra ``sms-tencent``)."""

    adapter = "sms-tencent"

    def send(
        self, ctx: "Ctx", *, to: str, text: str, reference: str, key: str, filled: Filled | None = None
    ) -> str:
        _ = text, reference  # the gateway makes the text of its template
        return once(ctx, adapter=self.adapter, key=key, send=lambda: self._send(to, key, filled))

    def _send(self, to: str, key: str, filled: Filled | None) -> str:
        if filled is None:
            raise GatewayUnfit("template-missing")
        try:
            from tencentcloud.sms.v20210111 import models, sms_client  # noqa: PLC0415 -- for this gateway alone
        except ImportError:
            raise GatewayUnfit("library-missing") from None
        ours = account("sms")
        template = ours.template(filled.name)
        request = models.SendSmsRequest()
        request.SmsSdkAppId, request.SignName = ours.app_id, ours.sign_name
        request.TemplateId = template.code
        request.TemplateParamSet = list(template.values(filled).values())
        request.PhoneNumberSet, request.SessionContext = [tencent.e164(to)], key
        client = tencent.client_of(sms_client.SmsClient, ours)
        status = tencent.asked(lambda: client.SendSms(request)).SendStatusSet[0]
        if status.Code != "Ok":
            raise tencent.meaning(status.Code)
        return str(status.SerialNo)
