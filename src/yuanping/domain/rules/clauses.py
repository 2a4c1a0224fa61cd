"""The clause register: every clause of the notices as a row that says what the platform does about it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from yuanping.core.policy._reader import Fields

_SOURCE = re.compile(r"[A-Z][A-Z0-9]*")
_TEST = re.compile(r"tests/[^:]+\.py(::[A-Za-z_]\w*)?")
LEAST_WORDS = 6  # characters: fewer would stand in more than one place


class State(StrEnum):
    """What the platform does about a clause today.

    It decides or blocks by it and a test shows that; it keeps the data or the event; the pack holds the value and pages
    show it; it belongs to a system that does not exist yet; it is governance or hardware outside of software.
    """

    ENFORCED = "enforced"
    RECORDED = "recorded"
    SHOWN = "shown"
    PLANNED = "planned"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One row. ``words`` are the clause's own and find its paragraph; ``says`` and ``does`` are for people.

    ``rules`` are ids of rules in ``pack``; ``tests`` are ``tests/….py`` or ``tests/….py::function``.
    """

    id: str
    source: str
    pack: str
    article: str
    words: str
    says: str
    state: State
    rules: tuple[str, ...]
    tests: tuple[str, ...]
    does: str
    file: str

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "state": self.state.value,
            "pack": self.pack,
            "article": self.article,
            "says": self.says,
            "rules": list(self.rules),
            "tests": list(self.tests),
            "does": self.does,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The rows of one notice; ``rows`` is how many the file says there are."""

    source: str
    rows: int
    clauses: tuple[Clause, ...]
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the checklist demands of one notice: its number of rows, and which of them are rules."""

    source: str
    rows: int
    rules: frozenset[str]


def read_register(fields: Fields) -> Register:
    """Read ``clauses/<source>.toml``; anything odd is a ``PackError`` that names file and row."""
    source = fields.text("source")
    if not _SOURCE.fullmatch(source):
        raise fields.error("source-malformed", f"来源代号“{source}”应为大写字母开头的字母和数字，如 S2。")
    if fields.file.rpartition("/")[2] != f"{source}.toml":
        raise fields.error("source-malformed", f"来源“{source}”的条款应写在 {source}.toml 中。")
    rows = fields.whole("rows", least=1)
    clauses = tuple(_read_clause(row, source) for row in fields.tables("row"))
    fields.finish()
    return Register(source=source, rows=rows, clauses=clauses, file=fields.file)


def _read_clause(fields: Fields, source: str) -> Clause:
    clause_id = fields.text("id")
    file, fields.file = fields.file, f"{fields.file} 第“{clause_id}”行"  # from here on, errors name the row
    clause = Clause(
        id=clause_id,
        source=source,
        pack=fields.text("pack"),
        article=fields.text("article"),
        words=fields.text("words"),
        says=_line(fields, "says"),
        state=fields.member("state", State),
        rules=_list(fields, "rules"),
        tests=_list(fields, "tests"),
        does=_line(fields, "does"),
        file=file,
    )
    if len(clause.words) < LEAST_WORDS:
        raise fields.error("words-short", f"“words”不足 {LEAST_WORDS} 个字，不能确定所在的段落。")
    for test in clause.tests:
        if not _TEST.fullmatch(test):
            raise fields.error("test-malformed", f"“{test}”应写作 tests/….py 或 tests/….py::函数名。")
    fields.finish()
    return clause


def _line(fields: Fields, name: str) -> str:
    value = fields.text(name)
    if "\n" in value:
        raise fields.error("field-malformed", f"字段“{name}”应为一行文字。")
    return value


def _list(fields: Fields, name: str) -> tuple[str, ...]:
    """A list of words that may be empty or left out."""
    if not fields.has(name):
        return ()
    value = fields.take(name)
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise fields.error("field-malformed", f"字段“{name}”应为文字列表。")
    if len(set(value)) != len(value):
        raise fields.error("field-malformed", f"字段“{name}”有重复。")
    return tuple(value)


def read_checklist(fields: Fields) -> tuple[Expected, ...]:
    """Read ``checklist.toml``: the notices whose every clause must have a row."""
    found = tuple(_read_expected(entry) for entry in fields.tables("source"))
    fields.finish()
    return found


def _read_expected(fields: Fields) -> Expected:
    source = fields.text("id")
    rows = fields.whole("rows", least=1)
    numbers = fields.take("rules")
    if not isinstance(numbers, list) or not all(type(n) is int and 1 <= n <= rows for n in numbers):
        raise fields.error("field-malformed", f"“{source}”的 rules 应为 1 至 {rows} 之间的行号。")
    fields.finish()
    return Expected(source=source, rows=rows, rules=frozenset(f"{source}-{n}" for n in numbers))
