"""JSON from outside, read strictly: UTF-8, no repeated names, no NaN, and every error with its line."""

import json
from collections.abc import Iterator
from typing import NoReturn

from yuanping.core.errors import Invalid, Refused


class AtLine(Invalid):
    """What is wrong with one of several inputs; ``line`` (from 1) is where that input begins."""

    def __init__(self, refused: Refused, line: int) -> None:
        super().__init__(refused.code, refused.message, remedy=refused.remedy, field=refused.field)
        self.line = line


def values(raw: bytes) -> Iterator[tuple[int, object]]:
    """The JSON values that stand one after another in the input, each with the line on which it begins.

    ``Invalid`` for an empty input or one that is not UTF-8, ``AtLine`` for a value that is malformed.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("not-utf8", "输入不是 UTF-8 文字。", remedy="请转换编码后再试。") from error
    decoder = json.JSONDecoder(object_pairs_hook=_unrepeated, parse_constant=_no_constant)
    place, found = _skip(text, 0), False
    while place < len(text):
        line = text.count("\n", 0, place) + 1
        try:
            value, place = decoder.raw_decode(text, place)
        except Refused as refused:
            raise AtLine(refused, line) from refused
        except (ValueError, RecursionError) as error:
            malformed = Invalid(
                "json-malformed", f"不是有效的 JSON：{error}", remedy="请写完整的 JSON 对象。"
            )
            raise AtLine(malformed, line) from error
        yield line, value
        place, found = _skip(text, place), True
    if not found:
        raise Invalid("input-empty", "没有输入。", remedy="请给出 JSON 对象。")


def only_value(raw: bytes) -> object:
    """The one JSON value of the input; a second one is ``Invalid``."""
    found = [value for _, value in values(raw)]
    if len(found) > 1:
        raise Invalid("json-malformed", "只能有一个 JSON 对象。", remedy="请逐项提交。")
    return found[0]


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place


def _unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Invalid("field-repeated", f"“{twice}”写了两次。", field=twice, remedy="请只保留一处。")
    return data


def _no_constant(name: str) -> NoReturn:
    raise Invalid("json-malformed", f"JSON 中不能写 {name}。", remedy="金额请写成文字。")
