"""The names by which pages call the law's closed vocabularies: kinds, units, events, terms."""

from collections.abc import Mapping
from types import MappingProxyType

from yuanping.core.policy import (
    Act,
    Event,
    Force,
    Ground,
    Part,
    Procedure,
    ProjectKind,
    ReachTier,
    Term,
    TitleLevel,
    Unit,
    Verdict,
)
from yuanping.web.components.tones import Tone

KINDS: Mapping[ProjectKind, str] = MappingProxyType(
    {
        ProjectKind.WORKS: "工程施工",
        ProjectKind.GOODS: "货物",
        ProjectKind.SERVICES: "服务",
        ProjectKind.EPC: "工程总承包",
    }
)
PARTS: Mapping[Part, str] = MappingProxyType({Part.WORKS: "施工", Part.GOODS: "货物", Part.SERVICES: "服务"})
REACHES: Mapping[ReachTier, str] = MappingProxyType(
    {
        ReachTier.WITHIN_CITY: "在市域内选择副场",
        ReachTier.CROSS_CITY: "跨市域选择副场",
        ReachTier.CROSS_CITY_OR_PROVINCE: "跨市域或者跨省域选择副场",
        ReachTier.CROSS_PROVINCE: "跨省域选择副场",
    }
)
PROCEDURES = {
    Procedure.CONSENT_BEFORE: "可以不采用远程异地评标，但事先须经行政监督部门同意",
    Procedure.EXPLANATION_AFTER_AWARD: "可以不采用远程异地评标，但确定中标人后须提交书面说明",
    Procedure.AUTOMATIC: "不适宜采用远程异地评标，无须另行报批",
}
VERDICTS: Mapping[Verdict, tuple[str, Tone]] = MappingProxyType(
    {
        Verdict.MUST: ("应当采用远程异地评标", "bad"),
        Verdict.DEFAULT: ("原则上采用远程异地评标", "warn"),
        Verdict.ENCOURAGED: ("鼓励采用远程异地评标", "info"),
        Verdict.OPTIONAL: ("可以采用，也可以不采用", "muted"),
        Verdict.EXCLUDED: ("不采用远程异地评标", "ok"),
        Verdict.UNKNOWN: ("待补充信息后判定", "warn"),
    }
)
"""What a page says of a verdict, and its colour."""

SCOPES = {
    Force.MUST: "应当采用远程异地评标",
    Force.DEFAULT: "原则上采用远程异地评标",
    Force.ENCOURAGED: "鼓励采用远程异地评标",
}
UNITS = {
    Unit.HOUR: " 小时",
    Unit.DAY: " 日",
    Unit.WORKDAY: " 个工作日",
    Unit.MINUTE: " 分钟",
    Unit.MONTH: " 个月",
    Unit.YEAR: " 年",
    Unit.TIME: " 次",
    Unit.SEAT: " 个工位",
    Unit.ROOM: " 间评标室",
    Unit.PERSON: " 人",
    Unit.CENTRE: " 个交易中心",
    Unit.PROVINCE: " 个省份",
    Unit.BID: " 份投标文件",
    Unit.BIDDER: " 家",
    Unit.PERCENT: "%",
    Unit.MBIT_PER_S: " 兆比特每秒",
    Unit.CNY: " 元",
}
EVENTS = {
    Event.NOTICE: "发布公告",
    Event.BID_DEADLINE: "投标截止",
    Event.OPENING: "开标",
    Event.EVALUATION_START: "评标开始",
    Event.EVALUATION_END: "评标结束",
    Event.CHECK_IN: "专家签到",
    Event.REPORT_SUBMITTED: "收到评标报告",
    Event.RESULT_FIXED: "确定中标结果",
    Event.AWARD: "确定中标人",
    Event.AWARD_LETTER: "发出中标通知书",
    Event.RECEIPT: "收到",
    Event.KNOWLEDGE: "知道或者应当知道",
    Event.OBJECTION_RECEIVED: "收到异议（质疑）",
    Event.ANSWER_DUE: "答复期满",
    Event.COMPLAINT_RECEIVED: "收到投诉",
    Event.COMPLAINT_ACCEPTED: "受理投诉",
    Event.REEVALUATION_START: "重新评审开始",
    Event.ACTIVITY: "评审活动开始",
    Event.PROCUREMENT_END: "采购（招标投标）活动结束",
}
TENDER_EVENTS = {
    Event.PROCUREMENT_END: "招标投标活动结束",
    Event.OBJECTION_RECEIVED: "收到异议",
}
PROCUREMENT_EVENTS = {
    Event.PROCUREMENT_END: "采购活动结束",
    Event.OBJECTION_RECEIVED: "收到质疑",
    Event.AWARD: "确定中标（成交）供应商",
    Event.REPORT_SUBMITTED: "收到评审报告",
}
GROUND_CLAUSES = {
    Ground.FREQUENT: "属于采购频次较高的同类型项目",
    Ground.ESPECIALLY_IMPORTANT: "属于特别重大项目",
    Ground.OTHER: "有其他情形",
}
"""Grounds whose label does not read as a clause by itself."""
TERMS = {
    Term.EVALUATION: "评审活动",
    Term.TENDERER: "组织招标或者采购的一方",
    Term.BIDDER: "参加竞争的一方",
    Term.AGENCY: "受托代理的机构",
    Term.COMMITTEE: "评审组织",
    Term.WORKSTATION: "评审席位",
    Term.SUB_VENUE: "协同评审的场所",
}
ACTS = {
    Act.DRAW_INTENT: "抽取意向",
    Act.BID_OPENING: "开启投标文件",
    Act.SCORE_LOCK: "评分锁定",
    Act.RESULT: "评标结果",
}
TITLE_LEVELS = {
    TitleLevel.NONE: "不限",
    TitleLevel.JUNIOR: "初级",
    TitleLevel.INTERMEDIATE: "中级",
    TitleLevel.SUB_SENIOR: "副高级",
    TitleLevel.SENIOR: "正高级",
}
DIGITS = "零一二三四五六七八九十"
KIND_NAMES = {
    "MinCount": "最低数量",
    "MaxCount": "最高数量",
    "MinMeasure": "最低指标",
    "Share": "最低比例",
    "Targets": "分期目标",
    "Flag": "要求",
    "Choice": "事项",
    "Phases": "推行步骤",
    "Secrecy": "保密",
    "Vocabulary": "用语",
    "Adoption": "转发",
    "Qualification": "资格条件",
    "MinLead": "提前时间",
    "Deadline": "期限",
    "Timing": "最早时间",
    "Schedule": "定期报送",
    "Retention": "保存期限",
    "Lookback": "追溯期间",
    "Witnessed": "见证",
    "Scope": "适用范围",
    "Reach": "副场范围",
    "Exemption": "不采用的情形",
}
