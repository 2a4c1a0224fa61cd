"""The one spelling that each value has in the log's text formats: base64 (RFC 4648, 4), whole numbers, lines.

Whatever is read must be what would be written: two texts never say the same thing. The reasons given by the
``ValueError`` raised here are Chinese fragments for the reader's own refusal.
"""

import base64
import re

# Tree sizes, indexes and POSIX times: the greatest that C2SP formats and their other readers can all carry.
MAX_WHOLE = 2**63 - 1

_WHOLE = re.compile(r"0|[1-9][0-9]{0,18}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


def encode_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def decode_base64(text: str, *, size: int | None = None) -> bytes:
    """The bytes, ``size`` of them when given; ValueError unless ``text`` is their only standard spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise ValueError("不是标准的Base64编码") from error
    # Python forgives spare bits under the padding; they would let one value have several spellings.
    if encode_base64(data) != text:
        raise ValueError("不是标准的Base64编码")
    if size is not None and len(data) != size:
        raise ValueError(f"应为{size}字节，实为{len(data)}字节")
    return data


def read_whole(text: str) -> int:
    """A whole number from 0 to 2^63-1 in ASCII decimal without leading zeroes; else ValueError."""
    if not _WHOLE.fullmatch(text) or int(text) > MAX_WHOLE:
        raise ValueError("应为不带前导零的十进制非负整数，且不超过2的63次方减1")
    return int(text)


def checked_lines(text: str) -> str:
    """``text`` if it is whole lines, each ended by a newline, of UTF-8 without control characters; else ValueError."""
    if not text.endswith("\n"):
        raise ValueError("末尾缺少换行")
    if _CONTROL.search(text):
        raise ValueError("含有换行以外的控制字符")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("含有UTF-8无法表示的字符") from error
    return text
