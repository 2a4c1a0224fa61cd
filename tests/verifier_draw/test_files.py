"""The programs are short files that stand alone."""

import ast
import subprocess
import sys

import pytest

from tests.verifier_draw import bases
from tests.verifier_draw.material import PROGRAMS

TEXTS = {
    name: (PROGRAMS / f"yuanping_verify_{name}.py").read_text(encoding="utf-8") for name in ("draw", "seed")
}


@pytest.mark.parametrize("name", TEXTS)
def test_program_imports_the_standard_library_alone(name):
    names = set()
    for node in ast.walk(ast.parse(TEXTS[name])):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    assert names - sys.stdlib_module_names == set()
    assert "hashlib" in names


@pytest.mark.parametrize("name", TEXTS)
def test_program_is_written_for_python_3_9(name):
    assert ast.parse(TEXTS[name], feature_version=(3, 9))


@pytest.mark.parametrize("name", TEXTS)
def test_program_is_shorter_than_300_lines(name):
    assert len(TEXTS[name].splitlines()) < 300


def test_program_runs_by_itself_and_says_by_its_status_what_it_found(tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(bases.mixed())
    bad.write_bytes(bases.mixed()[:-1])

    def run(*names):
        done = subprocess.run(
            [sys.executable, "-I", PROGRAMS / "yuanping_verify_draw.py", *names],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout.splitlines()[-1]

    assert run(good) == (0, "✓ 结论：以上各项全部成立")
    assert run(bad) == (1, "✗ 结论：不成立，不能作为依据")
    assert run(tmp_path / "none.json") == run() == run(good, bad) == (2, "✗ 结论：无法核验")
