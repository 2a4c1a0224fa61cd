"""States of a committee's formation and of its seats."""

from enum import StrEnum

from yuanping.base.ports.reports import Outcome
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
        step("schedule", CommitteeState.PLANNED),
        step("unschedule", CommitteeState.PLANNED),
        step("miss_draw", CommitteeState.PLANNED),
        step("reveal", CommitteeState.PLANNED, CommitteeState.DRAWN),
        step("close_beacon", CommitteeState.PLANNED, CommitteeState.DRAWN),
        step("draw", CommitteeState.PLANNED, CommitteeState.DRAWN, to=CommitteeState.DRAWN),
        step("replace", CommitteeState.DRAWN),
        step("complete", CommitteeState.DRAWN, to=CommitteeState.PRESENT),
        step("reopen", CommitteeState.PRESENT, CommitteeState.CONFIRMED, to=CommitteeState.DRAWN),
        step("confirm", CommitteeState.PRESENT),
        step("conclude", CommitteeState.PRESENT, to=CommitteeState.CONFIRMED),
        step("open_record", CommitteeState.CONFIRMED),
        step("check_conflicts", CommitteeState.DRAWN, CommitteeState.PRESENT, CommitteeState.CONFIRMED),
        step("publish_record", CommitteeState.CONFIRMED),
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
        step("turn_away", SeatState.ACCEPTED),
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


class Via(StrEnum):
    """How an answer came: by the link in the message, by a key pressed in a call, by the venue's staff."""

    LINK = "link"
    KEY = "key"
    VENUE = "venue"


class Channel(StrEnum):
    """How a person is called."""

    SMS = "sms"
    VOICE = "voice"


CHANNEL_LABELS = {Channel.SMS: "短信", Channel.VOICE: "电话"}
OUTCOME_LABELS = {
    Outcome.SENDING: "发送中",
    Outcome.DEFERRED: "网关未受理，稍后重试",
    Outcome.SENT: "已发出",
    Outcome.DELIVERED: "已送达",
    Outcome.FAILED: "未成功",
    Outcome.ANSWERED: "已接听",
    Outcome.NO_ANSWER: "无人接听",
    Outcome.KEY: "按键",
}


class Cause(StrEnum):
    """Why a seat was vacated."""

    DECLINED = "declined"
    EXPIRED = "expired"
    LEAVE = "leave"
    RECUSAL = "recusal"
    WITHDRAWN = "withdrawn"
    LEFT = "left"


CAUSE_LABELS = {
    Cause.DECLINED: "专家不能参加",
    Cause.EXPIRED: "逾期未答复",
    Cause.LEAVE: "专家请假",
    Cause.RECUSAL: "应当回避",
    Cause.WITHDRAWN: "项目撤回或会场释放",
    Cause.LEFT: "成员提前离场",
}


class Reason(StrEnum):
    """Why an expert does not come; ``other`` needs words, and words are sealed. ``by-key``: a key tells no reason."""

    ILLNESS = "illness"
    BUSINESS = "business"
    RECUSAL = "recusal"
    TRAFFIC = "traffic"
    OTHER = "other"
    BY_KEY = "by-key"


REASON_LABELS = {
    Reason.ILLNESS: "身体原因",
    Reason.BUSINESS: "公务或工作安排冲突",
    Reason.RECUSAL: "应当回避",
    Reason.TRAFFIC: "交通原因不能按时到达",
    Reason.OTHER: "其他（请说明）",
    Reason.BY_KEY: "电话按键答复，未说明原因",
}
GIVEN_REASONS = {reason: label for reason, label in REASON_LABELS.items() if reason is not Reason.BY_KEY}
"""Those that a person may choose from."""


class Recusal(StrEnum):
    """Why somebody is left out of a draw; of several reasons the first in this order counts.

    The digits are the codes of the interface list 9013 (standards 6): they speak of employers.
    """

    BIDDER = "1"
    TENDERER = "2"
    SUPERVISION = "3"
    AGENCY = "4"
    DECLARED = "9"
    SANCTION = "sanction"
    FORMER_EMPLOYMENT = "former-employment"
    OFFICE = "office"
    CONTROL = "control"
    KINSHIP = "kinship"
    OTHER_INTEREST = "other-interest"
    FREQUENCY = "frequency"
    AGE = "age"
    LEAVE = "leave"
    SUSPENDED = "suspended"
    DRAWN_BEFORE = "drawn-before"
    SEATED_EMPLOYER = "seated-employer"


