"""States of a committee's formation and of its seats."""

from enum import StrEnum

from yuanping.core.machine import Machine, step


class CommitteeState(StrEnum):
    PLANNED = "planned"
    DRAWN = "drawn"
    PRESENT = "present"
    CONFIRMED = "confirmed"


COMMITTEE_LABELS = {
    CommitteeState.PLANNED: "已编制组建方案",
    CommitteeState.DRAWN: "已抽取，通知与签到中",
    CommitteeState.PRESENT: "已全部到齐，待核验名单",
    CommitteeState.CONFIRMED: "名单已核验",
}
COMMITTEE_MACHINE = Machine(
    CommitteeState,
    subject="评标委员会",
    labels=COMMITTEE_LABELS,
    transitions=[
        step("plan", to=CommitteeState.PLANNED),
        step("replan", CommitteeState.PLANNED),
        step("draw", CommitteeState.PLANNED, to=CommitteeState.DRAWN),
        step("complete", CommitteeState.DRAWN, to=CommitteeState.PRESENT),
        step("reopen", CommitteeState.PRESENT, to=CommitteeState.DRAWN),
        step("confirm", CommitteeState.PRESENT),
        step("conclude", CommitteeState.PRESENT, to=CommitteeState.CONFIRMED),
        step("open_record", CommitteeState.CONFIRMED),
    ],
)


class SeatState(StrEnum):
    VACANT = "vacant"
    CALLED = "called"
    ACCEPTED = "accepted"
    CHECKED_IN = "checked-in"
    CHECKED_OUT = "checked-out"


SEAT_LABELS = {
    SeatState.VACANT: "待抽取",
    SeatState.CALLED: "已通知，待答复",
    SeatState.ACCEPTED: "已确认参加",
    SeatState.CHECKED_IN: "已签到",
    SeatState.CHECKED_OUT: "已离场",
}
SEAT_MACHINE = Machine(
    SeatState,
    subject="评委席",
    labels=SEAT_LABELS,
    transitions=[
        step("lay", to=SeatState.VACANT),
        step("assign", SeatState.VACANT, to=SeatState.CALLED),
        step("appoint", SeatState.VACANT, SeatState.ACCEPTED, to=SeatState.ACCEPTED),
        step("accept", SeatState.CALLED, to=SeatState.ACCEPTED),
        step("vacate", SeatState.CALLED, SeatState.ACCEPTED, SeatState.CHECKED_IN, to=SeatState.VACANT),
        step("mismatch", SeatState.ACCEPTED),
        step("check_in", SeatState.ACCEPTED, to=SeatState.CHECKED_IN),
        step("enter", SeatState.CHECKED_IN),
        step("renew_code", SeatState.CHECKED_IN),
        step("check_out", SeatState.CHECKED_IN, to=SeatState.CHECKED_OUT),
    ],
)


class SeatKind(StrEnum):
    EXPERT = "expert"
    REPRESENTATIVE = "representative"
