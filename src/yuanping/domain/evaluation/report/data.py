"""What stands in an evaluation report (招标投标法 40, 实施条例 53; 评标委员会和评标方法暂行规定 42)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """``label`` is 主场 or 副场 n."""

    label: str
    centre: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the committee. ``kind`` and ``specialty`` in words; times as recorded, None if never."""

    seat_id: int
    label: str
    name: str
    kind: str
    specialty: str
    venue: str
    is_chair: bool
    checked_in_at: datetime | None
    declared_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid:
    """A bid as opened. Price in CNY."""

    ordinal: int
    bidder: str
    uscc: str
    price: Decimal
    file_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """Votes of the members on one bid and item; ``against`` holds (member's label, reason)."""

    bidder: str
    item: str
    passed: int
    failed: int
    against: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A rejected bid, the items on which it fell, and the reasons."""

    bidder: str
    items: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """Points of one bid for one criterion, in the order of the members, and their mean."""

    bidder: str
    criterion: str
    full: Decimal
    points: tuple[Decimal, ...]
    mean: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a calculation."""

    label: str
    expression: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceScore:
    bidder: str
    price: Decimal
    steps: tuple[Step, ...]
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """``review`` is the members' mean over all criteria, ``price`` the price points."""

    bidder: str
    review: Decimal
    price: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """A place in the ranking. ``total`` is None where the method ranks by price."""

    rank: int
    bidder: str
    price: Decimal
    total: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A score corrected before signing, and on which ground."""

    member: str
    bidder: str
    criterion: str
    old: Decimal
    new: Decimal
    ground: str
    reason: str
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """One lot, from the opening to the candidates. ``failed`` says why there is no ranking."""

    code: str
    name: str
    estimate: Decimal
    price_limit: Decimal | None
    method: str
    formula: str
    bids: tuple[Bid, ...]
    votes: tuple[Vote, ...]
    rejections: tuple[Rejection, ...]
    scores: tuple[ScoreLine, ...]
    benchmark: tuple[Step, ...]
    prices: tuple[PriceScore, ...]
    totals: tuple[Total, ...]
    ranking: tuple[Rank, ...]
    candidates: tuple[Rank, ...]
    corrections: tuple[Correction, ...]
    notes: tuple[str, ...] = ()
    failed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissent:
    """A member's dissenting opinion with its reason, in the member's own words."""

    label: str
    name: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    title: str
    pack: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """Everything that the report says.

    ``domain`` is ``tender`` or ``procurement`` and chooses the words. ``deemed`` are the labels of
    members who neither agreed nor objected in writing. ``witness_count`` and ``witness_head`` name the
    record's last entry when the report was composed; ``draw_commitments`` the digests of the draws.
    """

    domain: str
    project_code: str
    project_name: str
    project_kind: str
    region: str
    tenderer: str
    agency: str
    supervision: str
    started_at: datetime
    ended_at: datetime
    composed_at: datetime
    venues: tuple[Venue, ...]
    members: tuple[Member, ...]
    lots: tuple[Lot, ...]
    dissents: tuple[Dissent, ...]
    deemed: tuple[str, ...]
    notes: tuple[str, ...]
    rule_packs: tuple[RulePack, ...]
    draw_commitments: tuple[str, ...]
    witness_count: int
    witness_head: str
    is_draft: bool = False
    synthetic: bool = False