RECUSAL_LABELS = {
    Recusal.BIDDER: "投标单位",
    Recusal.TENDERER: "招标单位",
    Recusal.SUPERVISION: "主管部门",
    Recusal.AGENCY: "代理机构",
    Recusal.DECLARED: "申报回避的单位",
    Recusal.SANCTION: "受处罚或者暂停评标资格",
    Recusal.FORMER_EMPLOYMENT: "曾在有关单位任职",
    Recusal.OFFICE: "担任有关单位董事、监事",
    Recusal.CONTROL: "持有有关单位股份",
    Recusal.KINSHIP: "与有关单位负责人有亲属关系",
    Recusal.OTHER_INTEREST: "其他利害关系",
    Recusal.FREQUENCY: "参加同一招标人项目次数过多",
    Recusal.AGE: "超过年龄",
    Recusal.LEAVE: "评标期间请假",
    Recusal.SUSPENDED: "快照后暂停抽取",
    Recusal.DRAWN_BEFORE: "本项目已抽取过",
    Recusal.SEATED_EMPLOYER: "与在席成员同一单位",
}
CONFLICTS = frozenset(Recusal) - {
    Recusal.FREQUENCY,
    Recusal.AGE,
    Recusal.LEAVE,
    Recusal.SUSPENDED,
    Recusal.DRAWN_BEFORE,
    Recusal.SEATED_EMPLOYER,
}
"""For what a member withdraws even after the draw; the rest only decides who may be drawn."""
ABSENT = frozenset({Recusal.LEAVE, Recusal.SUSPENDED, Recusal.DRAWN_BEFORE, Recusal.SEATED_EMPLOYER})
"""Out by circumstance, not by anybody's statement: these do not count as over-exclusion."""


class RelationKind(StrEnum):
    """What ties an expert to an organisation (采购条例 9, 12号令 12)."""

    RELATIVE = "relative-of-principal"
    SHAREHOLDER = "shareholder"
    DIRECTOR = "director"
    OTHER = "other-interest"


RELATION_LABELS = {
    RelationKind.RELATIVE: "与法定代表人或者负责人有亲属关系",
    RelationKind.SHAREHOLDER: "控股股东、实际控制人或者持股",
    RelationKind.DIRECTOR: "董事、监事",
    RelationKind.OTHER: "其他利害关系",
}


class DeclaredGround(StrEnum):
    """Why the agency or the tenderer declares an employer for recusal."""

    TENDERER_AFFILIATE = "tenderer-affiliate"
    AGENCY_AFFILIATE = "agency-affiliate"
    PREPARATION = "preparation"
    INVITED = "invited"
    OTHER = "other"


DECLARED_GROUND_LABELS = {
    DeclaredGround.TENDERER_AFFILIATE: "与招标人存在控股、管理关系",
    DeclaredGround.AGENCY_AFFILIATE: "与代理机构存在控股、管理关系",
    DeclaredGround.PREPARATION: "为本项目提供设计、咨询、监理等前期服务",
    DeclaredGround.INVITED: "被邀请投标的单位",
    DeclaredGround.OTHER: "其他利害关系",
}


class ManualState(StrEnum):
    """A check-in without the reader's word."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    LAPSED = "lapsed"


MANUAL_LABELS = {
    ManualState.REQUESTED: "待第二人确认",
    ManualState.CONFIRMED: "已确认",
    ManualState.REFUSED: "不予确认",
    ManualState.LAPSED: "逾期未确认",
}
MANUAL_MACHINE = Machine(
    ManualState,
    subject="人工签到申请",
    labels=MANUAL_LABELS,
    transitions=[
        step("request", to=ManualState.REQUESTED),
        step("confirm", ManualState.REQUESTED, to=ManualState.CONFIRMED),
        step("refuse", ManualState.REQUESTED, to=ManualState.REFUSED),
        step("lapse", ManualState.REQUESTED, to=ManualState.LAPSED),
    ],
)


class ManualReason(StrEnum):
    """Why the reader's word is not to be had, although the person is the right one."""

    READER_FAULT = "reader-fault"
    CARD_FAULT = "card-fault"
    OTHER_DOCUMENT = "other-document"
    CAMERA_FAULT = "camera-fault"
    FACE_CHANGED = "face-changed"


