"""What can happen to the expert pool itself and to the files that feed it. No event names a person."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from yuanping.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertsAmended(Event):
    """What is registered of experts changed; ``columns`` counts the experts by what changed about them."""

    KIND: ClassVar[str] = "experts.pool.amended"
    count: int
    columns: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReceived(Event):
    """A file of experts was handed in; it is sealed, and only its size is told."""

    KIND: ClassVar[str] = "experts.import.received"
    import_id: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportChecked(Event):
    """Every row of a file was checked; nothing of it is in the pool yet. ``again``: as it was about to enter."""

    KIND: ClassVar[str] = "experts.import.checked"
    import_id: int
    rows: int
    counts: dict[str, int]
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUnreadable(Event):
    """A file could not be read as a table of experts."""

    KIND: ClassVar[str] = "experts.import.unreadable"
    import_id: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportAccepted(Event):
    """Somebody confirmed a checked file: its rows are to enter the pool, and these employers the register."""

    KIND: ClassVar[str] = "experts.import.accepted"
    import_id: int
    employers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportEntered(Event):
    """All rows of a file are in the pool; the file is gone."""

    KIND: ClassVar[str] = "experts.import.entered"
    import_id: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDiscarded(Event):
    """A file was given up, by somebody or (``lapsed``) because its time was over; it is gone."""

    KIND: ClassVar[str] = "experts.import.discarded"
    import_id: int
    lapsed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertSanctioned(Event):
    """A measure against an expert was entered; ``document`` is the authority's."""

    KIND: ClassVar[str] = "experts.sanction.entered"
    number: str
    kind: str
    reason: str
    document: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionLifted(Event):
    """A measure ended before its time."""

    KIND: ClassVar[str] = "experts.sanction.lifted"
    number: str
    kind: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRevealed(Event):
    """Somebody who keeps the pool opened an expert's full data, and said why."""

    KIND: ClassVar[str] = "experts.pool.identity-revealed"
    number: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRefreshed(Event):
    """The shared catalogue of a month was counted anew (S2-11)."""

    KIND: ClassVar[str] = "experts.catalogue.refreshed"
    month: str
    experts: int
    cells: int
