"""What the API says and takes."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import ConfigDict

from yuanping.api.errors import CitationOut


class MeOut(Schema):
    """Who is signed in."""

    account: str
    name: str
    organisation: str
    roles: list[str]


class ProjectOut(Schema):
    """A project in a list."""

    id: int
    code: str
    name: str
    state: str
    state_label: str
    evaluation_starts_at: datetime
    evaluation_ends_at: datetime


class ReasonOut(Schema):
    """A rule that was asked for the scope decision, and what it answered (null: a fact is missing)."""

    rule: str
    force: str
    decisive: bool
    holds: bool | None
    citation: CitationOut


class ScopeOut(Schema):
    """Whether and how far the evaluation is remote. ``missing`` names the facts that are still unknown."""

    verdict: str
    reach: str | None
    missing: list[str]
    reasons: list[ReasonOut]


class GateOut(Schema):
    """A condition before the evaluation."""

    code: str
    title: str
    is_open: bool
    who: str
    detail: str
    citation: CitationOut | None


class LotOut(Schema):
    """A lot; amounts in CNY as decimal text."""

    code: str
    name: str
    estimate: Decimal
    price_limit: Decimal | None


class PartsOut(Schema):
    """The parts of an EPC contract; amounts in CNY as decimal text, null while nobody has said."""

    works: Decimal | None
    goods: Decimal | None
    services: Decimal | None


class CategoryOut(Schema):
    """A procurement category with the edition of the catalogue (null: not stated)."""

    code: str
    edition: str | None


class ProjectDetailOut(ProjectOut):
    """A project with its facts (null: not stated yet), scope decision and gates.

    ``grounds`` are the reasons put forward for or against remote evaluation; an empty list says that there are none.
    """

    domain: str
    kind: str
    region_code: str
    tenderer: str
    agency: str
    main_centre: str
    mandatory: bool | None
    grounds: list[str] | None
    parts: PartsOut
    category: CategoryOut | None
    local_experts: int | None
    source_url: str
    pins: list[str]
    lots: list[LotOut]
    scope: ScopeOut
    gates: list[GateOut]


class OfferOut(Schema):
    """An offer, without the project: a sub-venue learns of it only in time (S4-24)."""

    id: int
    centre: str
    state: str
    state_label: str
    seats_wanted: int
    starts_at: datetime
    ends_at: datetime
    sent_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    reason: str


class Strict(Schema):
    """Input in which a misspelt name is an error."""

    model_config = ConfigDict(extra="forbid")


class AcceptIn(Strict):
    """The own seats to hold, exactly as many as wanted."""

    seat_ids: Annotated[list[int], Field(min_length=1, max_length=500)]


class RefuseIn(Strict):
    """Why the centre does not take part."""

    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class SeatProgressOut(Schema):
    """A member's place; ``step`` is what comes next, null when all is done."""

    seat_id: int
    venue: str
    seat: str
    state: str
    step: str | None
    step_label: str
    done_steps: int
    total_steps: int


class ProgressOut(Schema):
    """How far a project is: the stages reached, in order, and each member's place."""

    stages: list[str]
    reached: list[str]
    seats: list[SeatProgressOut]


class HeadOut(Schema):
    """The witness log's tree: its name, how many entries it has, its root hash (hexadecimal)."""

    node: str
    origin: str
    size: int
    root: str


class EntryOut(Schema):
    """An entry of the record.

    ``index`` is its place in the tree, ``number`` its receipt's, ``entry`` what the public log holds (the
    text whose RFC 6962 leaf hash is ``hash``), ``openings`` the facts that it committed to, each with its salt.
    ``actor`` is null when it has been erased.
    """

    index: int
    number: int
    kind: str
    project: int | None
    at: datetime
    actor: dict[str, Any] | None
    data: dict[str, Any]
    entry: str
    openings: list[tuple[str, str, Any]]
    hash: str


class EntriesOut(Schema):
    """Entries in order; ``next_after`` continues, null at the end of what there is now."""

    entries: list[EntryOut]
    next_after: int | None
