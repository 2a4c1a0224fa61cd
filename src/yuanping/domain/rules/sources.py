"""The texts on which the law as data rests: what was read, where it came from, and its paragraphs."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yuanping.core.policy import Evidence
from yuanping.core.policy._reader import Fields

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_PLAIN_NAME = re.compile(r"[^/\\]+\.txt")


class Extent(StrEnum):
    """How much of the document the text holds: all of it, or the articles that packs cite."""

    FULL = "full"
    ARTICLES = "articles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One document. ``text`` is its wording and ``sha256`` the digest of the file's bytes, where a text is kept.

    ``issued_on`` is None where the document bears no date; ``undated`` may then say why. ``file`` is the register that
    lists it.
    """

    id: str
    title: str
    number: str
    issuer: str
    issued_on: date | None
    undated: str
    extent: Extent | None
    evidence: Evidence
    text: str | None
    sha256: str | None
    file: str

    @property
    def name(self) -> str:
        """Title and number as a citation writes them."""
        return f"《{self.title}》（{self.number}）" if self.number else f"《{self.title}》"


def squeeze(text: str) -> str:
    """The text without any white space: notices are wrapped and spaced at will, their words are not."""
    return "".join(text.split())


def paragraphs(source: Source) -> tuple[str, ...]:
    """The paragraphs of the text, which blank lines separate; none where no text is kept."""
    return tuple(part for raw in _BLANK_LINES.split(source.text or "") if (part := raw.strip()))


def locate(source: Source, words: str) -> int | None:
    """Index of the paragraph in which the words begin, white space left aside; None where they do not stand.

    Words may run on into the next paragraph: some copies break a sentence over two.
    """
    parts = [squeeze(part) for part in paragraphs(source)]
    at = "".join(parts).find(squeeze(words))
    if at < 0:
        return None
    for index, part in enumerate(parts):
        if at < len(part):
            return index
        at -= len(part)
    return None


def read_source(fields: Fields, read_text: Callable[[str], bytes | None], *, file: str) -> Source:
    """Read one ``[[source]]`` table; ``read_text`` gives the bytes of a text beside the register, or None.

    ``extent``, ``text`` and ``sha256`` stand together or not at all; a text whose digest differs is a ``PackError``.
    """
    source_id = fields.text("id")
    fields.rule = source_id  # from here on, errors name the entry
    kept = fields.has("text")
    if not kept and (fields.has("extent") or fields.has("sha256")):
        raise fields.error("source-malformed", "没有 text，就不能写 extent 和 sha256。")
    name = fields.text("text") if kept else ""
    extent = fields.member("extent", Extent) if kept else None
    expected = fields.text("sha256") if kept else None
    source = Source(
        id=source_id,
        title=fields.text("title"),
        number=fields.text_or("number", ""),
        issuer=fields.text("issuer"),
        issued_on=fields.day_or_none("issued_on"),
        undated=fields.text_or("undated", ""),
        extent=extent,
        evidence=fields.member("evidence", Evidence),
        text=_text(fields, read_text, name, expected) if kept else None,
        sha256=expected,
        file=file,
    )
    fields.finish()
    if source.issued_on and source.undated:
        raise fields.error("source-malformed", "已有 issued_on，不能再写 undated。")
    return source


def _text(fields: Fields, read_text: Callable[[str], bytes | None], name: str, expected: str | None) -> str:
    if not _PLAIN_NAME.fullmatch(name):
        raise fields.error("source-malformed", f"text“{name}”应为同一目录中的 .txt 文件名。")
    raw = read_text(name)
    if raw is None:
        raise fields.error("source-missing", f"没有文本“{name}”。", remedy="请把原文放入同一目录。")
    found = hashlib.sha256(raw).hexdigest()
    if found != expected:
        raise fields.error(
            "source-changed",
            f"文本“{name}”的摘要是 {found}，与登记的不符。",
            remedy="请核对文本是否被改动；确属更正的，重新登记 sha256。",
        )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise fields.error("source-malformed", f"文本“{name}”不是 UTF-8 编码。") from error
