"""What the two Tencent Cloud gateways share: the client's profile, and what an error means.

The library signs with TC3-HMAC-SHA256. It is loaded when a gateway is used, not with this module.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from yuanping.base.ports.accounts import Account
from yuanping.base.ports.gateways import GatewayBusy, GatewayRefused, GatewayTrouble, GatewayUnfit

TIMEOUT = 8
"""Seconds."""

REFUSED = {
    "InvalidParameterValue.IncorrectPhoneNumber",
    "InvalidParameterValue.CalledNumberVerifyFail",
    "FailedOperation.PhoneNumberInBlacklist",
    "FailedOperation.PhoneNumberParseFail",
    "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber",
}
BUSY = (
    "LimitExceeded",
    "RequestLimitExceeded",
    "InternalError",
    "FailedOperation.AccessUpstreamTimeout",
    "ServerNetworkError",
    "ClientNetworkError",
)
T = TypeVar("T")


def client_of(make: Callable[..., T], ours: Account) -> T:
    """A client of the library for our account."""
    from tencentcloud.common.credential import Credential  # noqa: PLC0415 -- for this gateway alone
    from tencentcloud.common.profile.client_profile import ClientProfile  # noqa: PLC0415
    from tencentcloud.common.profile.http_profile import HttpProfile  # noqa: PLC0415

    http = HttpProfile(protocol=ours.scheme, endpoint=ours.host, reqTimeout=TIMEOUT)
    profile = ClientProfile(signMethod="TC3-HMAC-SHA256", httpProfile=http)
    return make(Credential(ours.key_id, ours.secret), ours.region, profile)


def asked(ask: Callable[[], T]) -> T:
    """Ask the gateway. Its own exceptions may quote the request: none of them leaves this function."""
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 -- the library wraps whatever happens
        trouble = meaning(str(getattr(error, "code", None) or "unreachable"))
    raise trouble


def e164(number: str) -> str:
    """The number as this gateway writes it."""
    return f"+86{number}"


def meaning(code: Any) -> GatewayTrouble:
    """What a code other than ``Ok`` asks of us."""
    found = str(code)
    if found in REFUSED:
        return GatewayRefused(found)
    if found == "unreachable" or found.startswith(BUSY):
        return GatewayBusy(found)
    return GatewayUnfit(found)
