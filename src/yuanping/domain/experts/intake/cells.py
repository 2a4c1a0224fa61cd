"""Single cells: months, titles, specialties, former employers, as people write them."""

import re
from datetime import date

from yuanping.core.errors import Invalid
from yuanping.core.identifiers import half_width, parse_uscc
from yuanping.domain.experts.intake.person import PastEmployment
from yuanping.domain.experts.intake.reading import NUMERIC
from yuanping.domain.experts.titles import NO_TITLE, titles

_NAME = re.compile(r"[^\W\d_](?:[·. -]?[^\W\d_]){1,39}")
"""Letters of any script, rare Chinese characters of all planes among them, with · between parts."""
_MONTH = re.compile(r"(\d{4})(?:年|[-/])(\d{1,2})(?:月)?(?:[-/]?(\d{1,2})日?)?|(\d{4})\.?(\d{2})")
_BETWEEN = re.compile(r"[;；、,，\s]+")
_EARLIEST = 1940
MOST_SPECIALTIES = 20
LONGEST_NAME = 200
LONGEST_GROUND = 200


def parse_name(text: str, *, field: str = "name") -> str:
    """A person's name in Chinese characters or Latin letters; the message does not repeat it."""
    name = text.strip()
    if not _NAME.fullmatch(name):
        raise Invalid("person-name", "姓名应为 2 至 40 个汉字或字母，分节用“·”。", field=field)
    return name


def require_text(text: str, *, field: str) -> None:
    """``Invalid`` for a long number that a spreadsheet has kept as a figure: its last digits are lost."""
    if text.startswith(NUMERIC):
        raise Invalid(
            "number-as-figure",
            "该单元格按数值保存，末几位数字已经失真。",
            remedy="请将该列设为文本格式后重新填写。",
            field=field,
        )


def parse_month(text: str, *, on: date, field: str) -> date:
    """The first day of a month written ``2008-07``, ``2008年7月``, ``2008/7``, ``200807``; a day is kept.

    ``Invalid`` for anything else, and for a day after ``on``.
    """
    found = _MONTH.fullmatch(half_width(text).replace(" ", ""))
    year, month, day, other_year, other_month = found.groups() if found else ("", "", "", "", "")
    try:
        day_of = date(int(year or other_year), int(month or other_month), int(day or 1))
    except ValueError:
        raise Invalid(
            "month-format", "年月的写法不对。", remedy="请写成 2008-07 的格式。", field=field
        ) from None
    if not day_of.year >= _EARLIEST or day_of > on:
        raise Invalid("month-range", "年月早于 1940 年或者晚于今天。", remedy="请核对年月。", field=field)
    return day_of


def parse_title(text: str, *, field: str = "title") -> str:
    """The title as it is called today, "" for somebody without one."""
    name = half_width(text).replace(" ", "")
    if name == NO_TITLE:
        return ""
    found = titles().get(name)
    if found is None:
        raise Invalid(
            "title-unknown",
            "没有这个职称。" if name else "没有填写职称。",
            remedy=f"请按现行职称名称填写，例如“高级工程师”；没有职称的填“{NO_TITLE}”。",
            field=field,
        )
    return found.name


def parse_specialties(text: str) -> tuple[str, ...]:
    """Codes as they are listed in a cell, in order, each once."""
    return tuple(dict.fromkeys(code.upper() for code in _BETWEEN.split(half_width(text)) if code))


def require_specialties(codes: tuple[str, ...], known: frozenset[str]) -> None:
    """``Invalid`` unless there is a code, and each is in the national table."""
    unknown = [code for code in codes if code not in known]
    if unknown or not codes or len(codes) > MOST_SPECIALTIES:
        if unknown:
            problem = f"没有评标专业代码“{unknown[0][:20]}”。"
        else:
            problem = f"专业多于 {MOST_SPECIALTIES} 个。" if codes else "至少应有一个评标专业。"
        raise Invalid(
            "specialty-unknown",
            problem,
            field="specialties",
            remedy="请按评标专家专业分类标准填写代码。",
        )


def parse_past(text: str, *, on: date) -> tuple[PastEmployment, ...]:
    """Former employers: ``名称/代码/2019-01/2022-03``, several with a semicolon between."""
    found = []
    for part in re.split(r"[;；]", text):
        if not part.strip():
            continue
        pieces = [piece.strip() for piece in half_width(part).split("/")]
        if len(pieces) != 4 or not pieces[0]:
            raise Invalid(
                "past-format",
                "曾任职单位的写法不对。",
                remedy="请写成“单位名称/统一社会信用代码/2021-01/2023-06”，年月中用横线，多个用分号分开。",
                field="past",
            )
        uscc = parse_uscc(pieces[1], field="past").code
        from_on = parse_month(pieces[2], on=on, field="past") if pieces[2] else None
        to_on = parse_month(pieces[3], on=on, field="past")
        if from_on is not None and from_on > to_on:
            raise Invalid("past-backwards", "曾任职单位的起止年月颠倒。", remedy="请核对年月。", field="past")
        found.append(PastEmployment(name=pieces[0][:LONGEST_NAME], uscc=uscc, from_on=from_on, to_on=to_on))
    return tuple(dict.fromkeys(found))
