"""``yuanping experts import``: what is checked without saving, and what is entered."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.factories import pool
from yuanping.cli import experts
from yuanping.domain.experts.models import Expert, PoolImport

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Runs the command on the tests' database instead of starting a node's."""

    @contextmanager
    def here() -> Iterator[None]:
        with nullcontext():
            yield

    monkeypatch.setattr(experts.node, "node", here)

    def running(content: bytes, *options: str) -> tuple[int, dict[str, Any]]:
        file = tmp_path / "experts.csv"
        file.write_bytes(content)
        done = CliRunner().invoke(experts.experts, ["import", str(file), *options, "--json"])
        return done.exit_code, json.loads(done.output)

    return running


def counts(facts: dict[str, Any]) -> tuple[int, ...]:
    return tuple(facts[key] for key in ("new", "changed", "unchanged", "refused"))


GOOD = pool.as_csv([pool.row(n) for n in range(3)])


def test_preview_saves_nothing(run: Any) -> None:
    code, facts = run(GOOD)
    assert (code, facts["status"], counts(facts)) == (0, "checked", (3, 0, 0, 0))
    assert facts["employers"] == [{"uscc": pool.NEW_EMPLOYER, "name": "固始合成设计有限公司", "rows": 3}]
    assert (Expert.objects.count(), PoolImport.objects.count()) == (0, 0)


def test_confirm_enters_all_and_the_same_file_changes_nothing(run: Any) -> None:
    code, facts = run(GOOD, "--confirm")
    assert (code, facts["status"], counts(facts)) == (0, "entered", (3, 0, 0, 0))
    assert Expert.objects.count() == 3
    assert counts(run(GOOD, "--confirm")[1]) == (0, 0, 3, 0)


def test_confirm_with_one_fault_enters_nobody_and_says_where(run: Any) -> None:
    code, facts = run(GOOD + pool.as_csv([pool.row(9, phone="1")]).split(b"\r\n", 1)[1], "--confirm")
    assert (code, facts["status"], counts(facts)) == (1, "refused", (3, 0, 0, 1))
    assert [(fault["row"], fault["column"]) for fault in facts["faults"]] == [(5, "phone")]
    assert Expert.objects.count() == 0
    assert bytes(PoolImport.objects.get().file.box) == b""


def test_file_that_is_none_is_refused(run: Any) -> None:
    for options in ((), ("--confirm",)):
        code, facts = run(b"a,b\r\n", *options)
        assert (code, facts["ok"]) == (1, False)
