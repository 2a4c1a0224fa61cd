"""Machine-checked house rules: sizes and names."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BANNED = {"utils", "helpers", "common", "misc", "manager"}


def sources() -> list[Path]:
    return [
        p
        for top in ("src", "tests", "tools")
        for p in (ROOT / top).rglob("*.py")
        if "migrations" not in p.parts
    ]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_over_500_lines() -> None:
    lengths = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in sources()}
    assert {name: n for name, n in lengths.items() if n > 500} == {}


def test_no_function_of_the_product_is_over_60_lines() -> None:
    long = {
        f"{p.relative_to(ROOT)}:{name}": n
        for p in sources()
        if "src" in p.parts
        for name, n in functions(p)
        if n > 60
    }
    assert long == {}


def test_no_template_is_over_200_lines() -> None:
    lengths = {
        str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in (ROOT / "src").rglob("*.html")
    }
    assert {name: n for name, n in lengths.items() if n > 200} == {}


@pytest.mark.parametrize("word", sorted(BANNED))
def test_no_module_has_a_name_that_says_nothing(word: str) -> None:
    named = [str(p) for p in (ROOT / "src").rglob("*") if p.stem == word]
    assert named == []
