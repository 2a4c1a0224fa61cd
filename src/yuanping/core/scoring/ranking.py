"""Order of the bids and the award candidates 排序与中标候选人."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yuanping.core.errors import Citation, Invalid
from yuanping.core.scoring.findings import Finding
from yuanping.core.scoring.prices import PricedBid, valid_bids
from yuanping.core.scoring.sheets import BidTotal


@dataclass(frozen=True, slots=True)
class Ranked:
    """A bid's place: 1 is first; equal bids share a place and the next place is left out (1, 1, 3).

    ``price`` is the one that decided, in yuan; ``total`` is None where the method has no points.
    """

    bid_id: str
    rank: int
    price: Decimal
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    ranked: tuple[Ranked, ...]
    findings: tuple[Finding, ...]


def rank_by_total(totals: Iterable[BidTotal]) -> tuple[Ranked, ...]:
    """Total descending, then price as bid ascending, then equal.

    The *published* totals are compared: an outsider who sees two equal totals must also see them ranked as equal.
    """
    return _ranked(
        [((-total.total, total.quoted), total.bid_id, total.quoted, total.total) for total in totals]
    )


def rank_by_price(bids: Sequence[PricedBid]) -> tuple[Ranked, ...]:
    """Evaluated price ascending, equal prices equal; rejected bids left out. ``WrongState`` when none is valid."""
    return _ranked([((bid.price, Decimal(0)), bid.id, bid.price, None) for bid in valid_bids(bids)])


def _ranked(
    rows: list[tuple[tuple[Decimal, Decimal], str, Decimal, Decimal | None]],
) -> tuple[Ranked, ...]:
    keys = [key for key, _, _, _ in rows]
    # the id only makes the list's order repeatable; it never decides a place
    ordered = sorted(rows, key=lambda row: (row[0], row[1]))
    return tuple(
        Ranked(bid_id, 1 + sum(other < key for other in keys), price, total)
        for key, bid_id, price, total in ordered
    )


def candidates(ranking: Sequence[Ranked], *, limit: int, citation: Citation | None = None) -> Candidates:
    """The first ``limit`` of the ranking.

    Bids that share a place across the limit are not parted here: none of them is named and the finding
    ``candidate-tie`` lists them. A shared place within the limit gives the same finding, since candidates must be
    in order. How a tie is parted stands in the tender document.
    """
    if limit < 1:
        raise Invalid("candidate-limit", "中标候选人数量应不小于 1。", field="limit")
    chosen: list[Ranked] = []
    findings: list[Finding] = []
    for rank in sorted({row.rank for row in ranking if row.rank <= limit}):
        group = [row for row in ranking if row.rank == rank]
        if len(group) > 1:
            names = tuple(row.bid_id for row in group)
            findings.append(
                Finding(
                    "candidate-tie",
                    f"投标 {'、'.join(names)} 并列第 {rank} 名，请按招标文件规定的方式确定先后。",
                    names,
                    citation,
                )
            )
        if len(chosen) + len(group) <= limit:
            chosen.extend(group)
    return Candidates(tuple(chosen), tuple(findings))


def check_competition(
    bids: Sequence[PricedBid], *, minimum: int, citation: Citation | None = None
) -> tuple[Finding, ...]:
    """A finding when fewer than ``minimum`` bids are valid.

    Whether competition is clearly lacking is for the committee to judge: it may reject all bids, it need not.
    """
    valid = sum(not bid.rejected for bid in bids)
    if valid >= minimum:
        return ()
    return (
        Finding(
            "insufficient-competition",
            f"有效投标为 {valid} 个，不足 {minimum} 个，请评标委员会就是否明显缺乏竞争作出判断；认定明显缺乏竞争的，可以否决全部投标。",
            tuple(bid.id for bid in bids if not bid.rejected),
            citation,
        ),
    )
