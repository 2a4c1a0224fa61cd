"""Reading events aloud: identifiers become the names that the record itself gave them."""

import re
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from typing_extensions import override

from yuanping.base.witness import queries
from yuanping.base.witness.models import Entry
from yuanping.base.witness.monitoring.alerts import ALERT_LABELS
from yuanping.base.witness.recovery.restoring import LOST
from yuanping.domain.evaluation.board import venue_number
from yuanping.domain.evaluation.states import COMPETITION_LABELS, STAGE_LABELS
from yuanping.domain.experts.states import (
    CHANNEL_LABELS,
    DECLARED_GROUND_LABELS,
    EARLY_LABELS,
    MANUAL_REASON_LABELS,
    OUTCOME_LABELS,
    RATER_LABELS,
)
from yuanping.domain.people.states import ROLE_LABELS
from yuanping.domain.places import queries as places
from yuanping.domain.projects import queries as projects
from yuanping.domain.projects.models import Project
from yuanping.domain.rules import queries as rules
from yuanping.web.components.values import moment
from yuanping.web.record.wording import WORDING

Data = Mapping[str, Any]
WORDS: Mapping[str, Mapping[str, str]] = {
    "role": {str(role): label for role, label in ROLE_LABELS.items()},
    "stage": {str(stage): label for stage, label in STAGE_LABELS.items()},
    "opinion": {"agree": "同意", "dissent": "有不同意见"},
    "cause": {
        "declined": "不能参加",
        "expired": "逾期未答复",
        "leave": "请假",
        "recusal": "回避",
        "withdrawn": "退出",
        "left": "提前离场",
    },
    "channel": {str(channel): label for channel, label in CHANNEL_LABELS.items()},
    "outcome": {str(outcome): label for outcome, label in OUTCOME_LABELS.items()},
    "answer": {str(answer): label for answer, label in COMPETITION_LABELS.items()},
    "alert": {str(kind): label for kind, label in ALERT_LABELS.items()},
    "declared": {str(ground): label for ground, label in DECLARED_GROUND_LABELS.items()},
    "manual-reason": {str(reason): label for reason, label in MANUAL_REASON_LABELS.items()},
    "early-reason": {str(reason): label for reason, label in EARLY_LABELS.items()},
    "party": {str(party): label for party, label in RATER_LABELS.items()},
    "tests": {"number": "证件号码", "card": "证件号码", "face": "人脸"},
}


ERASED = "（已依法删除）"
"""Stands where a fact's opening has been erased."""
GONE = "（已丢失）"
"""Stands where an entry came back from a mirror, which has no openings."""

SPACED = re.compile(r"(?<=[0-9A-Za-z])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])")
"""Where our pages write a space: between digits or letters and Chinese characters."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the record as people read it."""

    number: int
    at: datetime
    kind: str
    title: str
    sentence: str
    actor: str
    digest: str


class Names:
    """Names of what the events of projects speak of, taken from the record and the register."""

    def __init__(self, about: Iterable[Project] = (), story: Iterable[tuple[str, Data]] = ()) -> None:
        self._centres = {centre.pk: centre.short_name for centre in places.centres()}
        self._members: dict[int, str] = {}
        self._venues: dict[int, int] = {}
        for kind, data in story:
            if kind == "experts.seat.laid":
                self._members[data["seat_id"]] = str(data["label"])
            elif kind == "dispatch.venue.held":
                self._venues[data["venue_id"]] = int(data["ordinal"])
        self._lots = {lot.pk: lot.code[20:] for project in about for lot in projects.lots(project)}
        self._workstations: dict[int, str] | None = None

    def centre(self, pk: int) -> str:
        return self._centres.get(pk, f"交易中心 {pk}")

    def member(self, pk: int) -> str:
        """``副场 2 · 专家 1``."""
        return self._members.get(pk, f"评委席 {pk}")

    def venue(self, pk: int) -> str:
        return venue_number(self._venues[pk]) if pk in self._venues else f"会场 {pk}"

    def lot(self, pk: int) -> str:
        return f"标段（包）{self._lots.get(pk, pk)}"

    def workstation(self, pk: int) -> str:
        """The label under which the seat was installed; the node's own entries name it."""
        if self._workstations is None:
            installed = queries.entries().filter(kind="places.seat.installed")
            told = [queries.parsed(entry)["data"] for entry in installed]
            self._workstations = {
                data["seat_id"]: f"{self.centre(data['centre_id'])}{data['label']}" for data in told
            }
        return f"工位{self._workstations.get(pk, f' {pk}')}"


def _packs(pins: Sequence[str]) -> list[str]:
    """Titles; the packs' own names where this node does not keep them (any more)."""
    titles = [title for title, _ in rules.pack_titles(pins)]
    return titles if len(titles) == len(pins) else [pin.partition("@")[0] for pin in pins]


def _left_out(counts: Mapping[str, int]) -> str:
    """``回避和不参加抽取 3 人，``; nothing where nobody stays out."""
    total = sum(counts.values())
    return f"回避和不参加抽取 {total} 人，" if total else ""


READINGS: Mapping[str, Callable[[Any], str]] = {
    "moment": lambda value: moment(datetime.fromisoformat(value)),
    "count": lambda value: str(len(value)),
    "digest": lambda value: f"{str(value)[:16]}…",
    "list": lambda value: "、".join(map(str, value)),
    "because": lambda value: f"理由：{str(value).rstrip('。')}。" if value else "",
    "digit": lambda value: f" {value}" if value else "",
    "yes": lambda value: "是" if value else "否",
    "venue-number": venue_number,
    "region": rules.region_name,
    "excluded": _left_out,
    "scheme-name": lambda value: f"“{value['name']}”",
    "span": lambda value: f"{value // 60} 分钟" if value % 60 == 0 else f"{value} 秒",
    "packs": lambda value: "、".join(_packs(value)),
    "roles": lambda value: "、".join(WORDS["role"].get(role, role) for role in value),
    "tests": lambda value: "、".join(WORDS["tests"].get(test, test) for test in value),
}


class Reader(string.Formatter):
    """Fills a sentence with an event's data."""

    def __init__(self, names: Names) -> None:
        self._names = names

    @override
    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:  # an older version of the event lacks the field
            return "" if format_spec == "because" else "—"
        if format_spec in READINGS:
            return READINGS[format_spec](value)
        if format_spec in WORDS:
            return WORDS[format_spec].get(str(value), str(value))
        if format_spec:
            name: Callable[[int], str] = getattr(self._names, format_spec)
            return name(value)
        return str(value).rstrip("。")

    @override
    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key))  # an older version of the event may lack a field

    def sentence(self, kind: str, data: Data) -> str:
        """What happened, in a sentence; the bare data for a kind without wording."""
        wording = WORDING.get(kind)
        if wording is None:
            return "，".join(f"{key}：{value}" for key, value in data.items())
        return SPACED.sub(" ", self.vformat(wording.sentence, (), data))


def title_of(kind: str) -> str:
    """The kind's title; an unknown kind goes by its own name."""
    return WORDING[kind].title if kind in WORDING else kind


def told(entry: Entry, reader: Reader) -> Told:
    """An entry as people read it; what has been erased is told as a dash."""
    said = queries.parsed(entry)
    return Told(
        number=entry.number,
        at=entry.at,
        kind=entry.kind,
        title=title_of(entry.kind),
        sentence=reader.sentence(entry.kind, said["data"]),
        actor=said.get("actor", {}).get("name", GONE if entry.kind == LOST else ERASED),
        digest=entry.hash,
    )
