"""Canonical JSON out, strict JSON in: one value has one byte string, and nothing unexpected is read."""

import json
from collections.abc import Iterable, Mapping
from typing import NoReturn

from yuanping.core.errors import Invalid

MAX_TEXT = 200


def canonical(value: object) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; no floats are ever given to it."""
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def parse(text: str) -> object:
    """The JSON value; a repeated key or a number that is not whole is refused."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise malformed("json", "不是规范的JSON文本") from error


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise ValueError("repeated key")
    return out


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def malformed(field: str, what: str) -> Invalid:
    return Invalid("draw-input-invalid", f"抽取数据有误：{what}（{field}）。", field=field)


def checked_text(value: object, field: str) -> str:
    """A printable string of 1 to 200 characters that UTF-8 can carry."""
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_TEXT or not value.isprintable():
        raise malformed(field, f"应为1至{MAX_TEXT}个可见字符")
    return value


def checked_whole(value: object, field: str, *, least: int, most: int) -> int:
    """A whole number within [least, most]; ``True`` is not a number."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise malformed(field, f"应为{least}至{most}的整数")
    return value


def read_object(value: object, field: str, names: Iterable[str]) -> Mapping[str, object]:
    """A JSON object with exactly these names."""
    if not isinstance(value, dict) or set(value) != set(names):
        raise malformed(field, "字段缺失或多余")
    return value


def read_list(value: object, field: str) -> list[object]:
    if not isinstance(value, list):
        raise malformed(field, "应为列表")
    return value


def read_map(value: object, field: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise malformed(field, "应为对象")
    return value
