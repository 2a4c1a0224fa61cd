"""Canonical JSON out, strict JSON in: one value has one byte string, and nothing unexpected is read."""

import json
from collections.abc import Iterable, Mapping
from typing import NoReturn

from yuanping.core.errors import Invalid

MAX_TEXT = 200


def canonical(value: object) -> bytes:
    """RFC 8785 for what a draw writes: ASCII member names and whole numbers below 2^53, and no floats."""
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def parse(text: str) -> object:
    """The JSON value; a repeated name or a number that is not whole is refused."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise malformed("json", "不是规范的 JSON 文本") from error


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise ValueError("repeated name")
    return out


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def malformed(field: str, what: str) -> Invalid:
    return Invalid(
        "draw-input-invalid", f"抽取数据有误：{what}（{field}）。", field=field, remedy="请改正后重新提交。"
    )


def checked_text(value: object, field: str) -> str:
    """A printable string of 1 to 200 characters that UTF-8 can carry."""
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_TEXT or not value.isprintable():
        raise malformed(field, f"应为 1 至 {MAX_TEXT} 个可见字符")
    return value


def checked_whole(value: object, field: str, *, least: int, most: int) -> int:
    """A whole number within [least, most]; ``True`` is not a number."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise malformed(field, f"应为 {least} 至 {most} 的整数")
    return value


def checked_truth(value: object, field: str) -> bool:
    if not isinstance(value, bool):
        raise malformed(field, "应为 true 或 false")
    return value


def checked_hex(value: object, field: str, *sizes: int) -> bytes:
    """Lower-case hexadecimal of one of these numbers of bytes."""
    if isinstance(value, str) and value.isascii():
        try:
            found = bytes.fromhex(value)
        except ValueError:
            found = None
        if found is not None and found.hex() == value and len(found) in sizes:
            return found
    digits = " 或 ".join(str(2 * size) for size in sizes)
    raise malformed(field, f"应为 {digits} 个小写十六进制字符")


def read_object(
    value: object, field: str, names: Iterable[str], *, optional: Iterable[str] = ()
) -> Mapping[str, object]:
    """A JSON object with exactly these names, besides the optional ones."""
    given = read_map(value, field)
    wanted = set(names)
    missing = sorted(wanted - set(given))
    if missing:
        raise malformed(field, f"缺少“{missing[0]}”")
    unknown = sorted(set(given) - wanted - set(optional))
    if unknown:
        raise malformed(field, f"不应有“{unknown[0][:MAX_TEXT]}”")
    return given


def read_list(value: object, field: str) -> list[object]:
    if not isinstance(value, list):
        raise malformed(field, "应为列表")
    return value


def read_map(value: object, field: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise malformed(field, "应为对象")
    return value
