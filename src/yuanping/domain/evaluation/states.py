"""Stages of an evaluation, states of its sheets, and how far each lot is."""

from enum import StrEnum

from yuanping.core.machine import Machine, step
from yuanping.core.scoring import CorrectionGround


class SessionState(StrEnum):
    RECUSAL = "recusal"
    CHAIR = "chair"
    PRELIMINARY = "preliminary"
    DETAILED = "detailed"
    SUMMARY = "summary"
    REPORT = "report"
    CLOSED = "closed"


SESSION_LABELS = {
    SessionState.RECUSAL: "回避声明",
    SessionState.CHAIR: "推选组长",
    SessionState.PRELIMINARY: "初步评审",
    SessionState.DETAILED: "详细评审",
    SessionState.SUMMARY: "汇总排序",
    SessionState.REPORT: "报告签署",
    SessionState.CLOSED: "已结束",
}
_AT_WORK = (SessionState.RECUSAL, SessionState.CHAIR, SessionState.PRELIMINARY, SessionState.DETAILED)
SESSION_MACHINE = Machine(
    SessionState,
    subject="评标",
    labels=SESSION_LABELS,
    transitions=[
        step("start", to=SessionState.RECUSAL),
        step("declare", SessionState.RECUSAL),
        # a ground for recusal may come up at any time; what has been released cannot be unseen
        step("recuse", *_AT_WORK, to=SessionState.RECUSAL),
        step("admit", SessionState.RECUSAL),
        step("open_chair", SessionState.RECUSAL, to=SessionState.CHAIR),
        step("repeat_chair", SessionState.CHAIR),
        step("elect", SessionState.CHAIR, to=SessionState.PRELIMINARY),
        step("resume", SessionState.RECUSAL, to=SessionState.PRELIMINARY),
        step("decide_lot", SessionState.PRELIMINARY),
        step("judge_competition", SessionState.PRELIMINARY),
        step("open_detailed", SessionState.PRELIMINARY, to=SessionState.DETAILED),
        step("release_scores", SessionState.DETAILED),
        step("open_summary", SessionState.DETAILED, to=SessionState.SUMMARY),
        step("correct", SessionState.SUMMARY),
        step("confirm", SessionState.SUMMARY),
        step("open_report", SessionState.SUMMARY, to=SessionState.REPORT),
        step("close", SessionState.REPORT, to=SessionState.CLOSED),
        step("announce", SessionState.CLOSED),
    ],
)


class SheetState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"


SHEET_LABELS = {SheetState.DRAFT: "填写中", SheetState.SUBMITTED: "已提交"}
SHEET_MACHINE = Machine(
    SheetState,
    subject="评审表",
    labels=SHEET_LABELS,
    transitions=[
        step("open", to=SheetState.DRAFT),
        step("save", SheetState.DRAFT),
        step("submit", SheetState.DRAFT, to=SheetState.SUBMITTED),
        # a substitute's votes changed which bids are valid: the sheet no longer fits them
        step("reopen", SheetState.SUBMITTED, to=SheetState.DRAFT),
    ],
)


class Stage(StrEnum):
    """What a member's sheet is about."""

    CHAIR = "chair"
    PRELIMINARY = "preliminary"
    COMPETITION = "competition"
    DETAILED = "detailed"


STAGE_LABELS = {
    Stage.CHAIR: "推选组长",
    Stage.PRELIMINARY: "初步评审",
    Stage.COMPETITION: "竞争性判断",
    Stage.DETAILED: "详细评审",
}


class LotStage(StrEnum):
    """How far the review of one lot is."""

    PRELIMINARY = "preliminary"
    COMPETITION = "competition"
    QUALIFIED = "qualified"
    DETAILED = "detailed"
    RELEASED = "released"
    FAILED = "failed"


LOT_LABELS = {
    LotStage.PRELIMINARY: "初步评审中",
    LotStage.COMPETITION: "判断是否明显缺乏竞争",
    LotStage.QUALIFIED: "初步评审结束",
    LotStage.DETAILED: "详细评审中",
    LotStage.RELEASED: "评分已汇总",
    LotStage.FAILED: "否决全部投标",
}


class Competition(StrEnum):
    """The two answers to whether competition is clearly lacking."""

    CONTINUE = "continue"
    LACKING = "lacking"


COMPETITION_LABELS = {Competition.CONTINUE: "继续评审", Competition.LACKING: "否决全部投标"}

GROUND_LABELS = {
    CorrectionGround.ARITHMETIC.value: "分值汇总计算错误",
    CorrectionGround.OUT_OF_RANGE.value: "分项评分超出评分标准范围",
    CorrectionGround.OBJECTIVE_INCONSISTENT.value: "客观评审因素评分不一致",
    CorrectionGround.ABNORMAL_HIGH_LOW.value: "评分畸高、畸低",
}
