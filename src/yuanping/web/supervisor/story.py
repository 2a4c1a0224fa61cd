"""Projects' boards and refused attempts, for the supervisor's pages."""

from collections.abc import Iterable

from django.urls import Resolver404, resolve

from yuanping.base.witness.models import RefusalNote
from yuanping.domain.evaluation.board import Board, board_of, stories_of
from yuanping.domain.projects.models import Project
from yuanping.web.components.data_table.params import Column, DataTable, Row
from yuanping.web.components.empty_state.params import EmptyState
from yuanping.web.record.wording import REFUSALS


def boards(projects: Iterable[Project]) -> dict[int, Board]:
    """The boards of several projects."""
    return {pk: board_of(story) for pk, story in stories_of(project.pk for project in projects).items()}


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
