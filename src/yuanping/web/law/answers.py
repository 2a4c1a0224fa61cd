"""The explorer's answers in words: the decision, what is still asked for, the trace, and what has changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from yuanping.core.errors import Refused
from yuanping.core.local_time import local_date
from yuanping.core.policy import (
    FACT_LABELS,
    GROUND_LABELS,
    Direction,
    Ground,
    Outcome,
    Pack,
    Procedure,
    Statement,
    TraceLine,
    Verdict,
    dated,
    state,
)
from yuanping.domain.rules import queries
from yuanping.web.components.citation.params import Citation
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.tones import Tone
from yuanping.web.law.names import VERDICTS
from yuanping.web.law.options import option_words
from yuanping.web.law.places import document_url, region_words
from yuanping.web.law.questions import DEADLINE_LABELS, Asked, field_of
from yuanping.web.law.reading import anchors
from yuanping.web.law.words import force_words, value_words

REACHES: Mapping[str, str] = MappingProxyType(
    {
        "within-city": "市域内",
        "cross-city": "跨市域",
        "cross-province": "跨省域",
        "unspecified": "现行规则没有规定",
        "unknown": "待补充信息后判定",
    }
)
EXEMPTIONS: Mapping[Procedure | None, str] = MappingProxyType(
    {
        Procedure.CONSENT_BEFORE: "可以不采用，但事先须经行政监督部门同意",
        Procedure.EXPLANATION_AFTER_AWARD: "可以不采用，但确定中标人后须向行政监督部门提交书面说明",
        Procedure.AUTOMATIC: "不适宜采用，无须另行报批",
        None: "已知事实中没有可以不采用的情形",
    }
)
OUTCOMES: Mapping[Outcome, tuple[str, Tone]] = MappingProxyType(
    {
        Outcome.APPLIED: ("作为依据", "ok"),
        Outcome.MET: ("符合", "info"),
        Outcome.NOT_MET: ("不符合", "muted"),
        Outcome.UNKNOWN: ("待补充事实", "warn"),
        Outcome.OVERRIDDEN: ("由下级规定代替", "muted"),
        Outcome.NOT_IN_FORCE: ("不在适用期间", "muted"),
        Outcome.DRAFT: ("征求意见稿，未参与", "warn"),
        Outcome.ADOPTED: ("转发执行", "info"),
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the decision; ``before`` is what it was under the previous question, where that differed."""

    label: str
    words: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the trace."""

    title: str
    url: str
    article: str
    words: str
    tag: StateTag
    before: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """What one document contributes; ``tag`` where the whole of it takes no part."""

    region: str
    pack: Pack
    url: str
    steps: tuple[Step, ...]
    tag: StateTag | None = None


def answer(asked: Asked) -> Statement:
    """What the packs say to the question."""
    return state(queries.library(), region=asked.region, on=asked.on, facts=asked.facts, drafts=asked.drafts)


def answers(asked: Asked, statement: Statement) -> list[Answer]:
    """The decision, line by line."""
    sub = statement.sub_venues
    force = f"（{force_words(statement.reach_force)}）" if statement.reach_force else ""
    selection = (
        option_words(sub.selection, rule="sub.selection", domain=asked.facts.domain) if sub.selection else ""
    )
    unsaid = "没有规定"
    return [
        Answer("副场范围", f"{REACHES[statement.reach]}{force}"),
        Answer("不采用的程序", _exemption(statement)),
        Answer("副场所在中心", f"不少于 {sub.min_centres} 个交易中心" if sub.min_centres else unsaid),
        Answer("副场专家", f"不少于 {sub.min_experts} 人" if sub.min_experts else unsaid),
        Answer("副场选取", selection or unsaid),
        Answer("副场信息", "须保密" if sub.secret else unsaid),
    ]


def _exemption(statement: Statement) -> str:
    if statement.exemption is None and statement.remote in {Verdict.ENCOURAGED, Verdict.OPTIONAL}:
        return "不属于应当采用的项目，不采用的无须办理手续"
    return EXEMPTIONS[statement.exemption]


def marked(now: Iterable[Answer], before: Iterable[Answer]) -> list[Answer]:
    """The lines, each with what it was before where that differed."""
    earlier = {line.label: line.words for line in before}
    return [
        Answer(line.label, line.words, earlier[line.label] if earlier[line.label] != line.words else "")
        for line in now
    ]


def changed_facts(now: Asked, before: Asked) -> list[Answer]:
    """The facts in which two questions differ."""
    return [line for line in marked(_said(now), _said(before)) if line.before]


def _said(asked: Asked) -> list[Answer]:
    return [Answer(label, words) for label, words in asked.said()]


def silent(asked: Asked, statement: Statement) -> list[tuple[str, str, str]]:
    """Region, name and address of the documents that apply, but say nothing that bears on the decision."""
    speaking = {line.pack.id for line in statement.trace}
    policy = queries.library().pin(asked.region, asked.facts.domain, asked.on, drafts=asked.drafts)
    packs = [pack for pack in policy.chain if pack.id not in speaking]
    return [(region_words(pack.region), pack.name, document_url(pack)) for pack in packs]


def verdict_tag(statement: Statement) -> StateTag:
    label, tone = VERDICTS[statement.remote]
    return StateTag(label=label, tone=tone, icon="scale")


def asks(asked: Asked, statement: Statement) -> list[tuple[str, str]]:
    """What is still asked for: the field that answers it, and its name; all grounds are one question."""
    category = asked.facts.category
    found: list[tuple[str, str]] = []
    grounds = []
    for fact in statement.asks:
        if fact.startswith("grounds."):
            grounds.append(GROUND_LABELS[Ground(fact.removeprefix("grounds."))])
        elif fact == "category.edition" and category and category.edition:
            # the pack does not know which codes of this edition are meant
            found.append(("code", "另一版本目录中的品目代码：所选版本的代码不能确定是否属于规定的品目"))
        else:
            found.append((field_of(fact), FACT_LABELS[fact]))
    if grounds:
        found.append(("grounds", f"有无下列情形：{'；'.join(grounds)}"))
    return found


def levels(statement: Statement, before: Statement | None) -> list[Level]:
    """The trace by document, from the most local to the national."""
    earlier = {_key(line): line.outcome for line in before.trace} if before else {}
    lines: dict[str, list[TraceLine]] = {}
    for line in statement.trace:
        lines.setdefault(line.pack.id, []).append(line)
    return [_level(found[0].pack, found, earlier) for found in lines.values()]


def _key(line: TraceLine) -> tuple[str, str, str]:
    return line.pack.id, line.rule, line.words


def _level(pack: Pack, lines: list[TraceLine], earlier: Mapping[tuple[str, str, str], Outcome]) -> Level:
    whole = next((line for line in lines if line.rule == pack.id), None)
    steps = tuple(_step(line, earlier.get(_key(line))) for line in lines if line is not whole)
    return Level(
        region_words(pack.region), pack, document_url(pack), steps, _outcome(whole.outcome) if whole else None
    )


def _step(line: TraceLine, before: Outcome | None) -> Step:
    names = anchors(line.pack)
    place, rule = next(
        (n, rule)
        for n, rule in enumerate(line.pack.rules)
        if (rule.id, rule.article, rule.words) == (line.rule, line.article, line.words)
    )
    was = OUTCOMES[before][0] if before is not None and before is not line.outcome else ""
    url = document_url(line.pack, names[place])
    return Step(rule.title, url, line.article, line.words, _outcome(line.outcome), was)


def _outcome(outcome: Outcome) -> StateTag:
    label, tone = OUTCOMES[outcome]
    return StateTag(label=label, tone=tone)


@dataclass(frozen=True, slots=True)
class Due:
    """The answer to a question about a deadline; ``refused`` in place of a due instant that cannot be computed."""

    name: str
    at: datetime | None = None
    direction: str = ""
    left: str = ""
    demand: str = ""
    url: str = ""
    citation: Citation | None = None
    refused: Refused | None = None


def due(asked: Asked, now: datetime) -> Due | None:
    """What the rule of that name allows; None where nobody asked."""
    if not asked.deadline or asked.start is None:
        return None
    name = DEADLINE_LABELS[asked.deadline]
    policy = queries.library().pin(asked.region, asked.facts.domain, asked.on, drafts=asked.drafts)
    try:
        found = dated(policy, asked.deadline, asked.start, calendar=queries.calendar())
    except Refused as refused:
        return Due(name, refused=refused)
    if found is None:
        return Due(name)
    applied = next((line for line in found.trace if line.outcome is Outcome.APPLIED), found.trace[0])
    pack = applied.pack
    place = next(n for n, rule in enumerate(pack.rules) if rule == found.rule)
    return Due(
        name,
        at=found.due,
        direction="不得早于" if found.direction is Direction.NOT_BEFORE else "不得迟于",
        left=_left(found.due, now),
        demand=value_words(found.rule),
        url=document_url(pack, anchors(pack)[place]),
        citation=Citation.of(found.rule.citation, open=True),
    )


def _left(at: datetime, now: datetime) -> str:
    """Working days from today to that day; why not, where a year has no calendar."""
    first, last = sorted((local_date(now), local_date(at)))
    try:
        days = queries.calendar().workdays_between(first, last)
    except Refused as refused:
        return f"剩余工作日不能计算：{refused.message}"
    if at < now:
        return f"已过 {days} 个工作日" if days else "已过"
    if local_date(at) == local_date(now):
        return "就在今天"
    return f"还有 {days} 个工作日（不含今天）"
