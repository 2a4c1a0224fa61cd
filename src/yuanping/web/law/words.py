"""Rules in plain Chinese: their values, their conditions and how strongly they speak.

Every page that shows a rule takes its words from here, so that one rule reads the same everywhere.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from yuanping.core.policy import (
    GROUND_LABELS,
    Act,
    Adoption,
    Bound,
    CategoryMatch,
    Choice,
    Condition,
    Deadline,
    Domain,
    Event,
    Exemption,
    Flag,
    Force,
    Ground,
    Lookback,
    MaxCount,
    MinCount,
    MinLead,
    MinMeasure,
    Of,
    OnRestDay,
    Op,
    Party,
    Phases,
    ProjectKind,
    Qualification,
    Reach,
    Retention,
    Rule,
    Schedule,
    Scope,
    Secrecy,
    Share,
    Targets,
    Timing,
    Unit,
    Vocabulary,
    Witnessed,
)
from yuanping.core.workdays import Convention
from yuanping.domain.rules import queries
from yuanping.web.law.names import (
    ACTS,
    DIGITS,
    EVENTS,
    GROUND_CLAUSES,
    KIND_NAMES,
    KINDS,
    PARTS,
    PROCEDURES,
    PROCUREMENT_EVENTS,
    REACHES,
    SCOPES,
    TENDER_EVENTS,
    TERMS,
    TITLE_LEVELS,
    UNITS,
)
from yuanping.web.law.options import option_words

FORCES: Mapping[Force, str] = MappingProxyType(
    {Force.MUST: "应当", Force.DEFAULT: "原则上", Force.ENCOURAGED: "鼓励", Force.EXEMPT: "可以不"}
)


def force_words(force: Force) -> str:
    """``应当``, ``原则上``, ``鼓励`` or ``可以不``."""
    return FORCES[force]


def value_words(rule: Rule) -> str:
    """What the rule demands, complete with the projects of which alone it speaks: ``不少于 10 个工位``."""
    words = _WORDERS[type(rule.value)](rule.value, rule)
    if rule.condition is None:
        return words
    return f"{condition_words(rule.condition)}的，{words}"


def condition_words(condition: Condition) -> str:
    """``依法必须招标，且施工合同估算价不低于 1 亿元``; ready to be followed by 的."""
    parts = []
    if condition.mandatory is not None:
        parts.append("依法必须招标" if condition.mandatory else "不属于依法必须招标")
    kinds = "" if condition.kinds == frozenset(ProjectKind) else _kinds(condition.kinds)
    if condition.estimate:
        parts.append(f"{kinds}合同估算价{_bracket(condition.estimate)}")
    elif condition.any_part:
        limits = "、".join(f"{PARTS[part]} {money_words(limit)}" for part, limit in condition.any_part)
        parts.append(f"{kinds}中任意一部分的估算价达到标准（{limits}）")
    elif condition.kinds:
        parts.append(f"属于{kinds or '工程、货物、服务等各类'}项目")
    if condition.category:
        parts.append(f"采购品目属于{_listed(map(_category, condition.category), last='或者')}")
    if condition.any_ground:
        parts.append(_any_ground(condition.any_ground))
    parts += [_any_ground((ground,)) for ground in condition.all_grounds]
    if condition.no_local_experts:
        parts.append("本地没有同类评审专家")
    return "，且".join(parts)


def money_words(amount: Decimal) -> str:
    """Amounts in CNY in the unit in which officials say them: ``1 亿元``, ``2000 万元``, ``1234.56 元``."""
    for size, name in ((Decimal(100_000_000), "亿元"), (Decimal(10_000), "万元")):
        if amount >= size and (amount / size * 10_000) % 1 == 0:
            return f"{(amount / size).normalize():f} {name}"
    return f"{amount:f} 元"


def day_words(day: date) -> str:
    """``2026 年 4 月 30 日``."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _listed(words: Iterable[str], *, last: str) -> str:
    *others, final = words
    return f"{'、'.join(others)}{last}{final}" if others else final


def _any_ground(grounds: tuple[Ground, ...]) -> str:
    if len(grounds) == 1:
        return GROUND_CLAUSES.get(grounds[0], GROUND_LABELS[grounds[0]])
    labels = ("其他" if ground is Ground.OTHER else GROUND_LABELS[ground] for ground in grounds)
    return f"有{''.join(f'“{label}”' for label in labels)}情形之一"


def _event(event: Event, domain: Domain) -> str:
    own = {Domain.TENDER: TENDER_EVENTS, Domain.PROCUREMENT: PROCUREMENT_EVENTS}.get(domain, {})
    return own.get(event) or EVENTS[event]


