"""States of a file of experts on its way into the pool; measures, and reasons for looking."""

from enum import StrEnum

from yuanping.core.machine import Machine, step


class ImportState(StrEnum):
    RECEIVED = "received"
    CHECKED = "checked"
    UNREADABLE = "unreadable"
    ACCEPTED = "accepted"
    ENTERED = "entered"
    DISCARDED = "discarded"


IMPORT_LABELS = {
    ImportState.RECEIVED: "正在核对",
    ImportState.CHECKED: "已核对，待确认",
    ImportState.UNREADABLE: "文件不能读取",
    ImportState.ACCEPTED: "已确认，正在入库",
    ImportState.ENTERED: "已入库",
    ImportState.DISCARDED: "已作废",
}
IMPORT_MACHINE = Machine(
    ImportState,
    subject="专家导入",
    labels=IMPORT_LABELS,
    transitions=[
        step("receive", to=ImportState.RECEIVED),
        step("check", ImportState.RECEIVED, to=ImportState.CHECKED),
        step("give_up", ImportState.RECEIVED, to=ImportState.UNREADABLE),
        step("accept", ImportState.CHECKED, to=ImportState.ACCEPTED),
        step("enter", ImportState.ACCEPTED, to=ImportState.ENTERED),
        step("recheck", ImportState.ACCEPTED, to=ImportState.CHECKED),
        step(
            "discard",
            ImportState.RECEIVED,
            ImportState.CHECKED,
            ImportState.UNREADABLE,
            to=ImportState.DISCARDED,
        ),
    ],
)


class SanctionKind(StrEnum):
    """Measures against an expert; a warning keeps nobody out of a draw."""

    WARNING = "warning"
    SUSPENSION = "suspension"
    BLACKLIST = "blacklist"


SANCTION_LABELS = {
    SanctionKind.WARNING: "警告",
    SanctionKind.SUSPENSION: "暂停参加评标",
    SanctionKind.BLACKLIST: "取消评标资格（黑名单）",
}
EXCLUDING = (SanctionKind.SUSPENSION, SanctionKind.BLACKLIST)


class SanctionReason(StrEnum):
    """What an expert was sanctioned for (招标投标法实施条例第七十一条、第七十二条 and practice)."""

    FAILED_TO_RECUSE = "failed-to-recuse"
    LEFT_POST = "left-post"
    OUTSIDE_CRITERIA = "outside-criteria"
    PRIVATE_CONTACT = "private-contact"
    SOLICITED_INTENT = "solicited-intent"
    DID_NOT_REJECT = "did-not-reject"
    HINTED_CLARIFICATION = "hinted-clarification"
    PARTIAL = "partial"
    TOOK_BENEFIT = "took-benefit"
    LEAKED = "leaked"
    FALSE_DATA = "false-data"
    OTHER = "other"


SANCTION_REASONS = {
    SanctionReason.FAILED_TO_RECUSE: "应当回避而不回避",
    SanctionReason.LEFT_POST: "擅离职守",
    SanctionReason.OUTSIDE_CRITERIA: "不按招标文件规定的评标标准和方法评标",
    SanctionReason.PRIVATE_CONTACT: "私下接触投标人",
    SanctionReason.SOLICITED_INTENT: "征询确定中标人的意向或者接受倾向性要求",
    SanctionReason.DID_NOT_REJECT: "对依法应当否决的投标不提出否决意见",
    SanctionReason.HINTED_CLARIFICATION: "暗示或者诱导投标人澄清、说明",
    SanctionReason.PARTIAL: "其他不客观、不公正履行职务的行为",
    SanctionReason.TOOK_BENEFIT: "收受投标人的财物或者其他好处",
    SanctionReason.LEAKED: "透露评标有关情况",
    SanctionReason.FALSE_DATA: "以虚假材料骗取入库",
    SanctionReason.OTHER: "其他",
}


class RevealReason(StrEnum):
    """Why somebody who keeps the pool opens an expert's full data; a choice, for words could say who it is."""

    CORRECTION = "correction"
    CONTACT = "contact"
    COMPLAINT = "complaint"
    INSPECTION = "inspection"


REVEAL_LABELS = {
    RevealReason.CORRECTION: "核对、更正登记信息",
    RevealReason.CONTACT: "联系专家本人",
    RevealReason.COMPLAINT: "办理投诉举报",
    RevealReason.INSPECTION: "配合监督检查",
}
