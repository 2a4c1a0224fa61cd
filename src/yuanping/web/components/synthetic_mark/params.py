"""The strip on every page of a demonstration: nothing here is real."""

from dataclasses import dataclass

from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticMark(Component):
    text: str = "演示数据 · 全部为合成"
