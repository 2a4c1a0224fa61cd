"""How far a project is, by venue, seat and step: told by the record alone.

The board is a fold over the project's entries, so that what the supervisor sees is what the record
says, and an outsider with an export can draw the same board.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from yuanping.base.witness import queries

Line = tuple[str, dict[str, Any]]
Story = Iterable[tuple[str, Mapping[str, Any]]]
"""Kind and data of a project's entries, oldest first."""


class Step(StrEnum):
    """What a member does, in this order."""

    ANSWER = "answer"
    CHECK_IN = "check-in"
    ENTER = "enter"
    RECUSAL = "recusal"
    CHAIR = "chair"
    PRELIMINARY = "preliminary"
    DETAILED = "detailed"
    SUMMARY = "summary"
    SIGN = "sign"


STEP_LABELS = {
    Step.ANSWER: "确认参加",
    Step.CHECK_IN: "签到",
    Step.ENTER: "进入评标",
    Step.RECUSAL: "回避声明",
    Step.CHAIR: "推选组长",
    Step.PRELIMINARY: "初步评审",
    Step.DETAILED: "详细评审",
    Step.SUMMARY: "确认汇总",
    Step.SIGN: "签署报告",
}
DOES: Mapping[str, Step] = {
    "experts.seat.accepted": Step.ANSWER,
    "experts.seat.appointed": Step.ANSWER,
    "experts.seat.checked-in": Step.CHECK_IN,
    "experts.seat.entered": Step.ENTER,
    "evaluation.recusal.none-declared": Step.RECUSAL,
    "evaluation.summary.confirmed": Step.SUMMARY,
    "signing.document.signed": Step.SIGN,
}
STATES: Mapping[str, str] = {
    "experts.seat.laid": "待抽取",
    "experts.seat.assigned": "已抽定，待通知",
    "experts.seat.called": "已通知，待答复",
    "experts.seat.accepted": "已确认参加",
    "experts.seat.appointed": "已确认参加",
    "experts.seat.vacated": "空出，待补抽",
    "experts.seat.identity-mismatch": "身份核验不符",
    "experts.seat.checked-in": "已签到",
    "experts.seat.entered": "在工位评标",
    "experts.seat.checked-out": "已离场",
    "evaluation.recusal.conflict-declared": "申请回避",
    "evaluation.member.left": "提前离场",
}
LOSES_ALL = {
    "experts.seat.assigned",
    "experts.seat.vacated",
    "evaluation.recusal.conflict-declared",
    "evaluation.member.left",
}
TROUBLE = {"身份核验不符", "申请回避", "空出，待补抽"}
STAGES: Mapping[str, tuple[str, frozenset[str]]] = {
    "projects.project.submitted": ("提交主场", frozenset()),
    "dispatch.venue.held": ("预约场地", frozenset()),
    "experts.draw.made": ("抽取专家", frozenset()),
    "experts.committee.present": ("全部签到", frozenset({"experts.committee.reopened"})),
    "experts.committee.confirmed": ("核验名单", frozenset({"experts.committee.reopened"})),
    "evaluation.session.started": ("开始评标", frozenset()),
    "evaluation.report.opened": ("形成报告", frozenset()),
    "evaluation.session.closed": ("评标完成", frozenset()),
}
"""The project's way: what reaches a stage, what it is called, and what takes it back."""


@dataclass(frozen=True, slots=True)
class RecordedSeat:
    """One member's place. ``step`` is the one that comes next; None when all are done."""

    seat_id: int
    venue_label: str
    seat_label: str
    state_label: str
    step: Step | None
    done_steps: int
    total_steps: int = len(Step)

    @property
    def step_label(self) -> str:
        return "全部完成" if self.step is None else STEP_LABELS[self.step]

    @property
    def in_trouble(self) -> bool:
        return self.state_label in TROUBLE


@dataclass(frozen=True, slots=True)
class VenueProgress:
    """The members of one venue, and how many of its steps are done."""

    label: str
    centre_id: int | None
    seats: tuple[RecordedSeat, ...]

    @property
    def done_steps(self) -> int:
        return sum(seat.done_steps for seat in self.seats)

    @property
    def total_steps(self) -> int:
        return sum(seat.total_steps for seat in self.seats)


@dataclass(frozen=True, slots=True)
class Board:
    """The whole project: stages reached (label, whether reached), venues with their seats."""

    stages: tuple[tuple[str, bool], ...]
    venues: tuple[VenueProgress, ...]

    @property
    def seats(self) -> tuple[RecordedSeat, ...]:
        return tuple(seat for venue in self.venues for seat in venue.seats)


