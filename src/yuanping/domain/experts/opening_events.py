"""What can happen to a draw after the award: its record becomes everybody's. No event names a person."""

from dataclasses import dataclass
from typing import ClassVar

from yuanping.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRecordPublished(Event):
    """The pseudonymous record may be read by everybody; its SHA-256 is the last ``commitment``."""

    KIND: ClassVar[str] = "experts.draw.record-published"
    committee_id: int
    attempt: int
    commitment: str
