"""A committee, its seats and its draws as components: states and counts, never a name."""

from collections.abc import Mapping
from datetime import datetime

from yuanping.domain.experts.models import CallOut, Committee, CommitteeSeat, DrawRecord
from yuanping.domain.experts.states import CommitteeState, SeatKind, SeatState
from yuanping.domain.rules import queries as rules
from yuanping.web.components import Column, DataTable, DueDate, EmptyState, Row, StateTag, Step, StepBar, Tone

COMMITTEE_TONES: Mapping[CommitteeState, Tone] = {
    CommitteeState.PLANNED: "warn",
    CommitteeState.DRAWN: "info",
    CommitteeState.PRESENT: "warn",
    CommitteeState.CONFIRMED: "ok",
}
SEAT_TONES: Mapping[SeatState, Tone] = {
    SeatState.VACANT: "warn",
    SeatState.CALLED: "info",
    SeatState.ACCEPTED: "ok",
    SeatState.CHECKED_IN: "ok",
    SeatState.CHECKED_OUT: "muted",
}
ORDER = (
    (CommitteeState.PLANNED, "编制方案"),
    (CommitteeState.DRAWN, "抽取与通知"),
    (CommitteeState.PRESENT, "签到"),
    (CommitteeState.CONFIRMED, "核验名单"),
)


def committee_tag(committee: Committee) -> StateTag:
    state = CommitteeState(committee.state)
    return StateTag(label=committee.state_label, tone=COMMITTEE_TONES[state])


def seat_tag(seat: CommitteeSeat) -> StateTag:
    """The seat's state; a representative's seat waits for a person to be named, not for a draw."""
    if seat.state == SeatState.VACANT and seat.kind == SeatKind.REPRESENTATIVE:
        return StateTag(label="待招标人确定", tone="warn")
    return StateTag(label=seat.state_label, tone=SEAT_TONES[SeatState(seat.state)])


def specialty_words(code: str) -> str:
    return f"{rules.specialty_name(code)}（{code}）" if code else ""


def steps(committee: Committee | None, *, answers_open: bool = False) -> StepBar:
    """Plan, draw, check-in, confirmation: where the committee stands; a draw lasts until all have accepted."""
    states = [state for state, _ in ORDER]
    reached = -1 if committee is None else states.index(CommitteeState(committee.state))
    if answers_open and committee is not None and committee.state == CommitteeState.DRAWN:
        reached -= 1
    marks = {True: "done", False: "todo"}
    found = []
    for place, (_, label) in enumerate(ORDER):
        current = place == reached + 1
        found.append(Step(label, "current" if current else marks[place <= reached]))  # type: ignore[arg-type]
    return StepBar(steps=tuple(found), label="组建评标委员会")


def call_cell(call: CallOut | None, seat: CommitteeSeat, now: datetime) -> object:
    """Until when an answer is waited for, and that it is not the first person asked."""
    if call is None:
        return ""
    if seat.state == SeatState.CALLED:
        return DueDate(at=call.answer_by, now=now)
    return "" if call.attempt == 1 else f"第 {call.attempt} 次通知"


def draw_table(draws: list[DrawRecord]) -> DataTable:
    return DataTable(
        caption="抽取记录",
        columns=(
            Column("抽取序号", align="right", nowrap=True),
            Column("时间", nowrap=True),
            Column("专家库快照", align="right", nowrap=True),
            Column("摘要"),
            Column("公开", nowrap=True),
        ),
        rows=tuple(
            Row(
                (
                    draw.attempt,
                    draw.drawn_at,
                    f"{draw.pool_size} 人",
                    f"SHA-256 {draw.commitment[:16]}…",
                    StateTag(label="已公开", tone="ok")
                    if draw.opened_at
                    else StateTag(label="密封", icon="lock"),
                )
            )
            for draw in draws
        ),
        empty=EmptyState(title="尚未抽取", icon="dice-5"),
    )
