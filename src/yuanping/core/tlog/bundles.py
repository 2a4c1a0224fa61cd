"""Entry bundles: up to 256 entries, each after its length in two bytes, big-endian (C2SP tlog-tiles)."""

from collections.abc import Sequence

from yuanping.core.errors import Invalid
from yuanping.core.tlog.tile_paths import WIDTH

MAX_ENTRY = 0xFFFF
_PREFIX = 2


def bundle(entries: Sequence[bytes]) -> bytes:
    """``Invalid`` (entry-too-long) for an entry of more than 65,535 bytes, (bundle-width) unless 1 to 256 entries."""
    _require_width(len(entries))
    parts: list[bytes] = []
    for place, entry in enumerate(entries):
        if len(entry) > MAX_ENTRY:
            raise Invalid(
                "entry-too-long",
                f"第 {place + 1} 条存证有 {len(entry)} 字节，超过上限 {MAX_ENTRY} 字节。",
                remedy="请只把文件的摘要写入存证，不写文件本身。",
            )
        parts += (len(entry).to_bytes(_PREFIX, "big"), entry)
    return b"".join(parts)


def unbundle(data: bytes, count: int) -> list[bytes]:
    """The ``count`` entries; ``Invalid`` (bad-bundle) when the bytes hold fewer, or anything after them."""
    _require_width(count)
    entries: list[bytes] = []
    at = 0
    for _ in range(count):
        start = at + _PREFIX
        at = start + int.from_bytes(data[at:start], "big")
        if at > len(data):
            raise _bad_bundle(f"存证包不完整：应有 {count} 条存证，第 {len(entries) + 1} 条缺失或者被截断。")
        entries.append(data[start:at])
    if at != len(data):
        raise _bad_bundle(f"存证包在第 {count} 条存证之后多出 {len(data) - at} 字节。")
    return entries


def _require_width(count: int) -> None:
    if not 1 <= count <= WIDTH:
        raise Invalid("bundle-width", f"一个存证包应有 1 至 {WIDTH} 条存证，实有 {count} 条。", field="count")


def _bad_bundle(message: str) -> Invalid:
    return Invalid("bad-bundle", message, remedy="请重新取得存证包；仍不完整的，请核对日志的存储。")
