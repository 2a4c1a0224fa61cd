"""Whether every clause of the notices has its row, and whether the rows tell the truth."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yuanping
from yuanping.core.policy import Library, Pack
from yuanping.domain.rules.clauses import Clause, Expected, Register, State
from yuanping.domain.rules.shelf import Shelf
from yuanping.domain.rules.sources import Source, locate

FIXTURE_TEST = "tests/policy/test_fixtures.py"  # runs every fixture: to name it is to have a fixture


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with one row, or with a register when ``row`` is the source's key."""

    code: str
    row: str
    message: str

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "row": self.row, "message": self.message}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """All rows, in the order of their files, and what is wrong with them."""

    clauses: tuple[Clause, ...]
    problems: tuple[Problem, ...]

    def summary(self) -> Mapping[str, Mapping[State, int]]:
        """Rows by source and state; every state is there."""
        counts: dict[str, Counter[State]] = {}
        for clause in self.clauses:
            counts.setdefault(clause.source, Counter())[clause.state] += 1
        return {source: {state: count[state] for state in State} for source, count in counts.items()}


def checkout() -> Path | None:
    """The root of the checkout that this code runs from; None for an installed wheel, which carries no tests."""
    package = Path(yuanping.__file__).resolve().parent
    root = package.parents[1]
    return root if package.parent.name == "src" and (root / "tests").is_dir() else None


def cover(shelf: Shelf, *, tests_in: Path | None) -> Coverage:
    """Compare the registers with the checklist, the packs and the texts, and with the tests below ``tests_in``.

    Without a directory the named tests are not looked for. What does not load at all is ``PackError``.
    """
    library, sources, registers, expected = (
        shelf.library(),
        shelf.sources(),
        shelf.registers(),
        shelf.checklist(),
    )
    rules = frozenset[str]().union(*(entry.rules for entry in expected))
    examine = _Examiner(library, sources, rules, shelf.fixture_clauses(), tests_in)
    problems = [
        *_missing_registers(registers, expected),
        *(problem for register in registers for problem in _numbering(register, expected)),
        *(problem for register in registers for clause in register.clauses for problem in examine(clause)),
    ]
    return Coverage(
        clauses=tuple(clause for register in registers for clause in register.clauses),
        problems=tuple(problems),
    )


def _missing_registers(registers: Sequence[Register], expected: Sequence[Expected]) -> Iterator[Problem]:
    known = {register.source for register in registers}
    for entry in expected:
        if entry.source not in known:
            file = f"clauses/{entry.source}.toml"
            message = f"没有 {file}：{entry.source}-1 至 {entry.source}-{entry.rows} 共 {entry.rows} 行缺失。"
            yield Problem(code="register-missing", row=entry.source, message=message)


def _numbering(register: Register, expected: Sequence[Expected]) -> Iterator[Problem]:
    """Rows run from 1 to n, each of them once and in order."""
    source, rows = register.source, register.rows
    for entry in expected:
        if entry.source == source and entry.rows != rows:
            message = f"{register.file} 写明 {rows} 行，应为 {entry.rows} 行。"
            yield Problem(code="rows-differ", row=source, message=message)
            rows = entry.rows
    wanted = [f"{source}-{number}" for number in range(1, rows + 1)]
    found = [clause.id for clause in register.clauses]
    counts = Counter(found)
    for row in wanted:
        if not counts[row]:
            yield Problem(code="row-missing", row=row, message="没有这一行。")
    for row, count in counts.items():
        if count > 1:
            yield Problem(code="row-doubled", row=row, message=f"有 {count} 行使用同一编号。")
        if row not in wanted:
            yield Problem(code="row-unknown", row=row, message=f"编号不在 {wanted[0]} 至 {wanted[-1]} 之内。")
    if found != wanted and sorted(found) == sorted(wanted):
        first = next(row for row, due in zip(found, wanted, strict=True) if row != due)
        yield Problem(code="row-misplaced", row=first, message="没有按编号顺序排列。")


class _Examiner:
    """Examines single rows; holds what they are compared with."""

    def __init__(
        self,
        library: Library,
        sources: Mapping[str, Source],
        rules: frozenset[str],
        fixtures: frozenset[str],
        tests_in: Path | None,
    ) -> None:
        self._packs = {pack.id: pack for pack in library.packs}
        self._sources = sources
        self._rules = rules
        self._fixtures = fixtures
        self._tests_in = tests_in

    def __call__(self, clause: Clause) -> Iterator[Problem]:
        pack = self._packs.get(clause.pack)
        findings = [
            *(self._pack(clause, pack) if pack else [("pack-unknown", f"没有规则文件“{clause.pack}”。")]),
            *self._claims(clause),
            *self._tests(clause),
        ]
        for code, message in findings:
            yield Problem(code=code, row=clause.id, message=message)

    def _pack(self, clause: Clause, pack: Pack) -> Iterator[tuple[str, str]]:
        known = {rule.id for rule in pack.rules}
        for rule in clause.rules:
            if rule not in known:
                yield "rule-unknown", f"规则文件“{pack.id}”中没有规则“{rule}”。"
        if pack.source != clause.source and not pack.source.startswith(f"{clause.source}-"):
            yield "source-differs", f"规则文件“{pack.id}”的来源是“{pack.source}”，不属于 {clause.source}。"
        source = self._sources.get(pack.source)
        if source is None or source.text is None:
            yield "text-missing", f"来源“{pack.source}”没有登记原文，无法核对原句。"
        elif locate(source, clause.words) is None:
            yield "words-unknown", f"来源“{pack.source}”的原文中没有“{clause.words}”。"

    def _claims(self, clause: Clause) -> Iterator[tuple[str, str]]:
        bound = clause.state in {State.ENFORCED, State.SHOWN} and clause.id in self._rules
        if bound and not clause.rules:
            yield "rule-missing", "这一行是规则，标为已执行或已展示时必须写明 rules。"
        if clause.state is State.ENFORCED and not clause.tests:
            yield "test-missing", "标为已执行，必须写明 tests。"
        if any(test.startswith(FIXTURE_TEST) for test in clause.tests) and clause.id not in self._fixtures:
            yield "fixture-missing", f"写明由 {FIXTURE_TEST} 测试，但 fixtures 中没有这一条的用例。"

    def _tests(self, clause: Clause) -> Iterator[tuple[str, str]]:
        for test in clause.tests if self._tests_in else ():
            path, _, function = test.partition("::")
            functions = _functions(self._tests_in / path) if self._tests_in else None
            if functions is None:
                yield "test-unknown", f"没有测试文件“{path}”。"
            elif function and function not in functions:
                yield "test-unknown", f"测试文件“{path}”中没有函数“{function}”。"
            elif not functions:
                yield "test-unknown", f"文件“{path}”中没有测试。"


@cache
def _functions(path: Path) -> frozenset[str] | None:
    """Names of the test functions of a file; None when there is no such file."""
    if not path.is_file():
        return None
    tree = ast.parse(path.read_bytes())
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")
    )
