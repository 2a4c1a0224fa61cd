"""Who may do what with the pool, a committee and its seats."""

from enum import StrEnum
from typing import TYPE_CHECKING

from yuanping.base.permissions import grant
from yuanping.domain.experts.digests import expert_ref
from yuanping.domain.experts.models import (
    Appraisal,
    Attendance,
    Committee,
    CommitteeSeat,
    Leave,
    ManualCheckIn,
)
from yuanping.domain.experts.raters import party_of
from yuanping.domain.people.states import Role

if TYPE_CHECKING:
    from yuanping.base.context import Ctx
    from yuanping.domain.projects.models import Project


class Experts(StrEnum):
    ENROL = "experts:pool:enrol"
    FREEZE = "experts:pool:freeze"
    PLAN = "experts:committee:plan"
    DRAW = "experts:committee:draw"
    CONFIRM = "experts:committee:confirm"
    OPEN_RECORD = "experts:committee:open-record"
    RUN = "experts:committee:run"
    APPOINT = "experts:seat:appoint"
    ANSWER = "experts:seat:answer"
    LEAVE = "experts:seat:leave"
    CHECK_IN = "experts:seat:check-in"
    ENTER = "experts:seat:enter"
    RECUSE = "experts:seat:recuse"
    CHECK_OUT = "experts:seat:check-out"
    DECLARE_EMPLOYER = "experts:recusal:declare-employer"
    NOTE_RELATION = "experts:recusal:note-relation"
    WORD_CALLS = "experts:centre:word-calls"
    # room: appraisal
    REQUEST_MANUAL = "experts:manual:request"
    DECIDE_MANUAL = "experts:manual:decide"
    APPRAISE = "experts:appraisal:give"
    OBJECT = "experts:appraisal:object"
    DECIDE_OBJECTION = "experts:appraisal:decide"
    TAKE_LEAVE = "experts:leave:take"
    PUBLISH_RECORD = "experts:committee:publish-record"
    # pool
    KEEP = "experts:pool:keep"
    REVEAL = "experts:pool:reveal"
    STATE_NEEDS = "experts:venue:state-needs"


Row = Committee | CommitteeSeat


def _project(row: Row) -> "Project":
    return row.project if isinstance(row, Committee) else row.committee.project


def _agency(ctx: "Ctx", row: Row) -> bool:
    return _project(row).agency_id == ctx.organisation_id


def _draws(ctx: "Ctx", row: Row) -> bool:
    """The agency, the main venue (S4-28), and the platform when a seat was vacated."""
    return (
        ctx.has(Role.SYSTEM)
        or (ctx.has(Role.AGENCY) and _agency(ctx, row))
        or (ctx.has(Role.VENUE_ADMIN) and _project(row).main_centre_id == ctx.centre_id)
    )


def _tenderer(ctx: "Ctx", row: Row) -> bool:
    return _project(row).tenderer_id == ctx.organisation_id


def _confirms(ctx: "Ctx", row: Row) -> bool:
    return (ctx.has(Role.TENDERER) and _tenderer(ctx, row)) or _supervises(ctx, row)


def _supervises(ctx: "Ctx", row: Row) -> bool:
    return ctx.has(Role.SUPERVISOR) and _project(row).supervision_id == ctx.organisation_id


def _opens(ctx: "Ctx", row: Row) -> bool:
    return ctx.has(Role.SYSTEM) or _supervises(ctx, row)


def _sits(ctx: "Ctx", row: CommitteeSeat) -> bool:
    return row.pk == ctx.committee_seat_id


def _sits_or_system(ctx: "Ctx", row: CommitteeSeat) -> bool:
    return ctx.has(Role.SYSTEM) or _sits(ctx, row)


def _hosts(ctx: "Ctx", row: CommitteeSeat) -> bool:
    return row.venue.centre_id == ctx.centre_id


def _hosts_or_system(ctx: "Ctx", row: CommitteeSeat) -> bool:
    return ctx.has(Role.SYSTEM) or _hosts(ctx, row)


def _tenders(ctx: "Ctx", project: "Project") -> bool:
    """The project's own agency or tenderer."""
    return (ctx.has(Role.AGENCY) and project.agency_id == ctx.organisation_id) or (
        ctx.has(Role.TENDERER) and project.tenderer_id == ctx.organisation_id
    )


OWN_VENUE = "该席位不在您所在的交易中心。"
OWN_SEAT = "这不是您的席位。"
VENUE = (Role.VENUE_ADMIN, Role.VENUE_STAFF)

