"""Strict reading of one TOML table: every field is typed, and a field nobody asked for is an error."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from yuanping.core.errors import Invalid

E = TypeVar("E", bound=StrEnum)


class PackError(Invalid):
    """A policy file does not load; ``file`` and ``rule`` say where."""

    def __init__(self, code: str, problem: str, *, file: str, rule: str = "", remedy: str = "") -> None:
        place = f"{file} 规则“{rule}”" if rule else file
        remedy = remedy or "请更正政策文件后重新加载。"
        super().__init__(code, f"{place}：{problem}", remedy=remedy, field=rule or file)
        self.file = file
        self.rule = rule


class Fields:
    """The fields of one table, taken one by one; ``finish`` refuses what is left."""

    def __init__(self, table: Mapping[str, Any], *, file: str, rule: str = "") -> None:
        self._left = dict(table)
        self.file = file
        self.rule = rule

    def error(self, code: str, problem: str, *, remedy: str = "") -> PackError:
        return PackError(code, problem, file=self.file, rule=self.rule, remedy=remedy)

    def has(self, name: str) -> bool:
        return name in self._left

    def peek(self, name: str) -> object:
        return self._left.get(name)

    def take(self, name: str) -> object:
        if name not in self._left:
            raise self.error("field-missing", f"缺少字段“{name}”。", remedy=f"请补充字段“{name}”。")
        return self._left.pop(name)

    def finish(self) -> None:
        if self._left:
            stray = min(self._left)
            raise self.error("field-unknown", f"有未知字段“{stray}”。", remedy=f"请删去或更正字段“{stray}”。")

    def text(self, name: str) -> str:
        value = self.take(name)
        if not isinstance(value, str) or not value.strip():
            raise self.error("field-malformed", f"字段“{name}”应为非空文字。")
        return value

    def text_or(self, name: str, default: str) -> str:
        return self.text(name) if self.has(name) else default

    def flag(self, name: str) -> bool:
        value = self.take(name)
        if not isinstance(value, bool):
            raise self.error("field-malformed", f"字段“{name}”应为 true 或 false。")
        return value

    def flag_or(self, name: str, *, default: bool) -> bool:
        return self.flag(name) if self.has(name) else default

    def whole(self, name: str, *, least: int = 0) -> int:
        value = self.take(name)
        if type(value) is not int or value < least:
            raise self.error("field-malformed", f"字段“{name}”应为不小于 {least} 的整数。")
        return value

    def amount(self, name: str) -> Decimal:
        """An exact amount: a TOML integer, or a decimal read without binary rounding."""
        value = self.take(name)
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or Decimal(value) < 0:
            raise self.error("field-malformed", f"字段“{name}”应为不小于 0 的金额。")
        return Decimal(value)

    def day(self, name: str) -> date:
        value = self.take(name)
        if type(value) is not date:
            raise self.error("field-malformed", f"字段“{name}”应为日期。")
        return value

    def day_or_none(self, name: str) -> date | None:
        return self.day(name) if self.has(name) else None

    def member(self, name: str, enum: type[E]) -> E:
        return self._member(name, self.take(name), enum)

    def members(self, name: str, enum: type[E]) -> tuple[E, ...]:
        return tuple(self._member(name, word, enum) for word in self.words(name))

    def _member(self, name: str, value: object, enum: type[E]) -> E:
        for member in enum:
            if member.value == value:
                return member
        code = f"{name.replace('_', '-')}-unknown"
        raise self.error(code, f"没有“{value}”这一“{name}”。", remedy=f"“{name}”可写 {'、'.join(enum)}。")

    def words(self, name: str) -> tuple[str, ...]:
        value = self.take(name)
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(item, str) and item for item in value)
            or len(set(value)) != len(value)
        ):
            raise self.error("field-malformed", f"字段“{name}”应为不重复的非空文字列表。")
        return tuple(value)

    def table(self, name: str) -> "Fields":
        return self._nested(self.take(name), name)

    def tables(self, name: str) -> tuple["Fields", ...]:
        value = self.take(name)
        if not isinstance(value, list) or not value:
            raise self.error("field-malformed", f"字段“{name}”应为非空的表列表。")
        return tuple(self._nested(item, name) for item in value)

    def _nested(self, value: object, name: str) -> "Fields":
        if not isinstance(value, dict):
            raise self.error("field-malformed", f"字段“{name}”应为表。")
        return Fields(value, file=self.file, rule=self.rule)
