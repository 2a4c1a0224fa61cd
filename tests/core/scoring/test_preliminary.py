import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanping.core.errors import Invalid
from yuanping.core.scoring import Outcome, PreliminaryItem, Stage, Vote, decide_bid

SEAL = PreliminaryItem("seal", "签字盖章", Stage.FORM)
LICENCE = PreliminaryItem("licence", "资质", Stage.QUALIFICATION)
PRICE = PreliminaryItem("price", "报价不超过最高限价", Stage.RESPONSIVENESS)


def _votes(pattern, *, item="seal", bid="b1"):
    """One character for each member in turn: + passes, - fails, anything else has not voted."""
    return [
        Vote(
            member_id=f"m{place}",
            bid_id=bid,
            item_id=item,
            passed=mark == "+",
            reason="" if mark == "+" else "未盖章",
        )
        for place, mark in enumerate(pattern, start=1)
        if mark in "+-"
    ]


def _members(count):
    return [f"m{place}" for place in range(1, count + 1)]


@pytest.mark.parametrize(
    ("pattern", "outcome"),
    [
        ("+++++", Outcome.PASSED),
        ("+++--", Outcome.PASSED),
        ("++---", Outcome.REJECTED),
        ("-----", Outcome.REJECTED),
        ("++--", Outcome.UNDECIDED),
        ("++++.", Outcome.UNDECIDED),
        ("----.", Outcome.UNDECIDED),
        (".....", Outcome.UNDECIDED),
    ],
)
def test_bid_is_decided_by_more_than_half_of_all_members(pattern, outcome):
    decision = decide_bid("b1", _votes(pattern), items=[SEAL], members=_members(len(pattern)))
    item = decision.items[0]
    assert (decision.outcome, item.outcome) == (outcome, outcome)
    assert (item.passes, item.rejections, len(item.missing)) == (
        pattern.count("+"),
        pattern.count("-"),
        pattern.count("."),
    )


def test_bid_rejected_on_one_item_is_rejected_though_another_is_open():
    votes = [*_votes("---++"), *_votes("++...", item="licence")]
    decision = decide_bid("b1", votes, items=[SEAL, LICENCE], members=_members(5))
    assert [item.outcome for item in decision.items] == [Outcome.REJECTED, Outcome.UNDECIDED]
    assert decision.outcome is Outcome.REJECTED


def test_bid_failed_by_a_majority_on_different_grounds_is_for_the_committee():
    votes = [*_votes("-++++"), *_votes("+-+++", item="licence"), *_votes("++-++", item="price")]
    decision = decide_bid("b1", votes, items=[SEAL, LICENCE, PRICE], members=_members(5))
    assert {item.outcome for item in decision.items} == {Outcome.PASSED}
    assert decision.outcome is Outcome.UNDECIDED
    assert [finding.code for finding in decision.findings] == ["majority-without-common-ground"]


def test_bid_is_not_decided_by_votes_on_another():
    votes = [*_votes("+++++"), *_votes("-----", bid="b2")]
    assert decide_bid("b1", votes, items=[SEAL], members=_members(5)).outcome is Outcome.PASSED
    assert decide_bid("b2", votes, items=[SEAL], members=_members(5)).outcome is Outcome.REJECTED


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (_votes("......+"), "not-a-member"),
        (_votes("+", item="none"), "item-unknown"),
        (_votes("-"), "vote-twice"),
    ],
)
def test_votes_that_may_not_count_are_refused(extra, code):
    votes = _votes("+++++")
    assert decide_bid("b1", votes, items=[SEAL], members=_members(5)).outcome is Outcome.PASSED
    with pytest.raises(Invalid) as refusal:
        decide_bid("b1", [*votes, *extra], items=[SEAL], members=_members(5))
    assert refusal.value.code == code


@pytest.mark.parametrize("members", [[], ["m1", "m1"]])
def test_votes_without_a_proper_committee_are_refused(members):
    with pytest.raises(Invalid):
        decide_bid("b1", [], items=[SEAL], members=members)


def test_votes_without_items_are_refused():
    with pytest.raises(Invalid) as refusal:
        decide_bid("b1", [], items=[], members=_members(5))
    assert refusal.value.code == "items-missing"


def test_failing_vote_without_a_reason_is_refused():
    with pytest.raises(Invalid) as refusal:
        Vote(member_id="m1", bid_id="b1", item_id="seal", passed=False, reason=" ")
    assert (refusal.value.code, refusal.value.field) == ("reason-missing", "reason")


@given(
    st.text("+-.", min_size=7, max_size=7),
    st.text("+-.", min_size=7, max_size=7),
    st.randoms(use_true_random=False),
)
def test_decision_does_not_depend_on_the_order_of_votes(seal, licence, shuffler):
    votes = [*_votes(seal), *_votes(licence, item="licence")]
    shuffled = list(votes)
    shuffler.shuffle(shuffled)
    items = [SEAL, LICENCE]
    assert decide_bid("b1", votes, items=items, members=_members(7)) == decide_bid(
        "b1", shuffled, items=items, members=_members(7)
    )