@dataclass(slots=True)
class _Seat:
    label: str
    state: str
    done: set[Step] = field(default_factory=set)


class _Fold:
    """The state of the fold."""

    def __init__(self) -> None:
        self.reached: set[str] = set()
        self.seats: dict[int, _Seat] = {}
        self.venues: dict[str, int] = {}
        self._lots = 1
        self._sheets: dict[tuple[int, Step], set[int]] = {}

    def take(self, kind: str, data: Mapping[str, Any]) -> None:
        self._stage(kind)
        if kind == "dispatch.venue.held":
            self.venues[venue_number(data["ordinal"])] = data["centre_id"]
        elif kind == "dispatch.venue.released":
            self.venues.pop(venue_number(data["ordinal"]), None)
        elif kind == "experts.seat.laid":
            self.seats[data["seat_id"]] = _Seat(str(data["label"]), STATES[kind])
        elif kind == "evaluation.session.started":
            self._lots = len(data["lot_ids"])
        elif kind == "evaluation.chair.undecided":
            self._undo(Step.CHAIR)
        elif kind == "evaluation.preliminary.revote-opened":
            self._undo(Step.PRELIMINARY)
        elif "seat_id" in data and data["seat_id"] in self.seats:
            self._member(kind, data, self.seats[data["seat_id"]])

    def _stage(self, kind: str) -> None:
        if kind in STAGES:
            self.reached.add(kind)
        self.reached -= {stage for stage, (_, taken_back_by) in STAGES.items() if kind in taken_back_by}

    def _member(self, kind: str, data: Mapping[str, Any], seat: _Seat) -> None:
        seat.state = STATES.get(kind, seat.state)
        if kind in LOSES_ALL:
            seat.done.clear()
        elif kind in DOES:
            seat.done.add(DOES[kind])
        elif kind == "evaluation.sheet.submitted" and data["stage"] in set(Step):
            self._submitted(seat, Step(data["stage"]), data)
        elif kind == "evaluation.sheet.reopened":
            self._reopened(seat, data)

    def _submitted(self, seat: _Seat, step: Step, data: Mapping[str, Any]) -> None:
        """A step is done with a sheet for each lot; the chair is elected once for all."""
        sheets = self._sheets.setdefault((data["seat_id"], step), set())
        sheets.add(data["sheet_id"])
        if step is Step.CHAIR or len(sheets) >= self._lots:
            seat.done.add(step)

    def _reopened(self, seat: _Seat, data: Mapping[str, Any]) -> None:
        for (seat_id, step), sheets in self._sheets.items():
            if seat_id == data["seat_id"] and data["sheet_id"] in sheets:
                sheets.remove(data["sheet_id"])
                seat.done.discard(step)

    def _undo(self, step: Step) -> None:
        for seat in self.seats.values():
            seat.done.discard(step)


def venue_number(ordinal: int) -> str:
    """``主场``, ``副场 2``."""
    return "主场" if ordinal == 0 else f"副场 {ordinal}"


def story_of(project_id: int) -> list[Line]:
    """Kind and data of a project's entries, oldest first."""
    return [(entry.kind, queries.parsed(entry)["data"]) for entry in queries.entries(project_id=project_id)]


def stories_of(project_ids: Iterable[int]) -> dict[int, list[Line]]:
    """The stories of several projects, in one query."""
    stories: dict[int, list[Line]] = {pk: [] for pk in project_ids}
    for entry in queries.entries().filter(project_id__in=list(stories)):
        if entry.project_id is not None:
            stories[entry.project_id].append((entry.kind, queries.parsed(entry)["data"]))
    return stories


def board_of(story: Story) -> Board:
    """The board that a project's entries draw."""
    fold = _Fold()
    for kind, data in story:
        fold.take(kind, data)
    by_venue: dict[str, list[RecordedSeat]] = {label: [] for label in fold.venues}
    for seat_id, seat in fold.seats.items():
        venue, _, _ = seat.label.partition(" · ")
        # A step that was passed is done, though a lot of it fell away on the way.
        done = max((place for place, step in enumerate(Step, start=1) if step in seat.done), default=0)
        left = list(Step)[done] if done < len(Step) else None
        progress = RecordedSeat(seat_id, venue, seat.label, seat.state, left, done)
        by_venue.setdefault(venue, []).append(progress)
    venues = tuple(
        VenueProgress(label, fold.venues.get(label), tuple(seats)) for label, seats in by_venue.items()
    )
    return Board(tuple((label, kind in fold.reached) for kind, (label, _) in STAGES.items()), venues)
