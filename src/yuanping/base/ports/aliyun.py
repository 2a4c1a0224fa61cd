"""What the two Alibaba Cloud gateways share: the client's configuration, and what an error means.

The library signs with ACS3-HMAC-SHA256. It is loaded when a gateway is made, not with this module.
"""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from yuanping.base.ports.accounts import Account
from yuanping.base.ports.gateways import GatewayBusy, GatewayRefused, GatewayTrouble, GatewayUnfit

CONNECT, READ = 3000, 8000
"""Milliseconds."""

REFUSED = {
    "isv.MOBILE_NUMBER_ILLEGAL",
    "isv.MOBILE_COUNT_OVER_LIMIT",
    "isv.BLACK_KEY_CONTROL_LIMIT",
    "isv.INVALID_PHONE_NUMBER",
    "isv.CALLED_NUMBER_ILLEGAL",
    "isv.BLACKLIST",
    "MobileNumberIllegal",
}
BUSY = ("Throttling", "ServiceUnavailable", "InternalError", "isp.", "isv.BUSINESS_LIMIT", "isv.FLOW_LIMIT")
T = TypeVar("T")


def config(account: Account) -> Any:
    """The library's ``Config``; raises ``GatewayUnfit`` where the library is not installed."""
    try:
        from alibabacloud_tea_openapi.utils_models import Config  # noqa: PLC0415 -- 1 s, for this gateway alone
    except ImportError:
        raise GatewayUnfit("library-missing") from None
    return Config(
        access_key_id=account.key_id,
        access_key_secret=account.secret,
        endpoint=account.host,
        protocol=account.scheme,
        connect_timeout=CONNECT,
        read_timeout=READ,
    )


def asked(ask: Callable[[], T]) -> T:
    """Ask the gateway. Its own exceptions quote the request, number included: none of them leaves this function."""
    try:
        answer: Any = ask()
    except Exception as error:  # noqa: BLE001 -- the library raises what it likes
        trouble = _meaning(_code_in(error))
    else:
        code = str(answer.body.code)
        if code == "OK":
            return answer  # type: ignore[no-any-return]
        trouble = _meaning(code)
    raise trouble


def out_id(key: str) -> str:
    """Our key as the gateway returns it in reports: at most 15 characters."""
    return hashlib.sha256(key.encode()).hexdigest()[:15]


def _code_in(error: Exception) -> str:
    """The gateway's code in the library's exception, which may be wrapped once; ``unreachable`` without one."""
    inner = getattr(error, "inner_exception", None) or error
    return str(getattr(inner, "code", None) or "unreachable")


def _meaning(code: str) -> GatewayTrouble:
    if code in REFUSED:
        return GatewayRefused(code)
    if code == "unreachable" or code.startswith(BUSY):
        return GatewayBusy(code)
    return GatewayUnfit(code)
