"""Ready evaluation schemes: typical criteria to start from; the tender document decides what counts."""

from collections.abc import Mapping
from typing import Any

from yuanping.domain.projects.states import Domain, Kind

_TENDER_PRELIMINARY = [
    {"id": "Q1", "name": "营业执照有效", "stage": "qualification"},
    {"id": "Q2", "name": "资质等级符合招标文件要求", "stage": "qualification"},
    {"id": "Q3", "name": "未被列入失信被执行人名单", "stage": "qualification"},
    {"id": "F1", "name": "投标函签字盖章齐全", "stage": "form"},
    {"id": "F2", "name": "只有一个有效报价", "stage": "form"},
    {"id": "R1", "name": "工期和质量响应招标文件要求", "stage": "responsiveness"},
    {"id": "R2", "name": "投标有效期和投标保证金符合要求", "stage": "responsiveness"},
    {"id": "R3", "name": "报价不超过最高投标限价", "stage": "responsiveness"},
]
_PROCUREMENT_PRELIMINARY = [
    {"id": "Q1", "name": "具有独立承担民事责任的能力", "stage": "qualification"},
    {"id": "Q2", "name": "依法缴纳税收和社会保障资金", "stage": "qualification"},
    {"id": "Q3", "name": "参加采购活动前三年内无重大违法记录", "stage": "qualification"},
    {"id": "F1", "name": "投标文件签署、盖章符合要求", "stage": "form"},
    {"id": "R1", "name": "服务期限（交货期）满足采购文件要求", "stage": "responsiveness"},
    {"id": "R2", "name": "报价未超过预算金额或者最高限价", "stage": "responsiveness"},
]

TEMPLATES: Mapping[str, Mapping[str, Any]] = {
    "works-comprehensive": {
        "name": "施工综合评估法",
        "kind": "comprehensive-scoring",
        "total_points": "100",
        "preliminary": _TENDER_PRELIMINARY,
        "criteria": [
            {"id": "A1", "name": "施工方案与技术措施", "max_points": "10", "objective": False, "section": "施工组织设计"},
            {"id": "A2", "name": "质量管理体系与措施", "max_points": "5", "objective": False, "section": "施工组织设计"},
            {"id": "A3", "name": "安全和文明施工措施", "max_points": "5", "objective": False, "section": "施工组织设计"},
            {"id": "A4", "name": "工期保证措施", "max_points": "5", "objective": False, "section": "施工组织设计"},
            {"id": "B1", "name": "项目经理业绩", "max_points": "5", "step": "1", "objective": True, "section": "项目管理机构"},
            {"id": "B2", "name": "项目班子人员配备", "max_points": "5", "step": "1", "objective": True, "section": "项目管理机构"},
            {"id": "C1", "name": "企业类似工程业绩", "max_points": "5", "step": "1", "objective": True, "section": "其他因素"},
        ],
        "price": {"points": "60", "formula": "mean-benchmark", "k": "0.98", "above": "1", "below": "0.5"},
    },
    "procurement-comprehensive": {
        "name": "综合评分法（低价优先）",
        "kind": "comprehensive-scoring",
        "total_points": "100",
        "preliminary": _PROCUREMENT_PRELIMINARY,
        "criteria": [
            {"id": "A1", "name": "总体服务（供货）方案", "max_points": "20", "objective": False, "section": "技术部分"},
            {"id": "A2", "name": "人员（设备）配备", "max_points": "15", "objective": False, "section": "技术部分"},
            {"id": "A3", "name": "质量保证与应急措施", "max_points": "15", "objective": False, "section": "技术部分"},
            {"id": "B1", "name": "类似项目业绩", "max_points": "10", "step": "2", "objective": True, "section": "商务部分"},
            {"id": "B2", "name": "管理体系认证", "max_points": "6", "step": "2", "objective": True, "section": "商务部分"},
            {"id": "B3", "name": "售后服务承诺", "max_points": "4", "objective": False, "section": "商务部分"},
        ],
        "price": {"points": "30", "formula": "low-price-first"},
    },
    "lowest-evaluated-price": {
        "name": "经评审的最低投标价法",
        "kind": "lowest-evaluated-price",
        "preliminary": [
            *_TENDER_PRELIMINARY,
            {"id": "R4", "name": "施工组织设计（供货方案）满足招标文件实质性要求", "stage": "responsiveness"},
            {"id": "R5", "name": "报价不低于成本", "stage": "responsiveness"},
        ],
        "criteria": [],
    },
}  # fmt: skip
"""By key: the form's choices, in this order."""


def template_choices() -> list[tuple[str, str]]:
    """Key and name of each template."""
    return [(key, str(scheme["name"])) for key, scheme in TEMPLATES.items()]


def usual_template(domain: Domain | None, kind: Kind | None) -> str:
    """The template that a project of this sort usually starts from."""
    if domain is Domain.TENDER and kind in {Kind.WORKS, Kind.EPC}:
        return "works-comprehensive"
    return "procurement-comprehensive"
