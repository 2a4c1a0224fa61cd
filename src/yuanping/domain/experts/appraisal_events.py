"""What can happen at the door by hand, to appraisals, to leave and on experts' own pages. No event names a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from yuanping.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualCheckInRequested(Event):
    """Staff asked to check a person in without the reader's word; ``reason`` is a code of the list."""

    KIND: ClassVar[str] = "experts.manual.requested"
    manual_id: int
    seat_id: int
    label: str
    reason: str
    photo: bool
    confirm_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualCheckInConfirmed(Event):
    """A second person vouched for who stands at the door."""

    KIND: ClassVar[str] = "experts.manual.confirmed"
    manual_id: int
    seat_id: int
    label: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualCheckInRefused(Event):
    """A second person did not."""

    KIND: ClassVar[str] = "experts.manual.refused"
    manual_id: int
    seat_id: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualCheckInLapsed(Event):
    """No second person answered in time."""

    KIND: ClassVar[str] = "experts.manual.lapsed"
    manual_id: int
    seat_id: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeIssued(Event):
    """The member checked in by hand was given the one-time code."""

    KIND: ClassVar[str] = "experts.seat.code-issued"
    seat_id: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeftEarly(Event):
    """The member left before the own part was done; ``replaced``: somebody is drawn for the seat."""

    KIND: ClassVar[str] = "experts.seat.left-early"
    seat_id: int
    label: str
    reason: str
    replaced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalGiven(Event):
    """A party appraised a member's part; the grades are committed to, not told."""

    KIND: ClassVar[str] = "experts.appraisal.given"
    appraisal_id: int
    seat_id: int
    label: str
    party: str
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalObjected(Event):
    """The expert objects to an appraisal; the words are sealed."""

    KIND: ClassVar[str] = "experts.appraisal.objected"
    appraisal_id: int
    label: str
    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionDecided(Event):
    """The supervisor decided on an objection: the appraisal stands (``upheld``) or was changed."""

    KIND: ClassVar[str] = "experts.appraisal.objection-decided"
    appraisal_id: int
    label: str
    party: str
    upheld: bool
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveDeclared(Event):
    """An expert of the pool cannot be asked for some days; whose leave it is, is not told."""

    KIND: ClassVar[str] = "experts.leave.declared"
    leave_id: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveCancelled(Event):
    """An expert can be asked again."""

    KIND: ClassVar[str] = "experts.leave.cancelled"
    leave_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCodeAsked(Event):
    """Somebody asked for a code to sign in to an expert's own pages, with a known number or not."""

    KIND: ClassVar[str] = "experts.own.code-asked"
    request_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPagesEntered(Event):
    """An expert signed in to the own pages; the actor's reference is good for this session alone."""

    KIND: ClassVar[str] = "experts.own.entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephonesIndexed(Event):
    """So many experts can now sign in by their mobile numbers."""

    KIND: ClassVar[str] = "experts.own.telephones-indexed"
    count: int
