"""What can happen: the base of every event dataclass, and its form as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import ClassVar

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened. Subclasses name it: ``KIND`` such as ``dispatch.offer.accepted``.

    An event carries identifiers and facts, never a sealed name, telephone or identity number.
    ``project_id`` tells to whose story it belongs; None means the node's own.
    """

    KIND: ClassVar[str]
    VERSION: ClassVar[int] = 1

    project_id: int | None = None

    def data(self) -> dict[str, Json]:
        """The event's fields as JSON, without ``project_id``."""
        return {f.name: plain(getattr(self, f.name)) for f in fields(self) if f.name != "project_id"}


def plain(value: object) -> Json:  # noqa: PLR0911 -- one line for each type
    """A value as JSON: decimals and times as text, never a float (their text differs by platform)."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        items = sorted(value, key=str) if isinstance(value, frozenset | set) else value
        return [plain(item) for item in items]
    raise TypeError(f"{type(value).__name__} has no form in an event")


def instant(at: datetime) -> str:
    """An aware time as RFC 3339 in UTC with microseconds."""
    if at.tzinfo is None:
        raise ValueError("an event's time must be aware")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
