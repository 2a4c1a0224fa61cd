"""Rows of things; on a narrow screen each row becomes a block with its columns' names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from yuanping.web.components.action.params import Action
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.paging.params import Paging
from yuanping.web.components.rendering import Component, ComponentError
from yuanping.web.components.values import shown


@dataclass(frozen=True, slots=True)
class Column:
    """``nowrap`` is for short values (states, times, codes); ``truncate`` cuts long ones and keeps them as a title."""

    label: str
    align: Literal["left", "right", "center"] = "left"
    nowrap: bool = False
    truncate: bool = False

    @property
    def css(self) -> str:
        names = {f"yp-{self.align}": self.align != "left", "yp-nowrap": self.nowrap, "yp-cut": self.truncate}
        return " ".join(name for name, wanted in names.items() if wanted)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the columns' order: text, numbers, times, or components such as Link and StateTag."""

    cells: tuple[object, ...]
    actions: tuple[Action, ...] = ()
    id: str = ""
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable(Component):
    """``caption`` names the table for screen readers; ``empty`` stands in its place when there is no row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: EmptyState
    paging: Paging | None = None
    id: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ComponentError(f"DataTable: {len(row.cells)} cells under {len(self.columns)} columns")

    @property
    def has_actions(self) -> bool:
        return any(row.actions for row in self.rows)

    @property
    def lines(self) -> Iterator[tuple[Row, list[tuple[Column, object]]]]:
        """Each row with its cells beside their columns."""
        for row in self.rows:
            yield row, [(column, shown(cell)) for column, cell in zip(self.columns, row.cells, strict=True)]
