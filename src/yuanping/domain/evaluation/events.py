"""What can happen in an evaluation.

Until scores are released an event tells how much was filled in, never what: a submission is known by
the SHA-256 of the sheet and a random salt, so that it can be proved later.
"""

from dataclasses import dataclass
from typing import ClassVar

from yuanping.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationStarted(Event):
    """The committee began its work."""

    KIND: ClassVar[str] = "evaluation.session.started"
    session_id: int
    committee_id: int
    seat_ids: tuple[int, ...]
    lot_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoConflictDeclared(Event):
    """A member declared that no ground for recusal exists."""

    KIND: ClassVar[str] = "evaluation.recusal.none-declared"
    session_id: int
    seat_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictDeclared(Event):
    """A member must withdraw; the reason stays sealed, the member's opinions are void."""

    KIND: ClassVar[str] = "evaluation.recusal.conflict-declared"
    session_id: int
    seat_id: int
    bid_id: int | None
    interrupted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(Event):
    """A member left before the own part was done; the member's opinions are void."""

    KIND: ClassVar[str] = "evaluation.member.left"
    session_id: int
    seat_id: int
    interrupted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAdmitted(Event):
    """A substitute took a vacated seat."""

    KIND: ClassVar[str] = "evaluation.member.admitted"
    session_id: int
    seat_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairElectionOpened(Event):
    KIND: ClassVar[str] = "evaluation.chair.round-opened"
    session_id: int
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairElected(Event):
    """More than half of all members voted for one seat. ``votes`` counts by seat id."""

    KIND: ClassVar[str] = "evaluation.chair.elected"
    session_id: int
    round: int
    seat_id: int
    votes: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairUndecided(Event):
    """Nobody had a majority of all members; the next round is open."""

    KIND: ClassVar[str] = "evaluation.chair.undecided"
    session_id: int
    round: int
    votes: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSaved(Event):
    """Work was kept (暂存): counts only."""

    KIND: ClassVar[str] = "evaluation.sheet.saved"
    session_id: int
    sheet_id: int
    seat_id: int
    stage: str
    filled: int
    wanted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSubmitted(Event):
    """A sheet was handed in. ``commitment`` is the SHA-256 of its canonical JSON with a salt."""

    KIND: ClassVar[str] = "evaluation.sheet.submitted"
    session_id: int
    sheet_id: int
    seat_id: int
    stage: str
    round: int
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetReopened(Event):
    """The bids to be scored changed after a member was replaced."""

    KIND: ClassVar[str] = "evaluation.sheet.reopened"
    session_id: int
    sheet_id: int
    seat_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreliminaryOpened(Event):
    KIND: ClassVar[str] = "evaluation.preliminary.opened"
    session_id: int
    lot_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevoteOpened(Event):
    """Some items had no majority; all members vote on them again."""

    KIND: ClassVar[str] = "evaluation.preliminary.revote-opened"
    session_id: int
    lot_id: int
    round: int
    items: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreliminaryDecided(Event):
    """Which bids of a lot passed and which were rejected, each on which items."""

    KIND: ClassVar[str] = "evaluation.preliminary.decided"
    session_id: int
    lot_id: int
    valid_bid_ids: tuple[int, ...]
    rejected: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetitionAsked(Event):
    """Fewer valid bids than the rule names: the committee votes whether competition is lacking."""

    KIND: ClassVar[str] = "evaluation.competition.asked"
    session_id: int
    lot_id: int
    round: int
    valid: int
    minimum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetitionJudged(Event):
    KIND: ClassVar[str] = "evaluation.competition.judged"
    session_id: int
    lot_id: int
    answer: str
    votes: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailedOpened(Event):
    KIND: ClassVar[str] = "evaluation.detailed.opened"
    session_id: int
    lot_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresReleased(Event):
    """All members have handed in: from now on they see each other's scores of the lot."""

    KIND: ClassVar[str] = "evaluation.scores.released"
    session_id: int
    lot_id: int
    sheets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryOpened(Event):
    KIND: ClassVar[str] = "evaluation.summary.opened"
    session_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCorrected(Event):
    """A member corrected one score on a lawful ground, before signing."""

    KIND: ClassVar[str] = "evaluation.score.corrected"
    session_id: int
    seat_id: int
    bid_id: int
    criterion_id: str
    old: str
    new: str
    ground: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryConfirmed(Event):
    """A member confirmed totals, ranking and corrections. ``digest`` is the SHA-256 of what was confirmed."""

    KIND: ClassVar[str] = "evaluation.summary.confirmed"
    session_id: int
    seat_id: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOpened(Event):
    """All members confirmed: the report is to be signed. ``ranking`` lists bid ids by lot, first to last."""

    KIND: ClassVar[str] = "evaluation.report.opened"
    session_id: int
    ranking: dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationClosed(Event):
    KIND: ClassVar[str] = "evaluation.session.closed"
    session_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultAnnounced(Event):
    """The result is fixed and was announced; ``announcement`` says where."""

    KIND: ClassVar[str] = "evaluation.result.announced"
    session_id: int
    announcement: str
