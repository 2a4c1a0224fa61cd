"""The program is one short file that stands alone."""

import ast
import sys

from tests.verifier.material import FILE

TEXT = FILE.read_text(encoding="utf-8")


def test_program_is_shorter_than_400_lines():
    assert len(TEXT.splitlines()) < 400


def test_program_imports_the_standard_library_alone():
    names = set()
    for node in ast.walk(ast.parse(TEXT)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    assert names - sys.stdlib_module_names == set()
    assert names != set()


def test_program_is_written_for_python_3_9():
    assert ast.parse(TEXT, feature_version=(3, 9))
