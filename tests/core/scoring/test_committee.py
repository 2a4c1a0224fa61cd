from fractions import Fraction

import pytest

from yuanping.core.errors import Citation, Invalid
from yuanping.core.scoring import check_committee, committee_ok

TENDER = {"minimum": 5, "expert_share": Fraction(2, 3)}


@pytest.mark.parametrize(
    ("size", "experts", "codes"),
    [
        (5, 4, []),
        (5, 3, ["committee-expert-share"]),
        (7, 5, []),
        (7, 4, ["committee-expert-share"]),
        (9, 6, []),
        (9, 5, ["committee-expert-share"]),
        (6, 6, ["committee-even"]),
        (3, 2, ["committee-too-small"]),
        (4, 2, ["committee-even", "committee-too-small", "committee-expert-share"]),
    ],
)
def test_committee_findings_at_the_boundaries(size, experts, codes):
    assert [found.code for found in check_committee(size, experts, **TENDER)] == codes
    assert committee_ok(size, experts, **TENDER) == (codes == [])


def test_committee_thresholds_are_the_callers():
    rule = Citation("某规定", "第一条", "原文")
    found = check_committee(5, 4, minimum=7, expert_share=Fraction(1), citation=rule)
    assert [(each.code, each.citation) for each in found] == [
        ("committee-too-small", rule),
        ("committee-expert-share", rule),
    ]
    assert committee_ok(6, 4, minimum=5, expert_share=Fraction(2, 3), odd=False)


@pytest.mark.parametrize(("size", "experts"), [(5, 6), (5, -1), (-1, 0)])
def test_committee_counts_that_cannot_be_are_refused(size, experts):
    with pytest.raises(Invalid):
        check_committee(size, experts, **TENDER)
