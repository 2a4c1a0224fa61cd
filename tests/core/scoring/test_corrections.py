from dataclasses import replace
from decimal import Decimal

import pytest

from yuanping.core.errors import Citation, Invalid, WrongState
from yuanping.core.scoring import (
    Correction,
    CorrectionGround,
    Criterion,
    Method,
    MethodKind,
    Sheet,
    check_correction,
    flag_objective_differences,
    flag_outliers,
)

PLAN = Criterion(id="plan", name="方案", max_points=Decimal(60), objective=False)
RECORD = Criterion(id="record", name="业绩", max_points=Decimal(40), objective=True)
METHOD = Method(kind=MethodKind.COMPREHENSIVE_SCORING, criteria=(PLAN, RECORD))
MEMBERS = ("m1", "m2", "m3", "m4", "m5")
RULE = Citation("某规定", "第一条", "原文")
SHARE = Decimal("0.3")


def _sheets(plan, record, *, declared=None):
    return [
        Sheet(
            member_id=member,
            bid_id="a",
            points={"plan": Decimal(first), "record": Decimal(second)},
            declared_total=declared,
        )
        for member, first, second in zip(MEMBERS, plan, record, strict=True)
    ]


CALM = _sheets((50, 50, 50, 50, 50), (20, 20, 20, 20, 20), declared=Decimal(70))
CASES = [
    (CorrectionGround.ARITHMETIC, _sheets([50] * 5, [20] * 5, declared=Decimal(71))),
    (CorrectionGround.OUT_OF_RANGE, _sheets((61, 50, 50, 50, 50), [20] * 5)),
    (CorrectionGround.OBJECTIVE_INCONSISTENT, _sheets([50] * 5, (25, 20, 20, 20, 20))),
    (CorrectionGround.ABNORMAL_HIGH_LOW, _sheets((10, 50, 50, 50, 50), [20] * 5)),
]


def _check(ground, sheets, **change):
    criterion = "record" if ground is CorrectionGround.OBJECTIVE_INCONSISTENT else "plan"
    facts = {
        "method": METHOD,
        "sheets": sheets,
        "members": MEMBERS,
        "bid_ids": ["a"],
        "signed": False,
        "outlier_share": SHARE,
        "citation": RULE,
        **change,
    }
    return check_correction(
        Correction(ground=ground, member_id="m1", bid_id="a", criterion_id=criterion), **facts
    )


@pytest.mark.parametrize(("ground", "sheets"), CASES)
def test_correction_that_the_data_bear_out_gives_its_evidence(ground, sheets):
    found = _check(ground, sheets)
    assert (found.code, found.subjects[:2], found.citation) == (f"correction-{ground}", ("m1", "a"), RULE)
    assert found.message


@pytest.mark.parametrize("ground", CorrectionGround)
def test_correction_that_the_data_do_not_bear_out_is_refused_with_the_citation(ground):
    with pytest.raises(Invalid) as refusal:
        _check(ground, CALM)
    assert (refusal.value.code, refusal.value.field, refusal.value.citation) == (
        "correction-not-grounded",
        "ground",
        RULE,
    )


@pytest.mark.parametrize(("ground", "sheets"), CASES)
def test_correction_before_all_have_submitted_or_after_signing_is_refused(ground, sheets):
    with pytest.raises(WrongState) as refusal:
        _check(ground, sheets[:-1])
    assert refusal.value.code == "sheets-missing"
    with pytest.raises(WrongState) as refusal:
        _check(ground, sheets, signed=True)
    assert (refusal.value.code, refusal.value.citation) == ("report-signed", RULE)


def test_correction_of_what_is_not_there_is_refused():
    sheets = CASES[0][1]
    facts = {
        "method": METHOD,
        "sheets": sheets,
        "members": MEMBERS,
        "bid_ids": ["a"],
        "signed": False,
        "outlier_share": SHARE,
        "citation": RULE,
    }
    base = Correction(ground=CorrectionGround.ARITHMETIC, member_id="m1", bid_id="a")
    assert check_correction(base, **facts).code == "correction-arithmetic"
    for change, code in (({"member_id": "m9"}, "sheet-unknown"), ({"bid_id": "z"}, "bid-unknown")):
        with pytest.raises(Invalid) as refusal:
            check_correction(replace(base, **change), **facts)
        assert refusal.value.code == code
    unknown = replace(base, ground=CorrectionGround.OUT_OF_RANGE, criterion_id="none")
    with pytest.raises(Invalid) as refusal:
        check_correction(unknown, **facts)
    assert refusal.value.code == "criterion-unknown"


@pytest.mark.parametrize(
    ("plan", "flagged"),
    [
        ((65, 50, 50, 50, 50), []),  # exactly 30 % is not more than 30 %
        (("65.01", 50, 50, 50, 50), ["m1"]),
        (("34.99", 50, 50, 50, 50), ["m1"]),
        ((0, 0, 0, 0, 0), []),
        ((1, 0, 0, 0, 0), ["m1"]),
    ],
)
def test_outlier_deviates_from_the_others_median_by_more_than_the_share(plan, flagged):
    sheets = _sheets(plan, [20] * 5)
    assert [found.subjects for found in flag_outliers(METHOD, sheets, share=SHARE)] == [
        (member, "a", "plan") for member in flagged
    ]


def test_outlier_needs_two_others():
    sheets = _sheets((10, 50, 50, 50, 50), [20] * 5)
    assert flag_outliers(METHOD, sheets[:2], share=SHARE) == ()
    assert [found.subjects[0] for found in flag_outliers(METHOD, sheets[:3], share=SHARE)] == [
        "m1",
        "m2",
        "m3",
    ]


@pytest.mark.parametrize("share", ["0", "-1", "NaN"])
def test_outlier_share_not_positive_is_refused(share):
    with pytest.raises(Invalid) as refusal:
        flag_outliers(METHOD, CALM, share=Decimal(share))
    assert refusal.value.field == "share"


def test_objective_items_scored_differently_are_flagged_once():
    sheets = _sheets((10, 20, 30, 40, 50), (25, 20, 20, 20, 20))
    found = flag_objective_differences(METHOD, sheets)
    assert [(each.code, each.subjects) for each in found] == [("objective-inconsistent", ("a", "record"))]
    assert flag_objective_differences(METHOD, CALM) == ()


def test_correction_of_a_subjective_item_as_objective_is_refused():
    sheets = _sheets((51, 50, 50, 50, 50), (25, 20, 20, 20, 20))
    assert _check(CorrectionGround.OBJECTIVE_INCONSISTENT, sheets).subjects == ("m1", "a", "record")
    subjective = Method(
        kind=MethodKind.COMPREHENSIVE_SCORING, criteria=(PLAN, replace(RECORD, objective=False))
    )
    with pytest.raises(Invalid) as refusal:
        _check(CorrectionGround.OBJECTIVE_INCONSISTENT, sheets, method=subjective)
    assert refusal.value.code == "correction-not-grounded"
