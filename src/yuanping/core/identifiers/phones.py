"""Mobile telephone numbers of mainland China 手机号码."""

import re

from yuanping.core.errors import Invalid
from yuanping.core.identifiers.text import half_width

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_COUNTRY = re.compile(r"(?:\+|00)86")


def parse_mobile(text: str, *, field: str = "mobile") -> str:
    """Eleven digits; spaces, hyphens and a leading ``+86`` as people copy them are dropped. ``Invalid`` otherwise."""
    bare = half_width(text).replace(" ", "").replace("-", "")
    number = _COUNTRY.sub("", bare, count=1) if bare.startswith(("+", "00")) else bare
    if not _MOBILE.fullmatch(number):
        raise Invalid(
            "mobile-format",
            "手机号码应为 11 位数字，第一位为 1，第二位为 3 至 9。",
            remedy="请填写能接收短信的手机号码，不要填写座机或分机。",
            field=field,
        )
    return number


def mask_mobile(number: str) -> str:
    """What a page may show: ``138****8000``."""
    return f"{number[:3]}****{number[-4:]}"
