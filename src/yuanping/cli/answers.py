"""``yuanping policy decide`` and ``deadline``: the law's answers to other programs, as JSON.

Nothing is printed before all input has been read and found good; what is wrong is one JSON object on standard error,
and exit status 2.
"""

import json
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, ParamSpec

import click
from typing_extensions import override

from yuanping.core import json_input
from yuanping.core.errors import Invalid, Refused
from yuanping.domain.rules import answers

P = ParamSpec("P")


class AnsweringCommand(click.Command):
    """A command that reports even a mistyped option as JSON."""

    @override
    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        try:
            return super().make_context(*args, **kwargs)
        except click.UsageError as error:
            option = getattr(error, "option_name", "") or ""
            _refuse(Invalid("usage", error.format_message(), field=option.lstrip("-")))


def answering(body: Callable[P, list[dict[str, Any]]]) -> Callable[P, None]:
    """A command whose body gives the answers; all of them, or the one error."""

    @wraps(body)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            found = body(*args, **kwargs)
        except Refused as refused:
            _refuse(refused)
        click.echo("\n".join(json.dumps(answer, ensure_ascii=False) for answer in found))

    return run


def _refuse(refused: Refused) -> NoReturn:
    said: dict[str, Any] = {"code": refused.code, "message": refused.message, "path": refused.field}
    if refused.remedy:
        said["remedy"] = refused.remedy
    if isinstance(refused, json_input.AtLine):
        said["line"] = refused.line
    click.echo(json.dumps(said, ensure_ascii=False), err=True)
    raise SystemExit(2)


@click.command(
    cls=AnsweringCommand, help="读入事实（JSON，每行或每个对象一项），逐项输出是否远程异地评标的判定。"
)
@click.option("--drafts", is_flag=True, help="征求意见稿也参与判定（仅供模拟）。")
@answering
def decide(*, drafts: bool) -> list[dict[str, Any]]:
    """Decide for each object on standard input."""
    found = []
    for line, data in json_input.values(sys.stdin.buffer.read()):
        try:
            found.append(answers.decision(data, drafts=drafts))
        except Refused as refused:
            raise json_input.AtLine(refused, line) from refused
    return found


@click.command(cls=AnsweringCommand, help="推算一项期限：从 --from 起算，输出最迟（或最早）时间及依据。")
@click.option("--jurisdiction", default="", help="行政区划代码，例如 230000。")
@click.option("--domain", default="", help="tender（招标投标）或 procurement（政府采购）。")
@click.option("--rule", default="", help="期限名称，例如 av-to-main。")
@click.option("--from", "start", default="", help="起算时间，例如 2026-06-05T17:30，未写时区的按北京时间。")
@click.option("--axis-date", default="", help="按哪一天的规则推算，未写的按起算日。")
@click.option("--drafts", is_flag=True, help="征求意见稿也参与推算（仅供模拟）。")
@answering
def deadline(
    *, jurisdiction: str, domain: str, rule: str, start: str, axis_date: str, drafts: bool
) -> list[dict[str, Any]]:
    """Work out one deadline."""
    found = answers.deadline(
        jurisdiction=jurisdiction,
        domain=domain,
        rule=rule,
        start=start,
        axis_date=axis_date,
        drafts=drafts,
    )
    return [found]
