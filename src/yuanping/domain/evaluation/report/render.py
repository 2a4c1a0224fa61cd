"""From the data to the PDF/A-3 file, and where each member signs in it."""

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from yuanping.base.typesetting import typeset
from yuanping.core.events import plain
from yuanping.core.local_time import written
from yuanping.domain.evaluation.report.data import ReportData
from yuanping.domain.signing.pades import Box

TEMPLATE = Path(__file__).with_name("report.typ")
PAGE_HEIGHT = 841.89
"""A4, points."""

TENDER = {
    "report": "评标报告",
    "review": "评标",
    "committee": "评标委员会",
    "owner": "招标人",
    "bidder": "投标人",
    "bid": "投标",
    "price": "投标报价",
    "lot": "标段",
    "candidate": "中标候选人",
    "representative": "招标人代表",
    "limit": "最高投标限价",
    "estimate": "合同估算价",
    "opening": "投标情况",
    "document": "招标文件",
    "law": "《中华人民共和国招标投标法实施条例》第五十三条",
}
PROCUREMENT = {
    **TENDER,
    "report": "评审报告",
    "review": "评审",
    "committee": "评审小组",
    "owner": "采购人",
    "bidder": "供应商",
    "candidate": "成交候选供应商",
    "representative": "采购人代表",
    "limit": "最高限价",
    "estimate": "预算金额",
    "lot": "采购包",
    "document": "采购文件",
    "law": "《政府采购货物和服务招标投标管理办法》第六十一条",
}


@dataclass(frozen=True, slots=True)
class Report:
    """The file, and the box reserved for each member's signature by seat."""

    pdf: bytes
    boxes: dict[int, Box]


def render(data: ReportData) -> bytes:
    """The report as a PDF/A-3b file with its data attached as JSON. Raises ``Refused`` fonts-missing."""
    return compose(data).pdf


def title(data: ReportData) -> str:
    """What the document is called in lists."""
    return f"{data.project_name}{_words(data)['report']}"[:200]


def compose(data: ReportData) -> Report:
    """``render``, and the places of the signatures."""
    attached = json.dumps(plain(data), ensure_ascii=False, sort_keys=True, indent=1)
    values = {"d": _shown(data), "w": _words(data), "attached": attached}
    made = typeset(TEMPLATE, values, standard="a-3b", at=data.composed_at, label="signature-box")
    boxes = {int(mark.pop("seat")): Box(**mark) for mark in made.marks}
    return Report(made.pdf, boxes)


def _words(data: ReportData) -> dict[str, str]:
    return PROCUREMENT if data.domain == "procurement" else TENDER


def _shown(value: object) -> object:
    """A value as the report writes it: amounts with separators, times of Beijing."""
    if isinstance(value, Decimal):
        return format(value, ",f")
    if isinstance(value, datetime):
        return written(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _shown(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_shown(item) for item in value]
    return value
