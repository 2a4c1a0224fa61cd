"""Events as a table whose rows lead to their evidence."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from django.urls import reverse

from yuanping.base.witness.standing import standings
from yuanping.domain.evaluation.board import stories_of
from yuanping.web.awaiting import shown
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.link.params import Link
from yuanping.web.components.paging.params import Paging
from yuanping.web.record.naming import Names, Reader, Told, told

if TYPE_CHECKING:
    from yuanping.base.witness.models import Entry
    from yuanping.domain.projects.models import Project


def tell(entries: "Iterable[Entry]", reader: Reader) -> list[Told]:
    """Entries as people read them."""
    return [told(entry, reader) for entry in entries]


def reader_for(about: "Sequence[Project]") -> Reader:
    """Who reads aloud the entries of these projects, and the node's own."""
    stories = stories_of(project.pk for project in about)
    return Reader(Names(about, chain.from_iterable(stories.values())))


def record_table(lines: list[Told], *, audience: str, paging: Paging | None = None) -> DataTable:
    """Events in the given order; each number leads to the event's page for the audience."""
    columns = (
        Column("回执号", align="right", nowrap=True),
        Column("时间", nowrap=True),
        Column("事项", nowrap=True),
        Column("内容"),
        Column("操作人", nowrap=True),
        Column("见证", nowrap=True),
        Column("摘要", nowrap=True),
    )
    seen = standings([line.number for line in lines])
    rows = tuple(
        Row(
            (
                Link(label=str(line.number), url=reverse(f"{audience}:event", args=[line.number])),
                line.at,
                line.title,
                line.sentence,
                line.actor,
                shown(seen[line.number], brief=True),
                line.digest[:16],
            )
        )
        for line in lines
    )
    empty = EmptyState(title="还没有记录", text="项目有动态时，这里会自动出现。", icon="history")
    return DataTable(caption="见证记录", columns=columns, rows=rows, empty=empty, paging=paging)
