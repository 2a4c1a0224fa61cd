"""What can happen while an act waits for its witnesses.

``kind`` is the event of the act itself, ``number`` the receipt's number of its entry, ``label`` its name for people.
"""

from dataclasses import dataclass
from typing import ClassVar

from yuanping.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitOpened(Event):
    """An act that the rules name is on record; what follows from it waits."""

    KIND: ClassVar[str] = "quorum.wait.opened"
    wait_id: int
    act: str
    kind: str
    number: int
    label: str
    wait_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitMet(Event):
    """The quorum has seen the act, in a checkpoint over ``size`` entries."""

    KIND: ClassVar[str] = "quorum.wait.met"
    wait_id: int
    kind: str
    number: int
    label: str
    size: int
    witnesses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitLapsed(Event):
    """The time was over without a quorum: the intent is spent."""

    KIND: ClassVar[str] = "quorum.wait.lapsed"
    wait_id: int
    kind: str
    number: int
    label: str
    cosigned: int
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitOverran(Event):
    """The time was over without a quorum; the act goes on waiting."""

    KIND: ClassVar[str] = "quorum.wait.overran"
    wait_id: int
    kind: str
    number: int
    label: str
    cosigned: int
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitWaived(Event):
    """The supervisor let the act pass without a quorum."""

    KIND: ClassVar[str] = "quorum.wait.waived"
    wait_id: int
    kind: str
    number: int
    label: str
    cosigned: int
    needed: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitVoided(Event):
    """What was to follow was refused when its time had come; ``code`` and ``reason`` are the refusal's."""

    KIND: ClassVar[str] = "quorum.wait.voided"
    wait_id: int
    kind: str
    number: int
    label: str
    code: str
    reason: str
