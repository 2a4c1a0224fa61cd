"""``yuanping policy``: what it prints and how it ends, as an administrator runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories.law import CALENDAR, CODES, PACK, Law, make_law
from yuanping.domain.rules import shelf

SRC = Path(shelf.__file__).parents[3]


@pytest.fixture
def law(tmp_path: Path) -> Law:
    return make_law(tmp_path)


def run(*arguments: str, directory: Path | None = None) -> tuple[int, str, str]:
    """``yuanping policy …``: exit code, standard output and standard error."""
    return yuanping("policy", *arguments, directory=directory)


def yuanping(*arguments: str, directory: Path | None = None) -> tuple[int, str, str]:
    """A command in an environment without settings or database."""
    environ = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", shelf.VARIABLE}
    }
    environ["PYTHONPATH"] = str(SRC)
    if directory is not None:
        environ[shelf.VARIABLE] = str(directory)
    done = subprocess.run(
        [sys.executable, "-m", "yuanping", *arguments],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def own_law(law: Law) -> None:
    """A year and a pack that get along with everything that the platform ships."""
    law.add("calendars/2090.toml", CALENDAR.replace("2027", "2090"))
    law.add("regions.toml", f'{CODES}659900 = "某某市"\n')
    law.add(
        "sources/sources.toml", (law.shipped / "sources/sources.toml").read_text("utf-8").replace("S1", "X1")
    )
    law.add("sources/X1.txt", (law.shipped / "sources/S1.txt").read_text("utf-8"))
    law.add("packs/659900/own.toml", PACK.replace("450200", "659900").replace('"S1"', '"X1"'))


def test_check_reports_what_a_directory_adds(law: Law) -> None:
    own_law(law)
    code, out, err = run("check", str(law.extra), "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["own"] == [
        "calendars/2090.toml",
        "packs/659900/own.toml",
        "regions.toml",
        "sources/sources.toml",
    ]
    assert 2090 in found["years"]
    assert {"659900/own", "411500/xgb-2022-7"} <= set(found["packs"])
    assert run("check", "--json", directory=law.extra) == (code, out, err)


def test_check_says_so_in_words(law: Law) -> None:
    own_law(law)
    code, out, _ = run("check", str(law.extra))
    assert (code, out.splitlines()[-1]) == (0, "检查通过。")
    assert "  packs/659900/own.toml" in out.splitlines()


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "remedy"),
    [
        ("packs/659900/own.toml", "至少一周与", "至少两周与", "words-unknown", "请对照原文更正 words"),
        ("packs/659900/own.toml", '"X1"', '"X2"', "source-unknown", "sources/sources.toml"),
        ("packs/659900/own.toml", 'unit = "hour"', 'unit = "week"', "unit-unknown", "可写"),
        ("regions.toml", '659900 = "某某市"', "", "region-unknown", "regions.toml"),
    ],
)
def test_check_stops_at_the_first_error(
    law: Law, name: str, old: str, new: str, code: str, remedy: str
) -> None:
    own_law(law)
    content = (law.extra / name).read_text("utf-8")
    assert old in content
    law.add(name, content.replace(old, new))
    status, out, _ = run("check", str(law.extra), "--json")
    found = json.loads(out)
    assert (status, found["ok"], found["code"]) == (1, False, code)
    assert "packs/659900/own.toml" in found["message"]
    assert remedy in found["remedy"]


def test_check_refuses_a_directory_that_is_not_there(law: Law) -> None:
    status, out, err = run("check", str(law.extra / "none"))
    assert (status, out) == (1, "")
    assert "没有这个目录" in err


def test_a_node_does_not_start_under_law_that_does_not_load(law: Law) -> None:
    law.add("calendars/2026.toml", CALENDAR.replace("2027", "2026"))
    status, out, err = yuanping("run", directory=law.extra)
    assert (status, out) == (1, "")
    assert str(law.extra / "calendars/2026.toml") in err
    assert "不能替换平台自带的文件" in err


def test_coverage_lists_rows_and_ends_well() -> None:
    code, out, err = run("coverage", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (len(found["rows"]), found["problems"]) == (192, [])
    assert {source: counts["rows"] for source, counts in found["summary"].items()} == {
        "S0": 31,
        "S1": 27,
        "S2": 33,
        "S3": 49,
        "S4": 52,
    }


def test_coverage_of_one_state_keeps_the_summary() -> None:
    code, out, _ = run("coverage", "--state", "planned", "--json")
    found = json.loads(out)
    assert code == 0
    assert {row["state"] for row in found["rows"]} == {"planned"}
    assert sum(counts["rows"] for counts in found["summary"].values()) == 192


def test_coverage_fails_with_a_list(law: Law) -> None:
    law.add("packs/659900/own.toml", PACK.replace("450200", "659900").replace('"S1"', '"X1"'))
    own_law(law)
    register = (law.shipped / "clauses/S1.toml").read_text("utf-8").replace("S1", "X1")
    law.add(
        "clauses/X1.toml", register.replace("450200/notice", "659900/own").replace("rows = 2", "rows = 3")
    )
    code, out, err = run("coverage", directory=law.extra)
    assert (code, err) == (1, "")
    assert "  X1-3：没有这一行。" in out.splitlines()
    assert "  X1-1：没有测试文件“tests/test_offer.py”。" in out.splitlines()


def test_coverage_refuses_an_unknown_state() -> None:
    assert run("coverage", "--state", "done")[0] == 2
