"""What the packs demand of a project, as the pages of its parties and venues show it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time

from django.urls import reverse

from yuanping.core.local_time import local_time, written
from yuanping.core.policy import Direction, Flag
from yuanping.domain.projects.demands import GROUP_LABELS, Demand, DemandState, Group
from yuanping.domain.projects.facts import asked_labels
from yuanping.web.components.citation.params import Citation
from yuanping.web.components.demand_list.params import DemandGroup, DemandLine, DemandList
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.tones import Tone
from yuanping.web.law.words import FORCES, value_words

_STATES: Mapping[DemandState, tuple[str, Tone]] = {
    DemandState.MET: ("已满足", "ok"),
    DemandState.OPEN: ("待办理", "warn"),
    DemandState.LATE: ("已逾期", "bad"),
    DemandState.FUTURE: ("尚未起算", "muted"),
}
_NOTE = "逐项展开可看原文；未标状态的，平台不登记办理情况"
_SOON = 3
"""Working days from which a deadline is pointed out."""

_OF_SUB_VENUES = frozenset(
    {
        *("offer.details_content", "sub.duties", "sub.agreed_items"),
        *("test.joint", "test.joint_devices", "handover.to_main", "clue.to_main", "archive.venues_supply"),
        *("fee.due_sub", "fee.sub_local_limit", "fee.sub_meal_floor", "fee.tariff", "conference_only"),
        *("access.coordination_only", "login.methods", "check_in.record_to_main", "recording.whole"),
        *(
            "certificate.temporary_local",
            "certificate.recall",
            "expert.secrecy",
            "sub.secrecy",
        ),
    }
)
"""The rules that put a duty on a sub-venue."""


def law_url(pack: str, rule: str) -> str:
    """The page of the document ``<region>/<stem>``, at the place of the rule."""
    region, _, stem = pack.partition("/")
    return f"{reverse('law:document', args=[region, stem])}#{rule}"


def demand_list(demands: Sequence[Demand], *, now: datetime) -> DemandList:
    """All demands: those whose clock runs by date, then the others by subject. Each stands once."""
    dated = sorted(
        (demand for demand in demands if demand.direction is not None),
        key=lambda demand: (demand.due is None, demand.due or now, demand.rule.id),
    )
    groups = [DemandGroup("期限", _lines(dated, now), open=True)]
    for group in Group:
        found = [demand for demand in demands if demand.group is group and demand.direction is None]
        groups.append(DemandGroup(GROUP_LABELS[group], _lines(found, now)))
    return DemandList(groups=tuple(group for group in groups if group.lines), note=_NOTE)


def sub_venue_list(demands: Sequence[Demand], *, now: datetime) -> DemandList | None:
    """What concerns a sub-venue alone; the state of other places and of the committee is not told there."""
    own = [demand for demand in demands if demand.rule.id in _OF_SUB_VENUES]
    if not own:
        return None
    lines = sorted(own, key=lambda demand: (demand.due is None, demand.due or now))
    return DemandList(groups=(DemandGroup("对副场的要求", _lines(lines, now), open=True),), note=_NOTE)


def _lines(demands: Iterable[Demand], now: datetime) -> tuple[DemandLine, ...]:
    return tuple(_line(demand, now) for demand in demands)


def _line(demand: Demand, now: datetime) -> DemandLine:
    rule = demand.rule
    cited = rule.citation
    due, tone = _due_words(demand, now)
    asks = f"尚需确认：{'、'.join(asked_labels(demand.asks))}。" if demand.asks else ""
    return DemandLine(
        rule.title,
        # the title of a flag says it all
        "" if isinstance(rule.value, Flag) and rule.value.on else value_words(rule),
        FORCES[rule.force],
        Citation(
            source=cited.source, article=cited.article, words=cited.words, url=law_url(demand.pack, rule.id)
        ),
        _state(demand),
        due=due,
        due_tone=tone,
        remark=asks or demand.remark,
        note=rule.note,
    )


def _state(demand: Demand) -> StateTag | None:
    if demand.asks:
        return StateTag(label="待补充信息", tone="warn")
    if demand.rule.decides:
        return StateTag(label="适用", tone="info")
    not_before = demand.direction is Direction.NOT_BEFORE
    special: Mapping[tuple[DemandState, bool], tuple[str, Tone]] = {
        (DemandState.FUTURE, not_before): ("未到时间", "muted"),
        (DemandState.LATE, not_before): ("早于规定时间", "bad"),
        (DemandState.OPEN, demand.direction is None): ("尚未满足", "warn"),
    }
    found = special.get((demand.state, True)) or _STATES.get(demand.state)
    return StateTag(label=found[0], tone=found[1]) if found else None


def _due_words(demand: Demand, now: datetime) -> tuple[str, Tone]:
    """``最迟 2026-06-11 09:00，还剩 3 个工作日``; a deadline that ends with its day is written as the day."""
    if demand.due is None or demand.direction is Direction.NOT_BEFORE:
        return (f"{written(demand.due)} 起" if demand.due else ""), "muted"
    ends_with_day = local_time(demand.due).time() == time.max
    last = f"最迟 {local_time(demand.due):%Y-%m-%d}" if ends_with_day else f"最迟 {written(demand.due)}"
    if demand.state is not DemandState.MET and demand.due < now:
        return f"{last}，期限已过", "bad" if demand.state is DemandState.LATE else "muted"
    if demand.workdays_left is None:
        return last, "muted"
    if local_time(demand.due).date() == local_time(now).date():
        return f"{last}，今天截止", "warn"
    soon: Tone = "warn" if demand.workdays_left <= _SOON else "info"
    return f"{last}，还剩 {demand.workdays_left} 个工作日", soon
