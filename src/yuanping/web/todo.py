"""What a person must do now, and by when: every audience's ``todos.py`` answers with these."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do. ``url`` leads to the page where it is done, ``due`` is the aware deadline."""

    title: str
    url: str
    due: datetime | None = None
    detail: str = ""
