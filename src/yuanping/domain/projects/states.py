"""States and kinds of projects; the gates between registration and the evaluation."""

from dataclasses import dataclass
from enum import StrEnum

from yuanping.core.errors import Citation
from yuanping.core.machine import Machine, step


class Domain(StrEnum):
    """Which law rules: tendering (招标投标) or government procurement (政府采购)."""

    TENDER = "tender"
    PROCUREMENT = "procurement"


class Kind(StrEnum):
    WORKS = "works"
    GOODS = "goods"
    SERVICES = "services"
    EPC = "epc"


KIND_LABELS = {Kind.WORKS: "工程", Kind.GOODS: "货物", Kind.SERVICES: "服务", Kind.EPC: "工程总承包"}
DOMAIN_LABELS = {Domain.TENDER: "工程建设招标投标", Domain.PROCUREMENT: "政府采购"}


class ProjectState(StrEnum):
    REGISTERED = "registered"
    ARRANGING = "arranging"
    EVALUATING = "evaluating"
    EVALUATED = "evaluated"
    WITHDRAWN = "withdrawn"


PROJECT_LABELS = {
    ProjectState.REGISTERED: "已登记",
    ProjectState.ARRANGING: "组织准备中",
    ProjectState.EVALUATING: "评标中",
    ProjectState.EVALUATED: "评标结束",
    ProjectState.WITHDRAWN: "已撤回",
}
PROJECT_MACHINE = Machine(
    ProjectState,
    subject="项目",
    labels=PROJECT_LABELS,
    transitions=[
        step("register", to=ProjectState.REGISTERED),
        step("amend", ProjectState.REGISTERED),
        step("consent", ProjectState.REGISTERED),
        step("submit", ProjectState.REGISTERED, to=ProjectState.ARRANGING),
        step("start_evaluation", ProjectState.ARRANGING, to=ProjectState.EVALUATING),
        step("end_evaluation", ProjectState.EVALUATING, to=ProjectState.EVALUATED),
        step("withdraw", ProjectState.REGISTERED, ProjectState.ARRANGING, to=ProjectState.WITHDRAWN),
    ],
)


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition between the project and its evaluation: whether it is open, and who opens it."""

    code: str
    title: str
    is_open: bool
    who: str
    detail: str = ""
    citation: Citation | None = None
