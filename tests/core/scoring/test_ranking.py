from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanping.core.errors import Citation, Invalid, WrongState
from yuanping.core.scoring import (
    BidTotal,
    PricedBid,
    candidates,
    check_competition,
    rank_by_price,
    rank_by_total,
)

RULE = Citation("某规定", "第一条", "原文")


def _total(bid, points, quoted):
    return BidTotal(
        bid_id=bid,
        quoted=Decimal(quoted),
        criteria=(),
        sections=(),
        price_points=Decimal(0),
        total=Decimal(points),
        steps=(),
    )


def _places(ranking):
    return [(row.bid_id, row.rank) for row in ranking]


def test_ranking_is_by_total_then_price_then_equal():
    totals = [_total("a", 80, 100), _total("b", 90, 120), _total("c", 90, 110), _total("d", 80, 100)]
    totals.append(_total("e", 70, 1))
    assert _places(rank_by_total(totals)) == [("c", 1), ("b", 2), ("a", 3), ("d", 3), ("e", 5)]


def test_ranking_by_price_leaves_rejected_bids_out():
    bids = [
        PricedBid("a", Decimal(100)),
        PricedBid("b", Decimal(120), evaluated=Decimal(90)),
        PricedBid("c", Decimal(1), rejected=True),
        PricedBid("d", Decimal(100)),
    ]
    assert _places(rank_by_price(bids)) == [("b", 1), ("a", 2), ("d", 2)]
    with pytest.raises(WrongState):
        rank_by_price([bids[2]])


small = st.tuples(st.integers(0, 4), st.integers(1, 4))


@given(st.lists(small, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_ranking_is_a_total_preorder_whatever_the_order_of_input(rows, shuffler):
    totals = [_total(f"b{place}", points, price) for place, (points, price) in enumerate(rows)]
    shuffled = list(totals)
    shuffler.shuffle(shuffled)
    ranking = rank_by_total(totals)
    assert ranking == rank_by_total(shuffled)
    rank = {row.bid_id: row.rank for row in ranking}
    for one in totals:
        for other in totals:
            better = (one.total, -one.quoted) > (other.total, -other.quoted)
            assert (rank[one.bid_id] < rank[other.bid_id]) == better
    assert min(rank.values()) == 1


def test_candidates_are_the_first_of_the_ranking():
    ranking = rank_by_total(
        [_total(bid, points, 1) for bid, points in zip("abcd", (90, 80, 70, 60), strict=True)]
    )
    chosen = candidates(ranking, limit=3)
    assert (_places(chosen.ranked), chosen.findings) == ([("a", 1), ("b", 2), ("c", 3)], ())
    with pytest.raises(Invalid):
        candidates(ranking, limit=0)


def test_candidates_tied_across_the_limit_are_left_to_the_document():
    ranking = rank_by_total(
        [_total(bid, points, 1) for bid, points in zip("abcd", (90, 80, 70, 70), strict=True)]
    )
    chosen = candidates(ranking, limit=3, citation=RULE)
    assert _places(chosen.ranked) == [("a", 1), ("b", 2)]
    assert [(found.code, found.subjects, found.citation) for found in chosen.findings] == [
        ("candidate-tie", ("c", "d"), RULE)
    ]


def test_candidates_tied_within_the_limit_are_named_and_flagged():
    ranking = rank_by_total([_total(bid, points, 1) for bid, points in zip("abc", (90, 90, 70), strict=True)])
    chosen = candidates(ranking, limit=3)
    assert _places(chosen.ranked) == [("a", 1), ("b", 1), ("c", 3)]
    assert [found.subjects for found in chosen.findings] == [("a", "b")]


def test_competition_below_the_minimum_is_a_finding():
    bids = [PricedBid(bid, Decimal(1), rejected=bid == "c") for bid in "abcd"]
    assert check_competition(bids, minimum=3) == ()
    found = check_competition(bids[:3], minimum=3, citation=RULE)
    assert [(each.code, each.subjects, each.citation) for each in found] == [
        ("insufficient-competition", ("a", "b"), RULE)
    ]
