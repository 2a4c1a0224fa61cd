"""``yuanping policy``: the law as data, without a database."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import click

from yuanping.cli.answers import deadline, decide
from yuanping.cli.output import command
from yuanping.domain.rules.clauses import Clause, State
from yuanping.domain.rules.coverage import Problem, checkout, cover
from yuanping.domain.rules.examination import Findings, examine
from yuanping.domain.rules.shelf import open_shelf

LABELS = {
    State.ENFORCED: "已执行",
    State.RECORDED: "已记录",
    State.SHOWN: "已展示",
    State.PLANNED: "待建设",
    State.OUTSIDE: "平台外",
}


@click.group(help="规则：条款落实情况与规则文件检查（无需数据库）。")
def policy() -> None:
    """The law as data."""


policy.add_command(decide)
policy.add_command(deadline)


@policy.command(help="逐条列出各通知条款的落实情况；有缺漏或不实之处时退出代码为 1。")
@click.option("--state", type=click.Choice([state.value for state in State]), help="只列出这一状态的条款。")
@command
def coverage(state: str | None) -> tuple[dict[str, Any], str]:
    """List every clause with what the platform does about it, and what is wrong with the list."""
    found = cover(open_shelf(), tests_in=checkout())
    shown = [clause for clause in found.clauses if state in {None, clause.state.value}]
    summary = found.summary()
    facts = {
        "ok": not found.problems,
        **({"code": "coverage-incomplete"} if found.problems else {}),
        "rows": [clause.as_json() for clause in shown],
        "summary": {
            source: {
                "rows": sum(counts.values()),
                **{each.value: count for each, count in counts.items()},
            }
            for source, counts in summary.items()
        },
        "problems": [problem.as_json() for problem in found.problems],
    }
    lines = [
        *_rows(shown),
        "",
        *_summary(summary),
        "",
        *_problems(found.problems, total=len(found.clauses)),
    ]
    return facts, "\n".join(lines).strip()


@policy.command(help="检查规则文件：平台自带的，连同给出的目录（缺省为 YUANPING_POLICY 所指的目录）。")
@click.argument("directory", type=click.Path(path_type=Path), required=False)
@command
def check(directory: Path | None) -> tuple[dict[str, Any], str]:
    """Load the shipped files together with those of a directory; the first error ends it."""
    shelf = open_shelf(directory.absolute() if directory else None)
    found = examine(shelf)
    facts = {"ok": True, "directory": str(shelf.extra) if shelf.extra else None, **found.as_json()}
    return facts, "\n".join(_found(found, shelf.extra))


def _rows(clauses: Sequence[Clause]) -> Iterator[str]:
    cells = [(c.id, LABELS[c.state], c.article, "、".join(c.rules) or "—", c.does) for c in clauses]
    yield from _table(("编号", "状态", "条款", "规则", "落实情况"), cells)


def _summary(summary: Mapping[str, Mapping[State, int]]) -> Iterator[str]:
    cells = [
        (source, str(sum(counts.values())), *(str(counts[state]) for state in State))
        for source, counts in summary.items()
    ]
    whole = [sum(counts[state] for counts in summary.values()) for state in State]
    cells.append(("合计", str(sum(whole)), *map(str, whole)))
    yield from _table(("来源", "行数", *LABELS.values()), cells)


def _problems(problems: Sequence[Problem], *, total: int) -> Iterator[str]:
    if not problems:
        yield f"{total} 行齐全，与规则文件、原文和测试一致。"
        return
    yield f"有 {len(problems)} 处不符，请更正："
    yield from (f"  {problem.row}：{problem.message}" for problem in problems)


def _found(found: Findings, directory: Path | None) -> Iterator[str]:
    years = "、".join(map(str, found.years))
    yield (
        f"规则文件 {len(found.packs)} 个，规则 {found.rules} 条；工作日历 {years} 年；"
        f"来源 {found.sources} 份，登记条款 {found.clauses} 行。"
    )
    if directory is None:
        yield "没有另外的政策目录。"
        return
    yield f"其中来自 {directory} 的文件 {len(found.own)} 个{'：' if found.own else '。'}"
    yield from (f"  {file}" for file in found.own)
    yield "检查通过。"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns aligned for a terminal, where a Chinese character takes two cells; the last one is not padded."""
    widths = [max(map(_width, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        *cells, last = row
        padded = [cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=False)]
        yield "  ".join([*padded, last])


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
