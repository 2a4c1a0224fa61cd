"""A document as it is read: its text paragraph by paragraph, and at each what the platform does about it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from yuanping.core.policy import Evidence, Flag, Pack, Rule, Status
from yuanping.domain.rules import shelf
from yuanping.domain.rules.clauses import Clause, State
from yuanping.domain.rules.sources import Source, locate
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.tones import Tone
from yuanping.web.law.places import PRACTICE
from yuanping.web.law.text import HEAD_LINES, Paragraph, Setting, own_part, set_text
from yuanping.web.law.words import day_words, force_words, kind_words, value_words

STATES: Mapping[State, tuple[str, Tone, str]] = MappingProxyType(
    {
        State.ENFORCED: ("已执行", "ok", "平台按这一条判断或者限制，并有测试证明。"),
        State.RECORDED: ("已记录", "info", "平台保存有关数据和事件。"),
        State.SHOWN: ("已展示", "info", "规则已录入，在页面上显示，尚不据此限制。"),
        State.PLANNED: ("待建设", "warn", "属于尚未建成的系统。"),
        State.OUTSIDE: ("软件之外", "muted", "属于管理工作或者场地、硬件，不由软件完成。"),
    }
)
EVIDENCE: Mapping[Evidence, tuple[str, Tone]] = MappingProxyType(
    {
        Evidence.VERIFIED: ("已核对原文", "ok"),
        Evidence.EXCERPT: ("摘录", "info"),
        Evidence.GENERAL_KNOWLEDGE: ("大意，待核对", "warn"),
    }
)


_DIGITS = "零一二三四五六七八九"
_TENS = {"十": 10, "百": 100}


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule with everything that a reader asks of it; ``anchor`` is where other pages lead."""

    anchor: str
    rule: Rule
    pack: Pack

    @property
    def force(self) -> str:
        return force_words(self.rule.force)

    @property
    def kind(self) -> str:
        return kind_words(self.rule)

    @property
    def value(self) -> str:
        """Empty where the title says it all."""
        plain = isinstance(self.rule.value, Flag) and self.rule.value.on and self.rule.condition is None
        return "" if plain else value_words(self.rule)

    @property
    def evidence(self) -> StateTag:
        label, tone = EVIDENCE[self.rule.evidence]
        if self.rule.paraphrase and self.rule.evidence is not Evidence.GENERAL_KNOWLEDGE:
            label, tone = f"{label}（大意）", "warn"
        return StateTag(label=label, tone=tone)

    @property
    def is_unsure(self) -> bool:
        """Whether the reader has to be told at once that the words are not the text's own."""
        return self.rule.evidence is not Evidence.VERIFIED or self.rule.paraphrase

    @property
    def validity(self) -> str:
        """Only where it differs from that of the whole document."""
        if (self.rule.valid_from, self.rule.valid_to) == (self.pack.valid_from, self.pack.valid_to):
            return ""
        return validity_words(self.rule.valid_from, self.rule.valid_to)

    @property
    def derogates(self) -> str:
        """The title of the upper rule from which it departs."""
        if not self.rule.derogates:
            return ""
        found = [
            rule for pack in shelf.library().packs for rule in pack.rules if rule.id == self.rule.derogates
        ]
        return f"上级规定“{found[0].title}”" if found else "上级规定"


