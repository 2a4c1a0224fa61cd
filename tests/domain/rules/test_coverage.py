"""The clause register: what does not load, and what coverage finds untrue."""

from pathlib import Path

import pytest

from tests.factories.law import CLAUSES, Law, make_law, write
from yuanping.core.policy import PackError
from yuanping.domain.rules import shelf
from yuanping.domain.rules.clauses import State
from yuanping.domain.rules.coverage import checkout, cover

REGISTER = "clauses/S1.toml"


@pytest.fixture
def law(tmp_path: Path) -> Law:
    return make_law(tmp_path)


def problems(law: Law) -> list[tuple[str, str]]:
    return [(problem.row, problem.code) for problem in cover(law.shelf, tests_in=law.checkout).problems]


def test_a_true_register_has_no_problems(law: Law) -> None:
    coverage = cover(law.shelf, tests_in=law.checkout)
    assert [clause.id for clause in coverage.clauses] == ["S1-1", "S1-2"]
    assert coverage.problems == ()
    assert coverage.summary() == {
        "S1": {
            State.ENFORCED: 1,
            State.RECORDED: 0,
            State.SHOWN: 0,
            State.PLANNED: 0,
            State.OUTSIDE: 1,
        }
    }


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("rows = 2", "rows = 3", [("S1", "rows-differ")]),
        ('id = "S1-2"', 'id = "S1-1"', [("S1-2", "row-missing"), ("S1-1", "row-doubled")]),
        ('id = "S1-2"', 'id = "S1-3"', [("S1-2", "row-missing"), ("S1-3", "row-unknown")]),
        ('id = "S1-2"', 'id = "S1-02"', [("S1-2", "row-missing"), ("S1-02", "row-unknown")]),
        ('rules = ["offer.lead"]', 'rules = ["offer.led"]', [("S1-1", "rule-unknown")]),
        ('rules = ["offer.lead"]', "rules = []", [("S1-1", "rule-missing")]),
        ('rules = ["offer.lead"]\n', "", [("S1-1", "rule-missing")]),
        ('tests = ["tests/test_offer.py::test_an_offer_in_time"]\n', "", [("S1-1", "test-missing")]),
        ("test_offer.py::", "test_offers.py::", [("S1-1", "test-unknown")]),
        ("::test_an_offer_in_time", "::test_an_offer", [("S1-1", "test-unknown")]),
        ("至少一周与副场沟通", "至少两周与副场沟通", [("S1-1", "words-unknown")]),
    ],
)
def test_an_untrue_register_is_found_out(law: Law, old: str, new: str, found: list[tuple[str, str]]) -> None:
    law.change(REGISTER, old, new)
    assert problems(law) == found


def test_rows_out_of_order_are_found_out(law: Law) -> None:
    head, first, second = CLAUSES.split("[[row]]")
    (law.shipped / REGISTER).write_text(f"{head}[[row]]{second}\n[[row]]{first}", encoding="utf-8")
    assert problems(law) == [("S1-2", "row-misplaced")]


def test_a_row_of_an_unknown_pack_is_found_out(law: Law) -> None:
    law.change(REGISTER, "450200/notice", "450200/notices")
    assert problems(law) == [("S1-1", "pack-unknown"), ("S1-2", "pack-unknown")]


def test_a_missing_register_is_found_out(law: Law) -> None:
    (law.shipped / REGISTER).unlink()
    assert problems(law) == [("S1", "register-missing")]


def test_a_row_that_belongs_to_another_source_is_found_out(law: Law) -> None:
    law.change("packs/450200/notice.toml", 'source = "S1"', 'source = "S12"')
    law.change("sources/sources.toml", 'id = "S1"', 'id = "S12"')
    assert problems(law) == [("S1-1", "source-differs"), ("S1-2", "source-differs")]


def test_one_register_may_cover_several_documents(law: Law) -> None:
    law.change("packs/450200/notice.toml", 'source = "S1"', 'source = "S1-City"')
    law.change("sources/sources.toml", 'id = "S1"', 'id = "S1-City"')
    assert problems(law) == []


def test_a_pack_without_text_is_found_out(law: Law) -> None:
    law.change("sources/sources.toml", 'id = "S1"', 'id = "S2"')
    assert problems(law) == [("S1-1", "text-missing"), ("S1-2", "text-missing")]


