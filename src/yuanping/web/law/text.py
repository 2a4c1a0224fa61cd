"""The text of a document as it was set: letterhead, number, title, headings, paragraphs, closing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from yuanping.core.policy import Pack
from yuanping.domain.rules.sources import Source, paragraphs, squeeze

_NUMERALS = "一二三四五六七八九十"
_CHAPTER = re.compile(rf"[{_NUMERALS}]+、[^。]+")
_SECTION = re.compile(rf"[（(][{_NUMERALS}]+[）)][^。；：]+")
_CLOSING = re.compile(r"[^。，]{0,24}\d{4}年\d{1,2}月\d{1,2}日(印发)?")
_HISTORY = re.compile(r"\d{4}年.*(通过|公布|修订|修正|发布|施行)")
_ARTICLE = re.compile(rf"第[{_NUMERALS}百零]+条(之[{_NUMERALS}])?")
_DRAFT = re.compile(r"[（(]征求意见稿[）)]")
_LEAD = re.compile(rf"(?:[{_NUMERALS}]+、|[（(][{_NUMERALS}\d]+[）)]|\d+[.、])\s?[^。：，；]{{2,30}}。(?=.)")
HEAD_LINES = 5  # what stands above the first sentence of a notice: letterhead, number, title, addressees


class Setting(StrEnum):
    """How a paragraph is set."""

    LETTERHEAD = "letterhead"
    NUMBER = "number"
    TITLE = "title"
    SUBTITLE = "subtitle"
    ADDRESSEE = "addressee"
    CHAPTER = "chapter"
    SECTION = "section"
    PLAIN = "plain"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``lead`` is the part in bold with which a numbered paragraph or an article begins."""

    setting: Setting
    lead: str
    text: str

    @property
    def gap(self) -> str:
        """What parts the lead from the rest: an ideographic space, except after a full stop, which has its own."""
        return "" if self.lead.endswith("。") or not self.text else "\u3000"


def own_part(source: Source, others: Iterable[Source]) -> Source:
    """The source with its own document alone, where one text holds several (S0: each forwards the next)."""
    parts = paragraphs(source)
    sharing = [other for other in others if other.sha256 and other.sha256 == source.sha256]
    starts = sorted({start for other in sharing if (start := _start(parts, other)) is not None})
    start = _start(parts, source)
    if len(sharing) < 2 or start is None:
        return source
    end = next((other for other in starts if other > start), len(parts))
    return replace(source, text="\n\n".join(parts[start:end]))


def _start(parts: tuple[str, ...], source: Source) -> int | None:
    """Where its letterhead stands: the line above its number."""
    for index, part in enumerate(parts):
        if source.number and squeeze(part) == squeeze(source.number):
            return index - 1 if index and parts[index - 1].endswith("文件") else index
    return None


def set_text(source: Source, pack: Pack) -> tuple[Paragraph, ...]:
    """All paragraphs of the text, each with how it is set; empty where no text is kept."""
    found: list[Paragraph] = []
    for index, part in enumerate(paragraphs(source)):
        setting = _setting(part, index, found, pack)
        lead = _lead(part) if setting is Setting.PLAIN else ""
        found.append(Paragraph(setting, lead, part.removeprefix(lead).lstrip()))
    return tuple(found)


def _setting(part: str, index: int, before: list[Paragraph], pack: Pack) -> Setting:
    if index < HEAD_LINES and (setting := _head_setting(part, index, pack)):
        return setting
    annex = bool(before) and before[-1].text.rstrip("：:") == "附件"
    if annex and "。" not in part:
        return Setting.TITLE
    if _CHAPTER.fullmatch(part):
        return Setting.CHAPTER
    if _SECTION.fullmatch(part):
        return Setting.SECTION
    if _CLOSING.fullmatch(part) or part in {pack.issuer, f"{pack.issuer}办公室"}:
        return Setting.CLOSING
    return Setting.PLAIN


def _head_setting(part: str, index: int, pack: Pack) -> Setting | None:
    squeezed, sentence = squeeze(part), "。" in part
    ends_in_colon = part.endswith("：") and not part.endswith("如下：")
    settings = {
        Setting.LETTERHEAD: part.endswith("文件") and not sentence,
        Setting.NUMBER: bool(pack.number) and squeezed == squeeze(pack.number),
        Setting.TITLE: squeeze(pack.title) in squeezed and not sentence and "：" not in part,
        Setting.SUBTITLE: bool(_DRAFT.fullmatch(part)) or (index == 1 and bool(_HISTORY.match(part))),
        Setting.ADDRESSEE: part.rstrip("：:") == "附件"
        or (ends_in_colon and not sentence and not _ARTICLE.match(part)),
    }
    return next((setting for setting, holds in settings.items() if holds), None)


def _lead(part: str) -> str:
    article = _ARTICLE.match(part)
    if article:
        return article.group()
    lead = _LEAD.match(part)
    return lead.group() if lead else ""
