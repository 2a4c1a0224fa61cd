"""How appraisals look: grades with their items, states with their tones."""

from dataclasses import dataclass

from yuanping.domain.experts.models import Appraisal
from yuanping.domain.experts.raters import ITEM_LABELS, in_order
from yuanping.domain.experts.states import GRADE_LABELS, AppraisalState, Grade
from yuanping.web.components import StateTag
from yuanping.web.components.tones import Tone

GRADE_TONES: dict[Grade, Tone] = {Grade.GOOD: "ok", Grade.FAIR: "info", Grade.POOR: "bad"}
STATE_TONES: dict[AppraisalState, Tone] = {
    AppraisalState.GIVEN: "muted",
    AppraisalState.OBJECTED: "warn",
    AppraisalState.UPHELD: "info",
    AppraisalState.CHANGED: "ok",
}


@dataclass(frozen=True, slots=True)
class GradeRow:
    """An item with its grade; ``before`` is the grade that an objection has changed."""

    item: str
    grade: StateTag
    before: str


def grade_rows(row: Appraisal) -> tuple[GradeRow, ...]:
    """The grades in force, each with what stood there before."""
    now = row.in_force
    return tuple(
        GradeRow(
            ITEM_LABELS[item],
            StateTag(label=GRADE_LABELS[Grade(now[item])], tone=GRADE_TONES[Grade(now[item])]),
            GRADE_LABELS[Grade(row.grades[item])] if row.grades[item] != now[item] else "",
        )
        for item in in_order(now)
    )


def state_of(row: Appraisal) -> StateTag:
    return StateTag(label=row.state_label, tone=STATE_TONES[AppraisalState(row.state)])


def grade_words(row: Appraisal) -> str:
    """``工作纪律 优良，职业道德 合格``."""
    now = row.in_force
    return "，".join(f"{ITEM_LABELS[item]} {GRADE_LABELS[Grade(now[item])]}" for item in in_order(now))