@dataclass(frozen=True, slots=True)
class Note:
    """What the platform does about one clause, with the rules that it rests on.

    ``elsewhere`` are rules that already stand at an earlier clause: anchor and title.
    """

    clause: Clause
    cards: tuple[RuleCard, ...]
    elsewhere: tuple[tuple[str, str], ...]

    @property
    def tag(self) -> StateTag:
        label, tone, _ = STATES[self.clause.state]
        return StateTag(label=label, tone=tone)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph and what stands beside it; ``cards`` are rules that no clause of the register names."""

    number: int
    paragraph: Paragraph
    notes: tuple[Note, ...]
    cards: tuple[RuleCard, ...]

    @property
    def opens_chapter(self) -> bool:
        annex = self.paragraph.setting is Setting.TITLE and self.number > HEAD_LINES
        return annex or self.paragraph.setting is Setting.CHAPTER

    @property
    def label(self) -> str:
        """What the table of contents calls it."""
        return (self.paragraph.lead or self.paragraph.text).rstrip("。")


@dataclass(frozen=True, slots=True)
class Document:
    """A document with all its passages. ``unplaced`` are clauses and rules whose words the kept text does not hold."""

    pack: Pack
    source: Source | None
    passages: tuple[Passage, ...]
    unplaced: tuple[Passage, ...]

    @property
    def counts(self) -> Mapping[State, int]:
        notes = [note for passage in (*self.passages, *self.unplaced) for note in passage.notes]
        return Counter(note.clause.state for note in notes)

    @property
    def contents(self) -> tuple[Passage, ...]:
        """The chapters and annexes; the articles where the text has no chapters."""
        chapters = tuple(passage for passage in self.passages if passage.opens_chapter)
        return chapters or tuple(p for p in self.passages if p.paragraph.lead)

    def only(self, state: State) -> "Document":
        """The passages with clauses in that state, and the headings above them."""
        passages = [_only(passage, state) for passage in self.passages]
        kept = tuple(passage for n, passage in enumerate(passages) if _stays(passages, n))
        unplaced = tuple(p for p in (_only(passage, state) for passage in self.unplaced) if p.notes)
        return Document(self.pack, self.source, kept, unplaced)


def _only(passage: Passage, state: State) -> Passage:
    notes = tuple(note for note in passage.notes if note.clause.state is state)
    return Passage(passage.number, passage.paragraph, notes, ())


def _stays(passages: Sequence[Passage], n: int) -> bool:
    """A heading stays when something under it does, up to the next heading of its kind."""
    if passages[n].notes:
        return True
    setting = passages[n].paragraph.setting
    if setting not in {Setting.CHAPTER, Setting.SECTION}:
        return False
    ends = {Setting.CHAPTER} if setting is Setting.CHAPTER else {Setting.CHAPTER, Setting.SECTION}
    for passage in passages[n + 1 :]:
        if passage.paragraph.setting in ends:
            return False
        if passage.notes:
            return True
    return False


def validity_words(start: date, end: date | None) -> str:
    """``自 2022 年 5 月 13 日起至 2023 年 5 月 30 日止``."""
    return f"自 {day_words(start)}起" + (f"至 {day_words(end)}止" if end else "施行")


def status_tag(pack: Pack, today: date) -> StateTag:
    """现行, 征求意见稿, 尚未生效 or 已失效, by its rules: a document may give some of them an end of their own."""
    if pack.issuer == PRACTICE:
        return StateTag(label="通行做法", tone="muted")
    if pack.status is Status.DRAFT:
        return StateTag(label="征求意见稿", tone="warn")
    if any(rule.holds_on(today) for rule in pack.rules):
        return StateTag(label="现行", tone="ok")
    if all(rule.valid_from > today for rule in pack.rules):
        return StateTag(label="尚未生效", tone="info")
    return StateTag(label="已失效", tone="muted")


def anchors(pack: Pack) -> Mapping[int, str]:
    """The anchor of each rule by its place: its id, numbered where a pack has several of one id."""
    seen: Counter[str] = Counter()
    found = {}
    for place, rule in enumerate(pack.rules):
        seen[rule.id] += 1
        found[place] = rule.id if seen[rule.id] == 1 else f"{rule.id}-{seen[rule.id]}"
    return found


def read(pack: Pack) -> Document:
    """The pack's document with its clauses and rules in their places."""
    sources = shelf.sources()
    source = sources.get(pack.source)
    own = own_part(source, sources.values()) if source else None
    clauses = [clause for clause in shelf.clauses() if clause.pack == pack.id]
    names = anchors(pack)
    cards = [RuleCard(names[place], rule, pack) for place, rule in enumerate(pack.rules)]
    notes = _notes(clauses, cards)
    noted = {card.anchor for note in notes for card in note.cards}
    loose = [card for card in cards if card.anchor not in noted]
    note_places = [_place(own, note.clause.words) for note in notes]
    card_places = [_place(own, card.rule.words) for card in loose]

    def at(place: int | None, number: int, paragraph: Paragraph) -> Passage:
        return Passage(
            number,
            paragraph,
            tuple(note for note, its in zip(notes, note_places, strict=True) if its == place),
            tuple(card for card, its in zip(loose, card_places, strict=True) if its == place),
        )

    paragraphs = set_text(own, pack) if own else ()
    passages = tuple(at(n, n + 1, paragraph) for n, paragraph in enumerate(paragraphs))
    lost = at(None, 0, Paragraph(Setting.PLAIN, "", ""))
    return Document(pack, own, passages, _by_article(lost, start=len(passages) + 1))


def _place(source: Source | None, words: str) -> int | None:
    return locate(source, words) if source else None


def _notes(clauses: Iterable[Clause], cards: Sequence[RuleCard]) -> list[Note]:
    """Each rule stands at the first clause that names it; later ones lead there."""
    shown: set[str] = set()
    notes = []
    for clause in clauses:
        named = [card for card in cards if card.rule.id in clause.rules]
        fresh = tuple(card for card in named if card.anchor not in shown)
        earlier = tuple((card.anchor, card.rule.title) for card in named if card.anchor in shown)
        shown |= {card.anchor for card in fresh}
        notes.append(Note(clause, fresh, earlier))
    return notes


def _article_number(article: str) -> int:
    """The number of 第四十七条; 0 for articles that bear none, which keep their order."""
    total = digit = 0
    for sign in article.partition("条")[0].removeprefix("第"):
        if sign in _TENS:
            total, digit = total + max(digit, 1) * _TENS[sign], 0
        elif sign in _DIGITS:
            digit = _DIGITS.index(sign)
        else:
            return 0
    return total + digit


def _by_article(lost: Passage, *, start: int) -> tuple[Passage, ...]:
    """What the text does not hold, article by article, in the words under which it was entered."""
    articles = dict.fromkeys(
        [*(note.clause.article for note in lost.notes), *(card.rule.article for card in lost.cards)]
    )
    found = []
    for number, article in enumerate(sorted(articles, key=_article_number), start):
        notes = tuple(note for note in lost.notes if note.clause.article == article)
        cards = tuple(card for card in lost.cards if card.rule.article == article)
        words = [n.clause.words for n in notes] + [card.rule.words for card in cards]
        whole = [
            one for one in dict.fromkeys(words) if not any(one in other for other in words if other != one)
        ]
        paragraph = Paragraph(Setting.PLAIN, article, f"{'；'.join(whole)}。")
        found.append(Passage(number, paragraph, notes, cards))
    return tuple(found)
