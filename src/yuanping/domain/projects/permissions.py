"""Who may do what to projects."""

from enum import StrEnum
from typing import TYPE_CHECKING

from yuanping.base.context import Ctx
from yuanping.base.permissions import grant
from yuanping.domain.people.states import Role

if TYPE_CHECKING:
    from yuanping.domain.projects.models import Project


class Projects(StrEnum):
    REGISTER = "projects:project:register"
    AMEND = "projects:project:amend"
    DECIDE_EXEMPTION = "projects:project:decide-exemption"
    SUBMIT = "projects:project:submit"
    WITHDRAW = "projects:project:withdraw"
    LIST_BIDS = "projects:bid:list"
    RUN_EVALUATION = "projects:evaluation:run"


def _own_agency(ctx: Ctx, project: "Project") -> bool:
    return ctx.organisation_id == project.agency_id


def _own_supervision(ctx: Ctx, project: "Project") -> bool:
    return ctx.organisation_id == project.supervision_id


def _main_venue(ctx: Ctx, project: "Project") -> bool:
    return ctx.has(Role.SYSTEM) or ctx.centre_id == project.main_centre_id


_NOT_YOUR_AGENCY = "该项目由其他代理机构登记。"

grant(Projects.REGISTER, "登记项目", Role.AGENCY)
grant(Projects.AMEND, "修改项目登记信息", Role.AGENCY, when=_own_agency, otherwise=_NOT_YOUR_AGENCY)
grant(Projects.SUBMIT, "提交项目", Role.AGENCY, when=_own_agency, otherwise=_NOT_YOUR_AGENCY)
grant(Projects.WITHDRAW, "撤回项目", Role.AGENCY, when=_own_agency, otherwise=_NOT_YOUR_AGENCY)
grant(Projects.LIST_BIDS, "登记投标", Role.AGENCY, when=_own_agency, otherwise=_NOT_YOUR_AGENCY)
grant(
    Projects.DECIDE_EXEMPTION,
    "答复不采用远程异地评标的申请",
    Role.SUPERVISOR,
    when=_own_supervision,
    otherwise="该项目由其他行政监督部门监督。",
)
grant(
    Projects.RUN_EVALUATION,
    "开始或者结束评标",
    Role.VENUE_ADMIN,
    Role.SYSTEM,
    when=_main_venue,
    otherwise="只有该项目的主场可以办理。",
)
