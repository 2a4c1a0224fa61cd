"""What can happen to projects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from yuanping.core.events import Event


@dataclass(frozen=True, slots=True)
class LotFact:
    """A lot as the log names it; ``estimate`` in yuan."""

    code: str
    name: str
    estimate: Decimal


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One fact that was amended, as text; "" for unknown."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRegistered(Event):
    """An agency entered a tender project at its main venue."""

    KIND: ClassVar[str] = "projects.project.registered"
    code: str
    name: str
    domain: str
    kind: str
    region_code: str
    main_centre_id: int
    tenderer_id: int
    agency_id: int
    supervision_id: int
    notice_on: date | None
    evaluation_starts_at: datetime
    evaluation_ends_at: datetime
    source_url: str
    lots: tuple[LotFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectAmended(Event):
    """Facts of a registered project were corrected."""

    KIND: ClassVar[str] = "projects.project.amended"
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeSet(Event):
    """A lot's evaluation scheme was replaced; ``scheme`` is the whole of the new one."""

    KIND: ClassVar[str] = "projects.lot.scheme-set"
    lot_code: str
    scheme: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionDecided(Event):
    """The supervisor agreed, or did not, that evaluation is not remote (S4-6)."""

    KIND: ClassVar[str] = "projects.project.exemption-decided"
    consent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSubmitted(Event):
    """The project went to its main venue, under this scope decision."""

    KIND: ClassVar[str] = "projects.project.submitted"
    verdict: str
    reach: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectWithdrawn(Event):
    """The agency took the project back."""

    KIND: ClassVar[str] = "projects.project.withdrawn"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationStarted(Event):
    """The evaluation began."""

    KIND: ClassVar[str] = "projects.evaluation.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationEnded(Event):
    """The evaluation ended."""

    KIND: ClassVar[str] = "projects.evaluation.ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class BidAdded(Event):
    """A bid was put on a lot's list, with the digest of its file; ``price`` in yuan."""

    KIND: ClassVar[str] = "projects.bid.added"
    lot_code: str
    ordinal: int
    bidder_name: str
    bidder_uscc: str
    price: Decimal
    file_name: str
    file_sha256: str
    file_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BidRemoved(Event):
    """A bid was taken off a lot's list before the project was submitted."""

    KIND: ClassVar[str] = "projects.bid.removed"
    lot_code: str
    ordinal: int
    bidder_uscc: str
    file_sha256: str
