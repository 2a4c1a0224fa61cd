"""What the reader must do now, and by when."""

from dataclasses import dataclass

from yuanping.web.components.due_date.params import DueDate
from yuanping.web.components.rendering import Component


@dataclass(frozen=True, slots=True)
class Todo:
    """``about`` names the thing that the task belongs to; ``verb`` is what the button says."""

    label: str
    url: str
    about: str = ""
    due: DueDate | None = None
    verb: str = "办理"


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoList(Component):
    todos: tuple[Todo, ...]
    empty: str = "当前没有待办事项。"