MANUAL_REASON_LABELS = {
    ManualReason.READER_FAULT: "读卡设备故障",
    ManualReason.CARD_FAULT: "身份证芯片损坏，不能读取",
    ManualReason.OTHER_DOCUMENT: "持临时身份证、护照等其他有效证件",
    ManualReason.CAMERA_FAULT: "人脸采集设备故障",
    ManualReason.FACE_CHANGED: "人脸比对不通过，经核对确系本人",
}


class EarlyReason(StrEnum):
    """Why a member leaves before the own part is done."""

    ILLNESS = "illness"
    FAMILY = "family"
    ORDERED = "ordered"
    UNANNOUNCED = "unannounced"
    OTHER = "other"


EARLY_LABELS = {
    EarlyReason.ILLNESS: "突发疾病或身体不适",
    EarlyReason.FAMILY: "家中紧急情况",
    EarlyReason.ORDERED: "监督人员责令离场",
    EarlyReason.UNANNOUNCED: "擅自离场",
    EarlyReason.OTHER: "其他（请说明）",
}


class Ending(StrEnum):
    """How a member's part came to its end."""

    COMPLETE = "complete"
    RECUSAL = "recusal"
    EARLY = "early"


ENDING_LABELS = {
    Ending.COMPLETE: "完成评标后离场",
    Ending.RECUSAL: "回避后离场",
    Ending.EARLY: "提前离场",
}


class Rater(StrEnum):
    """Who appraises a member: a party, not a person. The names are those of the rule ``appraisal.raters``."""

    CENTRE = "centre"
    TENDERER = "tenderer"
    SUPERVISOR = "supervisor"


RATER_LABELS = {
    Rater.CENTRE: "交易中心",
    Rater.TENDERER: "招标人（采购人）",
    Rater.SUPERVISOR: "行政监督部门",
}


class Grade(StrEnum):
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


GRADE_LABELS = {Grade.GOOD: "优良", Grade.FAIR: "合格", Grade.POOR: "不合格"}


class AppraisalState(StrEnum):
    GIVEN = "given"
    OBJECTED = "objected"
    UPHELD = "upheld"
    CHANGED = "changed"


APPRAISAL_LABELS = {
    AppraisalState.GIVEN: "已评价",
    AppraisalState.OBJECTED: "专家有异议，待处理",
    AppraisalState.UPHELD: "异议不成立，维持评价",
    AppraisalState.CHANGED: "异议成立，已变更评价",
}
APPRAISAL_MACHINE = Machine(
    AppraisalState,
    subject="专家评价",
    labels=APPRAISAL_LABELS,
    transitions=[
        step("give", to=AppraisalState.GIVEN),
        step("object", AppraisalState.GIVEN, to=AppraisalState.OBJECTED),
        step("uphold", AppraisalState.OBJECTED, to=AppraisalState.UPHELD),
        step("amend", AppraisalState.OBJECTED, to=AppraisalState.CHANGED),
    ],
)


class LeaveState(StrEnum):
    DECLARED = "declared"
    CANCELLED = "cancelled"


LEAVE_LABELS = {LeaveState.DECLARED: "有效", LeaveState.CANCELLED: "已取消"}
LEAVE_MACHINE = Machine(
    LeaveState,
    subject="请假",
    labels=LEAVE_LABELS,
    transitions=[
        step("declare", to=LeaveState.DECLARED),
        step("cancel", LeaveState.DECLARED, to=LeaveState.CANCELLED),
    ],
)


class LeaveReason(StrEnum):
    """Why an expert cannot be asked for some days."""

    TRAVEL = "travel"
    WORK = "work"
    ILLNESS = "illness"
    FAMILY = "family"
    OTHER = "other"


LEAVE_REASON_LABELS = {
    LeaveReason.TRAVEL: "出差或外出",
    LeaveReason.WORK: "本单位工作安排",
    LeaveReason.ILLNESS: "身体原因",
    LeaveReason.FAMILY: "家庭事务",
    LeaveReason.OTHER: "其他（请说明）",
}
