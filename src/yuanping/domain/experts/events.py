"""What can happen to the pool, to a committee and to its seats. No event names a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from yuanping.core.events import Event
from yuanping.domain.experts.appraisal_events import AppraisalGiven as AppraisalGiven
from yuanping.domain.experts.appraisal_events import AppraisalObjected as AppraisalObjected
from yuanping.domain.experts.appraisal_events import CodeIssued as CodeIssued
from yuanping.domain.experts.appraisal_events import LeaveCancelled as LeaveCancelled
from yuanping.domain.experts.appraisal_events import LeaveDeclared as LeaveDeclared
from yuanping.domain.experts.appraisal_events import ManualCheckInConfirmed as ManualCheckInConfirmed
from yuanping.domain.experts.appraisal_events import ManualCheckInLapsed as ManualCheckInLapsed
from yuanping.domain.experts.appraisal_events import ManualCheckInRefused as ManualCheckInRefused
from yuanping.domain.experts.appraisal_events import ManualCheckInRequested as ManualCheckInRequested
from yuanping.domain.experts.appraisal_events import MemberLeftEarly as MemberLeftEarly
from yuanping.domain.experts.appraisal_events import ObjectionDecided as ObjectionDecided
from yuanping.domain.experts.appraisal_events import OwnCodeAsked as OwnCodeAsked
from yuanping.domain.experts.appraisal_events import OwnPagesEntered as OwnPagesEntered
from yuanping.domain.experts.appraisal_events import TelephonesIndexed as TelephonesIndexed
from yuanping.domain.experts.needs_events import VenueNeedsStated as VenueNeedsStated


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertsEnrolled(Event):
    """Experts entered the pool."""

    KIND: ClassVar[str] = "experts.pool.enrolled"
    count: int
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityChanged(Event):
    """An expert of the pool may be drawn from now on, or no longer. ``number`` is the number in the pool."""

    KIND: ClassVar[str] = "experts.pool.availability-changed"
    number: str
    available: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCell:
    """So many experts of a specialty at a venue."""

    specialty: str
    venue_id: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteePlanned(Event):
    """The agency planned the committee, or changed the plan (``again``) before the draw.

    ``departure`` says why a rule that leaves room for it was departed from; ``departs_from`` names what by its code.
    """

    KIND: ClassVar[str] = "experts.committee.planned"
    committee_id: int
    size: int
    representatives: int
    cells: tuple[PlannedCell, ...]
    again: bool = False
    departure: str = ""
    departs_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLaid(Event):
    """A member's place was laid; it is known by its label."""

    KIND: ClassVar[str] = "experts.seat.laid"
    seat_id: int
    label: str
    specialty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRespecified(Event):
    """A vacant seat for which nobody is left asks for another specialty."""

    KIND: ClassVar[str] = "experts.seat.respecified"
    seat_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotTaken(Event):
    """The pool was frozen. ``root`` commits to the file ``lines`` (SHA-256) of all classes; ``delta`` counts who was
    added, removed, suspended or changed since the snapshot before.
    """

    KIND: ClassVar[str] = "experts.pool.snapshot-taken"
    number: int
    size: int
    root: str
    lines: str
    delta: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntendedClass:
    """What stands behind the seats of one class: so many fit, so many stay out by reason, so many are left."""

    specialty: str
    region: str
    wanted: int
    fitting: int
    experts: int
    employers: int
    excluded: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawIntended(Event):
    """A draw is about to be made: all its inputs but the seed, which does not exist yet.

    ``pool_digest`` commits to the lists of the plan's classes, which come from the snapshot; ``origin`` states what the
    seed's parts will be (``core.draw.origin``). ``excluded`` counts the experts left out, by reason code, each under the
    first that holds; ``classes`` says the same of each class of seats. Attempts of a project are numbered without a gap,
    so that a draw thrown away in silence shows.
    """

    KIND: ClassVar[str] = "experts.draw.intended"
    committee_id: int
    attempt: int
    snapshot: int
    pool_digest: str
    plan_digest: str
    seats: tuple[str, ...]
    excluded: dict[str, int]
    origin: dict[str, object]
    classes: tuple[IntendedClass, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawScheduled(Event):
    """The platform is to draw by itself at a time (S3-12)."""

    KIND: ClassVar[str] = "experts.draw.scheduled"
    committee_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawUnscheduled(Event):
    """The time was taken back."""

    KIND: ClassVar[str] = "experts.draw.unscheduled"
    committee_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledDrawFailed(Event):
    """The time came and no draw could be made: the refusal's code and words."""

    KIND: ClassVar[str] = "experts.draw.scheduled-failed"
    committee_id: int
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionsRevealed(Event):
    """The intent has been witnessed; the venues' random numbers (hex), to which it committed, are on record."""

    KIND: ClassVar[str] = "experts.draw.contributions-revealed"
    committee_id: int
    attempt: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeaconClosed(Event):
    """The beacon's value for an intent (hex), from so many members' proofs."""

    KIND: ClassVar[str] = "experts.draw.beacon-closed"
    committee_id: int
    attempt: int
    value: str
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawMade(Event):
    """Experts were drawn. ``commitment`` is the SHA-256 of the sealed record."""

    KIND: ClassVar[str] = "experts.draw.made"
    committee_id: int
    attempt: int
    intent_number: int
    commitment: str
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawReplaced(Event):
    """One seat was redrawn within the draw of ``attempt``; ``commitment`` is that of the longer record."""

    KIND: ClassVar[str] = "experts.draw.replaced"
    committee_id: int
    attempt: int
    seat_id: int
    redraw: int
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawExhausted(Event):
    """Nobody is left who could be drawn for a seat."""

    KIND: ClassVar[str] = "experts.draw.exhausted"
    committee_id: int
    seat_id: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRecordOpened(Event):
    """The pseudonymous record may be read: it replays, says where its seed comes from, and its SHA-256 is the last
    ``commitment``.
    """

    KIND: ClassVar[str] = "experts.draw.record-opened"
    committee_id: int
    attempt: int
    commitment: str
    intent_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatAssigned(Event):
    """Somebody was drawn for a seat; who is sealed. ``call`` numbers the people asked for this seat."""

    KIND: ClassVar[str] = "experts.seat.assigned"
    seat_id: int
    label: str
    call: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCalled(Event):
    """The person drawn for a seat is asked; how it goes out is told by ``CallSent``."""

    KIND: ClassVar[str] = "experts.seat.called"
    VERSION: ClassVar[int] = 2
    seat_id: int
    label: str
    call: int
    answer_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAccepted(Event):
    """The person drawn for a seat will come; ``via`` says how they answered (``Via``)."""

    KIND: ClassVar[str] = "experts.seat.accepted"
    VERSION: ClassVar[int] = 2
    seat_id: int
    label: str
    call: int
    via: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatVacated(Event):
    """The person drawn for a seat does not come, or leaves: another is to be drawn for this seat alone."""

    KIND: ClassVar[str] = "experts.seat.vacated"
    seat_id: int
    label: str
    cause: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepresentativeNamed(Event):
    """The tenderer named its representative for a seat."""

    KIND: ClassVar[str] = "experts.seat.appointed"
    seat_id: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepresentativeNotified(Event):
    """The representative was sent time and place."""

    KIND: ClassVar[str] = "experts.seat.notified"
    seat_id: int
    label: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityMismatched(Event):
    """Somebody who is not the person drawn tried to check in; ``failed`` says at which test."""

    KIND: ClassVar[str] = "experts.seat.identity-mismatch"
    seat_id: int
    label: str
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCheckedIn(Event):
    """The member's identity was checked; the workstation was told."""

    KIND: ClassVar[str] = "experts.seat.checked-in"
    seat_id: int
    label: str
    workstation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRenewed(Event):
    """The member was given a new one-time code; what was entered with the old one is closed."""

    KIND: ClassVar[str] = "experts.seat.code-renewed"
    seat_id: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatEntered(Event):
    """The member entered the evaluation with the one-time code."""

    KIND: ClassVar[str] = "experts.seat.entered"
    seat_id: int
    label: str
    workstation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCheckedOut(Event):
    """The member left the seat: at the end, or (``withdrew``) because of a recusal."""

    KIND: ClassVar[str] = "experts.seat.checked-out"
    seat_id: int
    label: str
    withdrew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteePresent(Event):
    """Every member has checked in."""

    KIND: ClassVar[str] = "experts.committee.present"
    committee_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeReopened(Event):
    """A member left; earlier confirmations of the list no longer count."""

    KIND: ClassVar[str] = "experts.committee.reopened"
    committee_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListConfirmed(Event):
    """One of those who must confirmed the drawn list (S4-30)."""

    KIND: ClassVar[str] = "experts.list.confirmed"
    committee_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeConfirmed(Event):
    """Everybody who must has confirmed the list."""

    KIND: ClassVar[str] = "experts.committee.confirmed"
    committee_id: int


# recusal


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerDeclared(Event):
    """The agency or the tenderer declared an employer whose experts are to stay out of the project's draws."""

    KIND: ClassVar[str] = "experts.recusal.employer-declared"
    declaration_id: int
    uscc: str
    name: str
    ground: str
    note: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerDeclarationWithdrawn(Event):
    """A declaration was withdrawn before the draw."""

    KIND: ClassVar[str] = "experts.recusal.declaration-withdrawn"
    declaration_id: int
    uscc: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationNoted(Event):
    """A tie to an organisation was entered, or its end: not whose, for a seat vacated next would tell who held it."""

    KIND: ClassVar[str] = "experts.recusal.relation-noted"
    VERSION: ClassVar[int] = 2
    relation_id: int
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OverExcluded(Event):
    """Recusal took more of a class than the rule leaves room for: the supervisor should look why.

    ``at_hand`` experts would have been there, ``experts`` are left; ``excluded`` counts the others by reason.
    """

    KIND: ClassVar[str] = "experts.recusal.over-excluded"
    committee_id: int
    attempt: int
    specialty: str
    region: str
    at_hand: int
    experts: int
    excluded: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictsChecked(Event):
    """The members drawn were held against what is known by now: so many seats, so many of them to be redrawn."""

    KIND: ClassVar[str] = "experts.recusal.checked"
    committee_id: int
    seats: int
    withdrawn: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedAway(Event):
    """The person of a seat came and must withdraw: the door stayed shut."""

    KIND: ClassVar[str] = "experts.recusal.turned-away"
    seat_id: int
    label: str


# calls


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSent(Event):
    """A gateway took a message or a call, put it off (``deferred``) or refused it (``failed``), with its own code.

    ``step`` is the place in the plan by which people are called, ``attempt`` the try. ``receipt`` is the gateway's.
    """

    KIND: ClassVar[str] = "experts.call.sent"
    seat_id: int
    label: str
    call: int
    channel: str
    step: int
    attempt: int
    outcome: str
    receipt: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReported(Event):
    """A gateway told what became of it: delivered, failed, answered, nobody answered, or which key was pressed."""

    KIND: ClassVar[str] = "experts.call.reported"
    seat_id: int
    label: str
    call: int
    channel: str
    receipt: str
    outcome: str
    digit: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWordingChanged(Event):
    """A centre changed how the experts who come to it are called, and what they are told to bring (S4-27)."""

    KIND: ClassVar[str] = "experts.call.wording-changed"
    centre_id: int
    channel: str
    text: str
    bring: tuple[str, ...]