grant(Experts.FREEZE, "生成专家库快照", Role.SYSTEM)
grant(Experts.ENROL, "登记专家库", Role.POOL_MANAGER, Role.OPERATOR, Role.SYSTEM)
grant(Experts.PLAN, "编制评标委员会组建方案", Role.AGENCY, when=_agency)
grant(Experts.DRAW, "抽取专家", Role.AGENCY, Role.VENUE_ADMIN, Role.SYSTEM, when=_draws)
grant(Experts.CONFIRM, "核验专家名单", Role.TENDERER, Role.SUPERVISOR, when=_confirms)
grant(Experts.OPEN_RECORD, "公开抽取记录", Role.SUPERVISOR, Role.SYSTEM, when=_opens)
grant(Experts.RUN, "办理系统流程", Role.SYSTEM)
grant(Experts.APPOINT, "确定招标人代表", Role.TENDERER, when=_tenderer)
grant(Experts.ANSWER, "答复参加通知", Role.EXPERT, when=_sits, otherwise=OWN_SEAT)
grant(Experts.LEAVE, "为专家办理请假", *VENUE, when=_hosts, otherwise=OWN_VENUE)
grant(Experts.CHECK_IN, "办理签到", *VENUE, when=_hosts, otherwise=OWN_VENUE)
grant(Experts.ENTER, "进入评标", Role.EXPERT, when=_sits, otherwise=OWN_SEAT)
grant(Experts.RECUSE, "办理回避", Role.EXPERT, Role.SYSTEM, when=_sits_or_system, otherwise=OWN_SEAT)
grant(Experts.CHECK_OUT, "办理离场", *VENUE, Role.SYSTEM, when=_hosts_or_system, otherwise=OWN_VENUE)

# recusal
grant(Experts.DECLARE_EMPLOYER, "申报回避单位", Role.AGENCY, Role.TENDERER, when=_tenders)
grant(Experts.NOTE_RELATION, "登记专家的利害关系", Role.POOL_MANAGER, Role.OPERATOR, Role.SYSTEM)
# calls
grant(Experts.WORD_CALLS, "编辑本中心的通知内容", Role.VENUE_ADMIN)


# room: appraisal


def _manual_host(ctx: "Ctx", row: ManualCheckIn) -> bool:
    return _hosts(ctx, row.seat)


def _second(ctx: "Ctx", row: ManualCheckIn) -> bool:
    """The own centre's administrator or the project's supervisor, and never who asked."""
    if row.requested_by_id == ctx.actor_id:
        return False
    return _supervises(ctx, row.seat) or (ctx.has(Role.VENUE_ADMIN) and _hosts(ctx, row.seat))


def _rates(ctx: "Ctx", row: Attendance) -> bool:
    return party_of(ctx, row) is not None


def _appraised(ctx: "Ctx", row: Appraisal) -> bool:
    return ctx.expert_id is not None and row.attendance.ref == expert_ref(ctx.expert_id)


def _appraisal_supervised(ctx: "Ctx", row: Appraisal) -> bool:
    return _supervises(ctx, row.attendance.seat)


def _own_leave(ctx: "Ctx", row: Leave) -> bool:
    return row.expert_id == ctx.expert_id


OWN_MATTER = "该事项只能由专家本人办理。"

grant(Experts.REQUEST_MANUAL, "申请人工签到", *VENUE, when=_manual_host, otherwise=OWN_VENUE)
grant(
    Experts.DECIDE_MANUAL,
    "确认人工签到",
    Role.VENUE_ADMIN,
    Role.SUPERVISOR,
    when=_second,
    otherwise="应由申请人以外的本中心远程异地评标管理员或本项目行政监督人员确认。",
)
grant(
    Experts.APPRAISE,
    "评价专家",
    *VENUE,
    Role.TENDERER,
    Role.AGENCY,
    Role.SUPERVISOR,
    when=_rates,
    otherwise="按本项目适用的规则，您所在单位不是该成员的评价方。",
)
grant(Experts.OBJECT, "对评价提出异议", Role.EXPERT, when=_appraised, otherwise=OWN_MATTER)
grant(Experts.DECIDE_OBJECTION, "处理评价异议", Role.SUPERVISOR, when=_appraisal_supervised)
grant(Experts.TAKE_LEAVE, "办理本人请假", Role.EXPERT, when=_own_leave, otherwise=OWN_MATTER)
grant(Experts.PUBLISH_RECORD, "向社会公开抽取记录", Role.SYSTEM)
# pool
grant(Experts.KEEP, "登记专家请假、处分", Role.POOL_MANAGER, Role.SYSTEM)
grant(Experts.REVEAL, "查看专家完整信息", Role.POOL_MANAGER)
# sealing
grant(Experts.STATE_NEEDS, "登记本会场的就餐住宿", *VENUE)
