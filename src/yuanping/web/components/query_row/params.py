"""The search form above a table: 查询, 重置, 导出."""

from dataclasses import dataclass
from typing import Literal, get_args

from yuanping.web.components.rendering import Component, ComponentError

QueryKind = Literal["text", "select", "date"]


@dataclass(frozen=True, slots=True)
class QueryField:
    """``options`` are value and label of a select; the empty value means all."""

    name: str
    label: str
    kind: QueryKind = "text"
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    placeholder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRow(Component):
    """``url`` is the list's own address; ``target`` the id of the area that htmx replaces, when there is one."""

    fields: tuple[QueryField, ...]
    url: str
    label: str = "查询条件"
    export_url: str = ""
    target: str = ""

    def __post_init__(self) -> None:
        for field in self.fields:
            if field.kind not in get_args(QueryKind):
                raise ComponentError(f"QueryRow: no kind of field is called {field.kind!r}")
