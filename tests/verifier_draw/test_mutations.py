"""Nothing in a transcript can be forged unseen: both verifiers find each forgery, and say which it is."""

import pytest

from tests.verifier_draw import bases, mutations_of_result
from tests.verifier_draw.material import first, second
from tests.verifier_draw.mutations import MUTATIONS

assert mutations_of_result  # registers its forgeries


@pytest.fixture
def found(tmp_path):
    def find(raw):
        path = tmp_path / "transcript.json"
        path.write_bytes(raw)
        return second(path)

    return find


@pytest.mark.parametrize("name", bases.BASES)
def test_honest_transcripts_that_forgeries_start_from_hold(found, name):
    raw = bases.BASES[name]()
    assert first(raw) is None
    assert found(raw)[0] == 0
    assert bases.sealed(bases.body_of(name)) == raw


def test_forgeries_are_many_and_each_is_another():
    assert (
        len({each.raw() for each in MUTATIONS})
        == len({each.name for each in MUTATIONS})
        == len(MUTATIONS)
        == 90
    )


@pytest.mark.parametrize("forged", MUTATIONS, ids=lambda each: each.name)
def test_forgery_is_found_by_both(found, forged):
    raw = forged.raw()
    status, lines = found(raw)
    mark, name, words = lines[-2]
    assert (status, mark, name) == (1, "✗", forged.name_of_fault)
    assert forged.words in words
    assert lines[-1] == ["✗", "结论", "不成立，不能作为依据"]
    assert first(raw) == forged.code
