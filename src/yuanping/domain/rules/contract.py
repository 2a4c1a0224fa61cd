"""The public form of the law's answers: what other systems send, and what they get back.

One request is one JSON object of facts; a fact that is not there is unknown and is never guessed. Amounts are strings,
because a binary fraction would lose a fen at a threshold. Needs neither settings nor database.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from yuanping.core.errors import Invalid
from yuanping.core.identifiers import parse_region
from yuanping.core.local_time import BEIJING, local_time
from yuanping.core.policy import (
    DEADLINES,
    Category,
    Dated,
    Domain,
    Edition,
    Facts,
    Ground,
    Part,
    ProjectKind,
    Statement,
    TraceLine,
    all_grounds,
)

E = TypeVar("E", bound=StrEnum)

_AMOUNT = re.compile(r"\d{1,14}(\.\d{1,6})?", re.ASCII)
_YEARS = range(1949, 2200)
_DOMAINS = (Domain.TENDER, Domain.PROCUREMENT)
_KNOWN = frozenset(
    {
        *("jurisdiction", "domain", "axis_date", "kind", "estimate", "parts", "mandatory"),
        *("category", "main_region", "local_experts", "grounds"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question: where, on which day, and what is known. ``main_region`` is the main venue's, if known."""

    jurisdiction: str
    axis_date: date
    facts: Facts
    main_region: str | None


def read_request(data: object) -> Request:
    """The question in typed form. ``Invalid`` with the path of the field, such as ``parts.goods`` or ``grounds[1]``."""
    if not isinstance(data, dict):
        raise Invalid("object-expected", "每项输入应为一个 JSON 对象。", field="")
    if stray := sorted(set(data) - _KNOWN):
        raise Invalid(
            "field-unknown",
            f"没有“{stray[0]}”这一项事实。",
            field=stray[0],
            remedy=f"可写 {'、'.join(sorted(_KNOWN))}。",
        )
    given = {name: value for name, value in data.items() if value is not None}
    grounds = given.get("grounds")
    return Request(
        jurisdiction=read_region(_needed(given, "jurisdiction"), field="jurisdiction"),
        axis_date=read_day(_needed(given, "axis_date"), field="axis_date"),
        main_region=read_region(given["main_region"], field="main_region")
        if "main_region" in given
        else None,
        facts=Facts(
            domain=read_domain(_needed(given, "domain")),
            kind=_member(given["kind"], ProjectKind, "kind") if "kind" in given else None,
            mandatory=_flag(given["mandatory"], "mandatory") if "mandatory" in given else None,
            estimate=_amount(given["estimate"], "estimate") if "estimate" in given else None,
            parts=_parts(given["parts"]) if "parts" in given else {},
            category=_category(given["category"]) if "category" in given else None,
            grounds=all_grounds(_grounds(grounds)) if grounds is not None else {},
            local_experts=_count(given["local_experts"]) if "local_experts" in given else None,
            exemption_consent=False,  # a consent is an act on record here, not a fact that somebody states
        ),
    )


def read_domain(value: object) -> Domain:
    """Tender or procurement."""
    return _member(value, Domain, "domain", among=_DOMAINS)


def read_region(value: object, *, field: str) -> str:
    """A region code of six plain digits."""
    text = _text(value, field)
    code = parse_region(text, field=field)
    if code != text:
        raise Invalid("region-format", "行政区划代码应为 6 位半角数字。", field=field)
    return code


def read_day(value: object, *, field: str) -> date:
    """``2026-06-01``."""
    text = _text(value, field)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text or day.year not in _YEARS:
        raise Invalid("date-malformed", f"“{text}”不是日期。", field=field, remedy="请写成 2026-06-01。")
    return day