def _kinds(kinds: frozenset[ProjectKind]) -> str:
    return _listed((label for kind, label in KINDS.items() if kind in kinds), last="或者") if kinds else ""


def _bracket(bounds: tuple[Bound, ...]) -> str:
    names = {Op.AT_LEAST: "不低于", Op.BELOW: "低于"}
    return "、".join(f"{names[bound.op]} {money_words(bound.amount)}" for bound in bounds)


def _category(match: CategoryMatch) -> str:
    """An uncertain beginning holds codes that are meant and others that are not."""
    sure, unsure = "、".join(match.prefixes), "、".join(match.uncertain)
    edition = f"{match.edition} 年版目录"
    if not unsure:
        return f" {sure}（{edition}）"
    return (
        f" {sure}（{edition}，{unsure} 的其他品目待确定）" if sure else f" {unsure} 中的部分品目（{edition}）"
    )


def _min_count(value: MinCount, _rule: Rule) -> str:
    return f"不少于 {value.amount}{UNITS[value.unit]}"


def _max_count(value: MaxCount, _rule: Rule) -> str:
    return f"不超过 {value.amount}{UNITS[value.unit]}"


def _min_measure(value: MinMeasure, _rule: Rule) -> str:
    least = "不少于" if value.unit in {Unit.DAY, Unit.MINUTE} else "不低于"
    return f"{least} {value.amount:f}{UNITS[value.unit]}"


def _share(value: Share, _rule: Rule) -> str:
    if value.denominator <= 10:
        return f"不少于{DIGITS[value.denominator]}分之{DIGITS[value.numerator]}"
    return f"不少于 {value.numerator}/{value.denominator}"


def _targets(value: Targets, _rule: Rule) -> str:
    least = "达到" if value.unit is Unit.PERCENT else "不少于"
    unit = UNITS[value.unit]
    return "；".join(f"{day_words(target.by)}前{least} {target.amount}{unit}" for target in value.targets)


def _flag(value: Flag, rule: Rule) -> str:
    """The title says what; the value says how strongly."""
    if not value.on:
        return "不作限制"
    return {Force.MUST: "应当做到", Force.DEFAULT: "原则上做到"}.get(rule.force, "可以采用")


def _choice(value: Choice, rule: Rule) -> str:
    found = [option_words(option, rule=rule.id, domain=rule.domain) for option in sorted(value.options)]
    labels = [label for label in found if label]
    if len(labels) < len(found):
        return f"按原文执行：“{rule.words}”"
    labels.sort(key=lambda label: _place(label, rule.words))
    both = "以及" if any("和" in label for label in labels) else "和"
    return _listed(labels, last=both if value.op is Op.ALL_OF else "或者")


def _place(label: str, words: str) -> int:
    """Where the clause names the option, so that a list keeps the clause's order; what it does not name is last."""
    for length in range(len(label), 1, -1):
        places = [words.find(label[at : at + length]) for at in range(len(label) - length + 1)]
        if found := [place for place in places if place >= 0]:
            return min(found)
    return len(words)


def _phases(value: Phases, _rule: Rule) -> str:
    steps = []
    for number, phase in enumerate(value.phases, 1):
        start = f"（{day_words(phase.from_)}起）" if phase.from_ else "（原文未定起始日期）"
        steps.append(f"第{DIGITS[number] if number <= 10 else number}步，{phase.name}{start}")
    return "；".join(steps)


def _secrecy(value: Secrecy, rule: Rule) -> str:
    parties = "、".join(_party(party, rule.domain) for party in Party if party in value.parties)
    if value.until is Event.NEVER:
        return f"始终对{parties}保密"
    return f"对{parties}保密，至{_event(value.until, rule.domain)}"


def _party(party: Party, domain: Domain) -> str:
    names = {
        Party.TENDERER: ("招标人", "采购人", "招标人（采购人）"),
        Party.BIDDER: ("投标人", "供应商", "投标人（供应商）"),
    }
    if party in names:
        return names[party][list(Domain).index(domain)]
    others = {
        Party.AGENCY: "代理机构",
        Party.MAIN_CENTRE: "主场交易中心",
        Party.SUB_CENTRE: "副场交易中心",
        Party.PUBLIC: "社会公众",
    }
    return others[party]


def _vocabulary(value: Vocabulary, _rule: Rule) -> str:
    return "；".join(f"{TERMS[term]}称“{word}”" for term, word in value.words.items())


