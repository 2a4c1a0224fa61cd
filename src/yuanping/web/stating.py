"""The facts that the law asks of a project, as they were stated."""

from decimal import Decimal

from yuanping.core.policy import GROUND_LABELS, Ground
from yuanping.domain.projects import queries
from yuanping.domain.projects.facts import asked_grounds
from yuanping.domain.projects.models import Project
from yuanping.web.components.fact_list.params import Fact
from yuanping.web.components.state_tag.params import StateTag
from yuanping.web.components.values import yuan

CONSENT_WORDS = {None: "待答复", True: "已同意不采用", False: "未同意"}
_YES_NO = {True: "是", False: "否"}
_LABELS = {
    "mandatory": "依法必须招标",
    "parts.works": "施工部分估算价",
    "parts.goods": "货物部分估算价",
    "parts.services": "服务部分估算价",
    "category": "政府采购品目",
    "local_experts": "本地同类评审专家",
}


def stated_facts(project: Project) -> list[Fact]:
    """What the project's packs ask of it, each with its answer or with the mark that nobody has said."""
    names = queries.asked(project)
    values: dict[str, object] = {
        "mandatory": None if project.mandatory is None else _YES_NO[project.mandatory],
        "parts.works": _amount(project.part_works),
        "parts.goods": _amount(project.part_goods),
        "parts.services": _amount(project.part_services),
        "category": _category(project),
        "local_experts": None if project.local_experts is None else f"{project.local_experts} 人",
    }
    facts = [Fact(label, _said(values[name])) for name, label in _LABELS.items() if name in names]
    if asked_grounds(names):
        facts.append(Fact("提出的情形", _said(_grounds(project)), wide=True))
    if project.exemption_ground:
        answered = queries.needs_consent(project)
        note = f"行政监督部门：{CONSENT_WORDS[project.exemption_consent]}" if answered else ""
        facts.append(Fact("不采用远程异地评标的理由", project.exemption_ground, note=note, wide=True))
    return facts


def _said(value: object) -> object:
    return StateTag(label="尚未确定", tone="warn") if value is None else value


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{yuan(amount)} 元"


def _category(project: Project) -> str | None:
    if not project.category_code:
        return None
    edition = f"{project.category_edition} 年版" if project.category_edition else "目录版本尚未确定"
    return f"{project.category_code}（{edition}）"


def _grounds(project: Project) -> str | None:
    if project.grounds is None:
        return None
    return "；".join(GROUND_LABELS[Ground(name)] for name in project.grounds) or "没有规则所列情形"
