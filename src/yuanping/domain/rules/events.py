"""What can happen to rules."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from yuanping.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PacksPinned(Event):
    """A project was put under these versions of the rule packs, by its region, domain and axis date."""

    KIND: ClassVar[str] = "rules.packs.pinned"
    region_code: str
    domain: str
    on: date
    pins: tuple[str, ...]
