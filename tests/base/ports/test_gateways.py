"""Messages and calls through each gateway: the same contract for the fake and for both makers' libraries."""

import json
from collections.abc import Callable

import pytest
from pytest_django import Settings

from tests.base.ports.gateway import Gateway
from yuanping.base.context import system_ctx
from yuanping.base.ports import sms, voice
from yuanping.base.ports.gateways import (
    Filled,
    GatewayBusy,
    GatewayRefused,
    GatewayTrouble,
    GatewayUnfit,
    is_ours,
)
from yuanping.base.ports.models import Sending

NUMBER = "13900000001"
KEYS = {"1": "能够参加", "2": "不能参加"}
VALUES = {"time": "2026-06-18 09:00", "place": "固始县公共资源交易中心", "token": "abc"}
SERVICE = ["aliyun", "tencent"]
Account = Callable[..., None]


@pytest.fixture(autouse=True)
def _ready(db: None, account: Account) -> None:
    """The account is there, and so is a database."""


def send(channel: str, *, key: str = "k-1", name: str = "") -> str:
    ctx = system_ctx("测试")
    filled = Filled(name or ("call" if channel == "sms" else "call-voice"), VALUES)
    if channel == "sms":
        return sms.gateway().send(ctx, to=NUMBER, text="文", reference="用途", key=key, filled=filled)
    return voice.gateway().call(
        ctx, to=NUMBER, text="文", keys=KEYS, reference="用途", key=key, filled=filled
    )


@pytest.fixture(params=["sms", "voice"])
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def use(settings: Settings, maker: str) -> None:
    settings.SMS_GATEWAY = settings.VOICE_GATEWAY = maker


@pytest.mark.parametrize("maker", ["fake", *SERVICE])
def test_same_key_is_sent_once_and_has_one_receipt(
    gateway: Gateway, settings: Settings, channel: str, maker: str
) -> None:
    use(settings, maker)
    first, again, other = send(channel), send(channel), send(channel, key="k-2")
    assert (first == again, first == other) == (True, False)
    assert len(gateway.asked) == (0 if maker == "fake" else 2)
    if maker != "fake":
        assert is_ours(f"{channel}-{maker}", first)


def test_aliyun_is_asked_for_the_registered_template(gateway: Gateway, settings: Settings) -> None:
    use(settings, "aliyun")
    send("sms", name="call@7")
    send("voice", key="k-2")
    message, call = gateway.asked
    assert (message.action, message.given["TemplateCode"], message.given["SignName"]) == (
        "SendSms",
        "T_CALL",
        "远评",
    )
    assert json.loads(message.given["TemplateParam"]) == VALUES
    assert (call.action, call.given["StartCode"], call.given["CalledShowNumber"]) == (
        "IvrCall",
        "V_CALL",
        "037100000000",
    )
    menu = {call.given[f"MenuKeyMap.{n}.Key"]: call.given[f"MenuKeyMap.{n}.Code"] for n in (1, 2)}
    assert menu == {"1": "V_1", "2": "V_2"}
    assert len(call.given["OutId"]) == 15


def test_tencent_is_asked_for_the_registered_template(gateway: Gateway, settings: Settings) -> None:
    use(settings, "tencent")
    send("sms", name="call@7")
    send("voice", key="k-2")
    message, call = gateway.asked
    assert (message.given["TemplateId"], message.given["TemplateParamSet"]) == ("T_CALL", [*VALUES.values()])
    assert message.given["PhoneNumberSet"] == [f"+86{NUMBER}"]
    assert (call.given["TemplateId"], call.given["TemplateParamSet"]) == ("V_CALL", [*VALUES.values()][:2])
    assert (call.given["CalledNumber"], call.given["VoiceSdkAppid"]) == (f"+86{NUMBER}", "1400000000")


BUSY = {"aliyun": "Throttling.User", "tencent": "RequestLimitExceeded"}
BAD_NUMBER = {"aliyun": "isv.MOBILE_NUMBER_ILLEGAL", "tencent": "InvalidParameterValue.IncorrectPhoneNumber"}
UNPAID = {"aliyun": "isv.AMOUNT_NOT_ENOUGH", "tencent": "FailedOperation.InsufficientBalanceInSmsPackage"}


@pytest.mark.parametrize("maker", SERVICE)
@pytest.mark.parametrize(
    ("codes", "kind"), [(BUSY, GatewayBusy), (BAD_NUMBER, GatewayRefused), (UNPAID, GatewayUnfit)]
)
def test_errors_say_what_to_do_and_never_whose_number_it_was(
    gateway: Gateway,
    settings: Settings,
    channel: str,
    maker: str,
    codes: dict[str, str],
    kind: type[GatewayTrouble],
) -> None:
    use(settings, maker)
    gateway.codes[NUMBER] = codes[maker]
    with pytest.raises(GatewayTrouble) as caught:
        send(channel)
    assert (type(caught.value), caught.value.code) == (kind, codes[maker])
    assert (NUMBER in str(caught.value), caught.value.__cause__, caught.value.__context__) == (
        False,
        None,
        None,
    )
    assert Sending.objects.count() == 0
    gateway.codes.clear()
    assert send(channel) != ""


@pytest.mark.parametrize("maker", SERVICE)
def test_wrong_secret_is_refused(
    gateway: Gateway, account: Account, settings: Settings, channel: str, maker: str
) -> None:
    use(settings, maker)
    account(secret="the wrong secret")
    with pytest.raises(GatewayUnfit) as caught:
        send(channel)
    code = {"aliyun": "SignatureDoesNotMatch", "tencent": "AuthFailure.SignatureFailure"}[maker]
    assert (caught.value.code, gateway.refused, gateway.asked) == (code, 1, [])


@pytest.mark.parametrize("maker", SERVICE)
def test_gateway_out_of_reach_is_tried_later(
    gateway: Gateway, settings: Settings, channel: str, maker: str
) -> None:
    use(settings, maker)
    gateway.silent = True
    with pytest.raises(GatewayBusy) as caught:
        send(channel)
    assert type(caught.value) is GatewayBusy


@pytest.mark.parametrize("maker", SERVICE)
@pytest.mark.parametrize(
    ("endpoint", "code"),
    [("http://dysmsapi.example.com", "account-missing"), ("ftp://127.0.0.1", "account-missing")],
)
def test_plain_http_is_for_this_machine_alone(
    account: Account, settings: Settings, channel: str, maker: str, endpoint: str, code: str
) -> None:
    use(settings, maker)
    account(endpoint=endpoint)
    with pytest.raises(GatewayUnfit) as caught:
        send(channel)
    assert caught.value.code == code


@pytest.mark.parametrize("maker", SERVICE)
def test_template_that_is_not_registered_is_not_sent(
    gateway: Gateway, settings: Settings, channel: str, maker: str
) -> None:
    use(settings, maker)
    with pytest.raises(GatewayUnfit) as caught:
        send(channel, name="representative")
    assert (caught.value.code, gateway.asked) == ("template-unregistered", [])