def _adoption(value: Adoption, _rule: Rule) -> str:
    name = next((pack.name for pack in queries.library().packs if pack.id == value.pack), "上级文件")
    return f"转发并执行{name}"


def _qualification(value: Qualification, _rule: Rule) -> str:
    ways = []
    for way in value.ways:
        title = f"具有{TITLE_LEVELS[way.title]}以上职称"
        years = f"从事相关领域工作满 {way.years} 年" if way.years else ""
        ways.append("并".join(filter(None, (years, title))))
    equal = "；或者具有同等专业水平" if value.or_equal else ""
    return f"{'；或者'.join(ways)}{equal}"


def _min_lead(value: MinLead, rule: Rule) -> str:
    whole = "（中间须满整日）" if value.convention is Convention.FULL_DAYS else ""
    return f"{_event(value.before, rule.domain)}前至少 {value.amount}{UNITS[value.unit]}{whole}"


def _deadline(value: Deadline, rule: Rule) -> str:
    event = _event(value.after, rule.domain)
    if value.unit is Unit.HOUR:
        return f"{event}后 {value.amount} 小时内"
    rest = {OnRestDay.STAYS: "", OnRestDay.NEXT_WORKDAY: "，末日为休息日的顺延至下一工作日"}[
        value.on_rest_day
    ]
    return f"自{event}之日起 {value.amount}{UNITS[value.unit]}内{rest}"


def _timing(value: Timing, rule: Rule) -> str:
    event = _event(value.event, rule.domain)
    if value.unit is not None and value.at is not None:
        clock = f"的 {value.at:%H:%M}" if value.at > time.min else ""
        return f"不早于{event}前 {value.days_before}{UNITS[value.unit]}{clock}"
    if value.event is Event.CHECK_IN:
        return "全部专家签到后" if value.of is Of.ALL else "专家本人签到后"
    return f"{event}后"


def _schedule(value: Schedule, _rule: Rule) -> str:
    shifted = value.on_rest_day is OnRestDay.NEXT_WORKDAY
    rest = "遇休息日顺延至下一工作日" if shifted else "遇休息日不顺延"
    return f"每月 {value.day} 日前报送上月情况，{rest}"


def _retention(value: Retention, rule: Rule) -> str:
    if value.years is None:
        return "永久保存"
    return f"自{_event(value.after, rule.domain)}之日起至少保存 {value.years} 年"


def _lookback(value: Lookback, rule: Rule) -> str:
    edge = "含恰满当日" if value.inclusive else "不含恰满当日"
    return f"{_event(value.before, rule.domain)}前 {value.amount}{UNITS[value.unit]}内（{edge}）"


def _witnessed(value: Witnessed, _rule: Rule) -> str:
    acts = "、".join(ACTS[act] for act in Act if act in value.acts)
    minutes, rest = divmod(value.wait_seconds, 60)
    limit = f"{value.wait_seconds} 秒" if rest else f"{minutes} 分钟"
    return f"{acts}入账并经足数见证后，再办理后续事项；等待以 {limit}为限"


def _scope(value: Scope, rule: Rule) -> str:
    return f"{condition_words(value.condition)}的，{SCOPES[rule.force]}"


def _reach(value: Reach, rule: Rule) -> str:
    return f"{condition_words(value.condition)}的，{FORCES[rule.force]}{REACHES[value.tier]}"


def _exemption(value: Exemption, _rule: Rule) -> str:
    return f"{condition_words(value.condition)}的，{PROCEDURES[value.procedure]}"


_WORDERS: Mapping[type, Callable[[Any, Rule], str]] = MappingProxyType(
    {
        MinCount: _min_count,
        MaxCount: _max_count,
        MinMeasure: _min_measure,
        Share: _share,
        Targets: _targets,
        Flag: _flag,
        Choice: _choice,
        Phases: _phases,
        Secrecy: _secrecy,
        Vocabulary: _vocabulary,
        Adoption: _adoption,
        Qualification: _qualification,
        MinLead: _min_lead,
        Deadline: _deadline,
        Timing: _timing,
        Schedule: _schedule,
        Retention: _retention,
        Lookback: _lookback,
        Witnessed: _witnessed,
        Scope: _scope,
        Reach: _reach,
        Exemption: _exemption,
    }
)
"""One for each kind of rule; the test holds them against the closed set of kinds."""


def kind_words(rule: Rule) -> str:
    """What sort of rule it is: ``期限``, ``最低数量``, ``适用范围``."""
    return KIND_NAMES[type(rule.value).__name__]