def read_instant(text: str, *, field: str) -> datetime:
    """``2026-06-05T17:30``, in official time where no zone is written."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or "T" not in text or instant.year not in _YEARS:
        raise Invalid(
            "instant-malformed",
            f"“{text}”不是时间。",
            field=field,
            remedy="请写成 2026-06-05T17:30，可以带时区。",
        )
    return instant.replace(tzinfo=BEIJING) if instant.tzinfo is None else local_time(instant)


def read_deadline_name(text: str) -> str:
    """A name under which a deadline is known."""
    if text not in DEADLINES:
        raise Invalid(
            "rule-unknown", f"没有名为“{text}”的期限。", field="rule", remedy=f"可写 {'、'.join(DEADLINES)}。"
        )
    return text


def written_statement(statement: Statement) -> dict[str, Any]:
    """The decision as JSON: the contract of ``yuanping policy decide``."""
    return {
        "remote": statement.remote.value,
        "reach": statement.reach,
        "reach_force": statement.reach_force.value if statement.reach_force else None,
        "sub_venues": {
            "min_centres": statement.sub_venues.min_centres,
            "min_experts": statement.sub_venues.min_experts,
            "selection": statement.sub_venues.selection,
            "secret": statement.sub_venues.secret,
        },
        "exemption": {"procedure": statement.exemption.value if statement.exemption else "none"},
        "asks": asked(statement),
        "trace": [written_line(line) for line in statement.trace],
    }


def asked(statement: Statement) -> list[str]:
    """The facts to send: ``grounds`` as a whole, because a list of grounds answers every one of them."""
    names = ("grounds" if name.startswith("grounds.") else name for name in statement.asks)
    return list(dict.fromkeys(names))


def written_dated(dated: Dated | None) -> dict[str, Any]:
    """The deadline as JSON: the contract of ``yuanping policy deadline``."""
    if dated is None:
        return {"due": None, "reason": "no-rule"}
    return {
        "due": local_time(dated.due).isoformat(timespec="seconds"),
        "direction": dated.direction.value,
        "trace": [written_line(line) for line in dated.trace],
    }


def written_line(line: TraceLine) -> dict[str, Any]:
    """One line of the trace; where a whole document is not in force, ``rule`` is the document's id."""
    return {
        "rule": line.rule,
        "outcome": line.outcome.value,
        "source": line.pack.name,
        "article": line.article,
        "words": line.words,
        "pack": line.pack.id,
    }


def _needed(given: Mapping[str, Any], name: str) -> object:
    if name not in given:
        raise Invalid("field-missing", f"缺少“{name}”。", field=name, remedy=f"请补充“{name}”。")
    return given[name]


def _text(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise Invalid("text-expected", f"“{field}”应为文字。", field=field, remedy="请用双引号括起。")
    return value


def _member(value: object, enum: type[E], field: str, *, among: tuple[E, ...] = ()) -> E:
    allowed = among or tuple(enum)
    for member in allowed:
        if member.value == value:
            return member
    raise Invalid(
        "value-unknown",
        f"“{field}”没有“{value}”这一取值。",
        field=field,
        remedy=f"可写 {'、'.join(allowed)}。",
    )


def _flag(value: object, field: str) -> bool:
    if not isinstance(value, bool):
        raise Invalid("flag-expected", f"“{field}”应为 true 或 false，未知时不写。", field=field)
    return value


def _amount(value: object, field: str) -> Decimal:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise Invalid(
            "amount-malformed",
            f"“{field}”应为以元为单位、写成文字的金额。",
            field=field,
            remedy='例如 "100000000.00"；不写千分位和指数，最多 6 位小数。',
        )
    return Decimal(value)


def _parts(value: object) -> dict[Part, Decimal]:
    if not isinstance(value, dict):
        raise Invalid("object-expected", "“parts”应为 JSON 对象。", field="parts")
    if stray := sorted(set(value) - set(Part)):
        raise Invalid(
            "field-unknown",
            f"总承包没有“{stray[0]}”这一部分。",
            field=f"parts.{stray[0]}",
            remedy=f"可写 {'、'.join(Part)}。",
        )
    return {
        Part(name): _amount(amount, f"parts.{name}") for name, amount in value.items() if amount is not None
    }


def _category(value: object) -> Category:
    if not isinstance(value, dict) or not set(value) <= {"code", "edition"} or "code" not in value:
        raise Invalid(
            "category-malformed",
            "“category”应写明 code 和 edition。",
            field="category",
            remedy='例如 {"code": "C21040000", "edition": "2022"}。',
        )
    edition = value.get("edition")
    return Category(
        _text(value["code"], "category.code"),
        None if edition is None else _member(edition, Edition, "category.edition"),
    )


def _grounds(value: object) -> list[Ground]:
    if not isinstance(value, list):
        raise Invalid("list-expected", "“grounds”应为列表，没有理由时写 []。", field="grounds")
    return [_member(item, Ground, f"grounds[{n}]") for n, item in enumerate(value)]


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise Invalid("count-malformed", "“local_experts”应为不小于 0 的整数。", field="local_experts")
    return value
