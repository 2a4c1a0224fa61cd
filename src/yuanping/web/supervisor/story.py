"""Reading projects off the record, for the supervisor's pages."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import Resolver404, resolve

from yuanping.base.witness.models import Entry, RefusalNote
from yuanping.domain.evaluation.board import Board, board_of, stories_of, story_of
from yuanping.domain.projects.models import Project
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.components.paging.params import Paging
from yuanping.web.record.naming import Names, Reader, Told, told
from yuanping.web.record.wording import REFUSALS


def boards(projects: Iterable[Project]) -> dict[int, Board]:
    """The boards of several projects."""
    return {pk: board_of(story) for pk, story in stories_of(project.pk for project in projects).items()}


def tell(entries: "QuerySet[Entry] | list[Entry]", reader: Reader) -> list[Told]:
    """Entries as people read them."""
    return [told(entry, reader) for entry in entries]


def reader_for(project: Project | None) -> Reader:
    """Who reads a project's entries aloud; without a project, the node's own."""
    return Reader(Names(project, story_of(project.pk) if project else ()))


def record_table(lines: list[Told], *, paging: Paging | None = None) -> DataTable:
    """Events as a table, in the given order."""
    columns = (
        Column("回执号", align="right", nowrap=True),
        Column("时间", nowrap=True),
        Column("事项", nowrap=True),
        Column("内容"),
        Column("操作人"),
        Column("摘要", nowrap=True),
    )
    rows = tuple(
        Row((line.number, line.at, line.title, line.sentence, line.actor, line.digest[:16])) for line in lines
    )
    empty = EmptyState(title="还没有记录", text="项目有动态时，这里会自动出现。", icon="history")
    return DataTable(caption="见证记录", columns=columns, rows=rows, empty=empty, paging=paging)


def refusal_table(notes: Iterable[RefusalNote]) -> DataTable:
    """Refused attempts as a table."""
    columns = (Column("时间", nowrap=True), Column("操作人"), Column("操作"), Column("未能办理的原因"))
    rows = tuple(
        Row((note.at, note.actor, attempt_words(note.attempt), REFUSALS.get(note.code, note.code)))
        for note in notes
    )
    empty = EmptyState(title="没有被拒绝的操作", icon="circle-check")
    return DataTable(caption="被拒绝的操作", columns=columns, rows=rows, empty=empty)


def attempt_words(attempt: str) -> str:
    """``POST /desk/…`` by the title of its page."""
    method, _, path = attempt.partition(" ")
    try:
        view = resolve(path).func
    except Resolver404:
        return attempt
    title = getattr(getattr(view, "view_class", None), "title", "")
    return f"{'打开' if method == 'GET' else '办理'}“{title}”" if title else attempt
