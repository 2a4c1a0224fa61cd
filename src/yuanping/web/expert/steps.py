"""The fixed order in which experts know an evaluation, and where a seat stands in it."""

from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse

from yuanping.domain.evaluation.states import SessionState
from yuanping.web.components.side_menu.params import MenuGroup, MenuItem


class SeatStep(StrEnum):
    """A page of the seat; its value is the page's name."""

    RECUSAL = "recusal"
    CHAIR = "chair"
    DOCUMENTS = "documents"
    PRELIMINARY = "preliminary"
    SCORING = "scoring"
    SUMMARY = "summary"
    REPORT = "report"


STEP_LABELS = {
    SeatStep.RECUSAL: "回避声明",
    SeatStep.CHAIR: "推选组长",
    SeatStep.DOCUMENTS: "查阅文件",
    SeatStep.PRELIMINARY: "初步评审",
    SeatStep.SCORING: "详细评审",
    SeatStep.SUMMARY: "汇总确认",
    SeatStep.REPORT: "签署报告",
}
STEP_OF = {
    SessionState.RECUSAL: SeatStep.RECUSAL,
    SessionState.CHAIR: SeatStep.CHAIR,
    SessionState.PRELIMINARY: SeatStep.PRELIMINARY,
    SessionState.DETAILED: SeatStep.SCORING,
    SessionState.SUMMARY: SeatStep.SUMMARY,
    SessionState.REPORT: SeatStep.REPORT,
    SessionState.CLOSED: SeatStep.REPORT,
}
ORDER = list(SeatStep)


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the list: ``state`` is done, current, open (readable beside the current one) or todo."""

    step: SeatStep
    number: int
    state: str

    @property
    def label(self) -> str:
        return f"{self.number}. {STEP_LABELS[self.step]}"

    @property
    def icon(self) -> str:
        return {"done": "circle-check", "current": "player-play", "open": "file-text"}.get(self.state, "lock")


def steps(state: SessionState | None) -> list[StepView]:
    """All steps in order; before the start all are to come."""
    current = ORDER.index(STEP_OF[state]) if state is not None else -1
    return [StepView(step, n + 1, _step_state(step, n, current, state)) for n, step in enumerate(ORDER)]


def _step_state(step: SeatStep, place: int, current: int, state: SessionState | None) -> str:
    if step is SeatStep.DOCUMENTS and state not in {None, SessionState.CLOSED}:
        return "open"
    if state is SessionState.CLOSED or place < current:
        return "done"
    return "current" if place == current else "todo"


def step_url(step: SeatStep) -> str:
    """The page of a step."""
    return reverse(f"expert:{step}")


def seat_menu(state: SessionState | None, *, active: SeatStep | None) -> tuple[MenuGroup, ...]:
    """The step list as the page's left-hand menu."""
    home = MenuItem(label="席位首页", url=reverse("expert:seat"), icon="home", active=active is None)
    items = tuple(
        MenuItem(label=view.label, url=step_url(view.step), icon=view.icon, active=view.step is active)
        for view in steps(state)
    )
    return (MenuGroup(title="评标步骤", items=(home, *items)),)
