"""``yuanping policy decide`` and ``deadline``: the law's answers to other programs, as JSON.

Nothing is printed before all input has been read and found good; what is wrong is one JSON object on standard error,
and exit status 2.
"""

import json
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, NoReturn, ParamSpec

import click
from typing_extensions import override

from yuanping.core.errors import Invalid, Refused
from yuanping.core.local_time import local_date
from yuanping.core.policy import Library, dated, state
from yuanping.domain.rules import contract, shelf

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


def answering(body: Callable[P, Iterator[dict[str, Any]]]) -> Callable[P, None]:
    """A command whose body yields the answers; all of them, or the one error."""

    @wraps(body)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            answers = list(body(*args, **kwargs))
        except Refused as refused:
            _refuse(refused)
        for answer in answers:
            click.echo(json.dumps(answer, ensure_ascii=False))

    return run


def _refuse(refused: Refused) -> NoReturn:
    said: dict[str, Any] = {"code": refused.code, "message": refused.message, "path": refused.field}
    if refused.remedy:
        said["remedy"] = refused.remedy
    if isinstance(refused, AtLine):
        said["line"] = refused.line
    click.echo(json.dumps(said, ensure_ascii=False), err=True)
    raise SystemExit(2)


class AtLine(Invalid):
    """What is wrong with one of several inputs; ``line`` is where it begins."""

    def __init__(self, refused: Refused, line: int) -> None:
        super().__init__(refused.code, refused.message, remedy=refused.remedy, field=refused.field)
        self.line = line


@click.command(
    cls=AnsweringCommand, help="读入事实（JSON，每行或每个对象一项），逐项输出是否远程异地评标的判定。"
)
@click.option("--drafts", is_flag=True, help="征求意见稿也参与判定（仅供模拟）。")
@answering
def decide(*, drafts: bool) -> Iterator[dict[str, Any]]:
    """Decide for each object on standard input."""
    library = shelf.library()
    for line, data in _objects(sys.stdin.buffer.read()):
        try:
            yield _decision(library, data, drafts=drafts)
        except Refused as refused:
            raise AtLine(refused, line) from refused


def _decision(library: Library, data: object, *, drafts: bool) -> dict[str, Any]:
    request = contract.read_request(data)
    found = state(
        library,
        region=_jurisdiction(request.jurisdiction),
        on=request.axis_date,
        facts=request.facts,
        drafts=drafts,
    )
    return contract.written_statement(found)


@click.command(cls=AnsweringCommand, help="推算一项期限：从 --from 起算，输出最迟（或最早）时间及依据。")
@click.option("--jurisdiction", default="", help="行政区划代码，例如 230000。")
@click.option("--domain", default="", help="tender（招标投标）或 procurement（政府采购）。")
@click.option("--rule", default="", help="期限名称，例如 av-to-main。")
@click.option("--from", "start", default="", help="起算时间，例如 2026-06-05T17:30，未写时区的按北京时间。")
@click.option("--axis-date", default="", help="按哪一天的规则推算，未写的按起算日。")
@click.option("--drafts", is_flag=True, help="征求意见稿也参与判定（仅供模拟）。")
@answering
def deadline(
    *, jurisdiction: str, domain: str, rule: str, start: str, axis_date: str, drafts: bool
) -> Iterator[dict[str, Any]]:
    """Work out one deadline."""
    given = {"jurisdiction": jurisdiction, "domain": domain, "rule": rule, "from": start}
    for name, value in given.items():
        if not value:
            raise Invalid("option-missing", f"缺少 --{name}。", field=name, remedy=f"请补充 --{name}。")
    region = _jurisdiction(contract.read_region(jurisdiction, field="jurisdiction"))
    name, read_domain = contract.read_deadline_name(rule), contract.read_domain(domain)
    at = contract.read_instant(start, field="from")
    on = contract.read_day(axis_date, field="axis-date") if axis_date else local_date(at)
    policy = shelf.library().pin(region, read_domain, on, drafts=drafts)
    yield contract.written_dated(dated(policy, name, at, calendar=shelf.calendar()))


def _jurisdiction(code: str) -> str:
    if code not in shelf.regions().by_code:
        raise Invalid(
            "jurisdiction-unknown",
            f"平台没有登记行政区划“{code}”。",
            field="jurisdiction",
            remedy="请核对代码；新增地区请在 regions.toml 中登记。",
        )
    return code


def _objects(raw: bytes) -> Iterator[tuple[int, object]]:
    """The JSON values of the input, each with the line on which it begins."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("not-utf8", "输入不是 UTF-8 文字。", remedy="请转换编码后再试。") from error
    decoder = json.JSONDecoder(object_pairs_hook=_unrepeated, parse_constant=_no_constant)
    place, found = _skip(text, 0), False
    while place < len(text):
        line = text.count("\n", 0, place) + 1
        try:
            data, place = decoder.raw_decode(text, place)
        except Refused as refused:
            raise AtLine(refused, line) from refused
        except (ValueError, RecursionError) as error:
            malformed = Invalid(
                "json-malformed", f"不是有效的 JSON：{error}", remedy="请每行写一个完整的 JSON 对象。"
            )
            raise AtLine(malformed, line) from error
        yield line, data
        place, found = _skip(text, place), True
    if not found:
        raise Invalid("input-empty", "没有输入。", remedy="请从标准输入给出 JSON 对象，每行一个。")


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place


def _unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Invalid("field-repeated", f"“{twice}”写了两次。", field=twice, remedy="请只保留一处。")
    return data


def _no_constant(name: str) -> NoReturn:
    raise Invalid("json-malformed", f"JSON 中不能写 {name}。")
