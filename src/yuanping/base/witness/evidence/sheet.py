"""The plain-language sheet of an evidence package (见证记录证明): one page for people, which proves nothing by itself."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from yuanping.base.typesetting import typeset
from yuanping.base.witness.standing import Standing
from yuanping.core.local_time import local_time
from yuanping.core.tlog.hashing import SM3

if TYPE_CHECKING:
    from yuanping.base.witness.models import Entry

TEMPLATE = Path(__file__).with_name("sheet.typ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An event in words: what it is called, what happened in a sentence, who did it, in which project."""

    title: str
    sentence: str
    actor: str
    project: str = ""


def pdf(entry: "Entry", *, standing: Standing, shown: int, told: Account, now: datetime) -> bytes:
    """The sheet of a sequenced entry, A4. Raises ``Refused`` fonts-missing."""
    checkpoint = standing.checkpoint
    assert checkpoint is not None  # a proof comes before the sheet
    seen = checkpoint.cosignatures.filter(witness__in=standing.witnesses).order_by("at")
    leaf = entry.content.encode()
    data = {
        "node": settings.NODE_NAME,
        "origin": settings.LOG_ORIGIN,
        "site": settings.SITE_URL,
        "synthetic": settings.DEMO,
        "number": str(entry.number),
        "title": told.title,
        "sentence": told.sentence.rstrip("。"),
        "actor": told.actor,
        "project": told.project,
        "at": spoken(entry.at),
        "index": str(standing.index),
        "leaf": entry.hash,
        "leaf_sm3": SM3.leaf(leaf).hex(),
        "size": str(checkpoint.size),
        "root": checkpoint.root,
        "signed_at": exact(checkpoint.at),
        "witnesses": [[each.witness, exact(each.at)] for each in seen],
        "cosigned": standing.cosigned,
        "needed": standing.needed,
        "total": standing.total,
        "met": standing.met,
        "shown": shown,
        "issued_at": exact(now),
        "issued_on": spoken(now).partition("日")[0] + "日",
    }
    return typeset(TEMPLATE, data, at=now.astimezone(UTC)).pdf


def exact(at: datetime) -> str:
    """``2026-11-20 09:30:05``, Beijing time."""
    return f"{local_time(at):%Y-%m-%d %H:%M:%S}"


def spoken(at: datetime) -> str:
    """``2026年11月20日9时30分5秒``, as a document writes it."""
    t = local_time(at)
    return f"{t.year}年{t.month}月{t.day}日{t.hour}时{t.minute}分{t.second}秒"
