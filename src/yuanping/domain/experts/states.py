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
        step("intend", CommitteeState.PLANNED, CommitteeState.DRAWN),
        step("reveal", CommitteeState.PLANNED, CommitteeState.DRAWN),
        step("close_beacon", CommitteeState.PLANNED, CommitteeState.DRAWN),
        step("draw", CommitteeState.PLANNED, CommitteeState.DRAWN, to=CommitteeState.DRAWN),
        step("replace", CommitteeState.DRAWN),
        step("complete", CommitteeState.DRAWN, to=CommitteeState.PRESENT),
        step("reopen", CommitteeState.PRESENT, CommitteeState.CONFIRMED, to=CommitteeState.DRAWN),
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
        step("respecify", SeatState.VACANT),
        step("exhaust", SeatState.VACANT),
        step("assign", SeatState.VACANT, to=SeatState.CALLED),
        step("call", SeatState.CALLED),
        step("appoint", SeatState.VACANT, SeatState.ACCEPTED, to=SeatState.ACCEPTED),
        step("accept", SeatState.CALLED, to=SeatState.ACCEPTED),
        step("vacate", SeatState.CALLED, SeatState.ACCEPTED, SeatState.CHECKED_IN, to=SeatState.VACANT),
        step("notify", SeatState.ACCEPTED),
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


class Answer(StrEnum):
    """How a call ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    LEAVE = "leave"
    RECALLED = "recalled"


class Cause(StrEnum):
    """Why a seat was vacated."""

    DECLINED = "declined"
    EXPIRED = "expired"
    LEAVE = "leave"
    RECUSAL = "recusal"
    WITHDRAWN = "withdrawn"


CAUSE_LABELS = {
    Cause.DECLINED: "专家不能参加",
    Cause.EXPIRED: "逾期未答复",
    Cause.LEAVE: "专家请假",
    Cause.RECUSAL: "到场后回避",
    Cause.WITHDRAWN: "项目撤回或会场释放",
}


class Reason(StrEnum):
    """Why an expert does not come; ``other`` needs words, and words are sealed."""

    ILLNESS = "illness"
    BUSINESS = "business"
    RECUSAL = "recusal"
    TRAFFIC = "traffic"
    OTHER = "other"


REASON_LABELS = {
    Reason.ILLNESS: "身体原因",
    Reason.BUSINESS: "公务或工作安排冲突",
    Reason.RECUSAL: "应当回避",
    Reason.TRAFFIC: "交通原因不能按时到达",
    Reason.OTHER: "其他（请说明）",
}


class Recusal(StrEnum):
    """Why an employer is left out of a draw: the codes of the interface list 9013 (standards 6)."""

    BIDDER = "1"
    TENDERER = "2"
    SUPERVISION = "3"
    AGENCY = "4"


RECUSAL_LABELS = {
    Recusal.BIDDER: "投标单位",
    Recusal.TENDERER: "招标单位",
    Recusal.SUPERVISION: "主管部门",
    Recusal.AGENCY: "代理机构",
}