@pytest.mark.parametrize("state", ["recorded", "planned", "outside"])
def test_a_rule_row_that_claims_nothing_needs_neither_rule_nor_test(law: Law, state: str) -> None:
    law.change(REGISTER, 'state = "enforced"\nrules = ["offer.lead"]\n', f'state = "{state}"\n')
    law.change(REGISTER, 'tests = ["tests/test_offer.py::test_an_offer_in_time"]\n', "")
    assert problems(law) == []


def test_a_shown_rule_row_names_its_rule(law: Law) -> None:
    law.change(REGISTER, 'state = "enforced"\nrules = ["offer.lead"]\n', 'state = "shown"\n')
    assert problems(law) == [("S1-1", "rule-missing")]


def test_an_enforced_row_that_is_no_rule_needs_a_test_alone(law: Law) -> None:
    law.change("checklist.toml", "rules = [1]", "rules = []")
    law.change(REGISTER, 'rules = ["offer.lead"]\n', "")
    assert problems(law) == []


def test_tests_are_looked_for_in_a_checkout_only(law: Law) -> None:
    law.change(REGISTER, "test_offer.py::", "test_offers.py::")
    assert cover(law.shelf, tests_in=None).problems == ()


def test_a_row_tested_by_fixtures_has_one(law: Law) -> None:
    law.change(REGISTER, "test_offer.py::test_an_offer_in_time", "policy/test_fixtures.py")
    write(law.checkout, {"tests/policy/test_fixtures.py": "def test_fixture():\n    assert 1 + 1 == 2\n"})
    write(law.shipped, {"fixtures/450200.toml": '[[lead]]\nclause = "S1-2"\n'})
    assert problems(law) == [("S1-1", "fixture-missing")]
    write(law.extra, {"fixtures/own.toml": 'region = "450200"\n[[lead]]\nclause = "S1-1"\n'})
    assert problems(law) == []


def test_a_file_without_tests_is_no_test(law: Law) -> None:
    law.change(REGISTER, "test_offer.py::test_an_offer_in_time", "test_empty.py")
    (law.checkout / "tests/test_empty.py").write_text("def helper():\n    pass\n", encoding="utf-8")
    assert problems(law) == [("S1-1", "test-unknown")]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('does = "不', 'did = "不', "field-missing"),
        ('does = "不', 'colour = "红"\ndoes = "不', "field-unknown"),
        ('state = "enforced"', 'state = "done"', "state-unknown"),
        ('words = "至少一周与副场沟通预约场地"', 'words = "至少一周"', "words-short"),
        ('says = "至少', 'says = "至少\\n', "field-malformed"),
        ('["offer.lead"]', '"offer.lead"', "field-malformed"),
        ('["offer.lead"]', '["offer.lead", "offer.lead"]', "field-malformed"),
        ("tests/test_offer.py::", "../test_offer.py::", "test-malformed"),
    ],
)
def test_a_malformed_row_does_not_load(law: Law, old: str, new: str, code: str) -> None:
    law.change(REGISTER, old, new)
    with pytest.raises(PackError) as caught:
        law.shelf.registers()
    assert caught.value.code == code
    assert "clauses/S1.toml 第“S1-1”行" in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('source = "S1"', 'source = "S2"', "source-malformed"),
        ('source = "S1"', 'source = "s1"', "source-malformed"),
        ("rows = 2", "rows = 0", "field-malformed"),
        ("rows = 2", "rows = 2\ncolour = 1", "field-unknown"),
        ("rows = 2", "rows = ", "toml-malformed"),
    ],
)
def test_a_malformed_register_does_not_load(law: Law, old: str, new: str, code: str) -> None:
    law.change(REGISTER, old, new)
    with pytest.raises(PackError) as caught:
        law.shelf.registers()
    assert (caught.value.code, caught.value.file) == (code, REGISTER)


def test_a_checklist_of_rows_that_are_not_there_does_not_load(law: Law) -> None:
    law.change("checklist.toml", "rules = [1]", "rules = [3]")
    with pytest.raises(PackError, match="1 至 2"):
        law.shelf.checklist()


def test_the_checklist_holds_the_five_notices() -> None:
    rows = {entry.source: entry.rows for entry in shelf.checklist()}
    assert rows == {"S0": 31, "S1": 27, "S2": 33, "S3": 49, "S4": 52}
    assert sum(rows.values()) == 192


def test_the_shipped_registers_are_true() -> None:
    coverage = cover(shelf.open_shelf(), tests_in=checkout())
    assert [f"{problem.row} {problem.code} {problem.message}" for problem in coverage.problems] == []
    assert len(coverage.clauses) == 192
