"""Who may do what in an evaluation."""

from enum import StrEnum
from typing import TYPE_CHECKING

from yuanping.base.permissions import grant
from yuanping.domain.people.states import Role

if TYPE_CHECKING:
    from yuanping.base.context import Ctx
    from yuanping.domain.evaluation.models import Member, Session, Sheet


class Evaluation(StrEnum):
    START = "evaluation:session:start"
    ADVANCE = "evaluation:session:advance"
    DECLARE = "evaluation:recusal:declare"
    VOTE = "evaluation:ballot:cast"
    REVIEW = "evaluation:opinion:give"
    SCORE = "evaluation:score:give"
    CORRECT = "evaluation:score:correct"
    CONFIRM = "evaluation:summary:confirm"
    CHECK_OUT = "evaluation:seat:check-out"
    ANNOUNCE = "evaluation:session:announce"


def _at_main_venue(ctx: "Ctx", row: "Session") -> bool:
    return row.project.main_centre_id == ctx.centre_id


def _of_party(ctx: "Ctx", row: "Session") -> bool:
    return ctx.organisation_id in {row.project.tenderer_id, row.project.agency_id}


def _is_member(ctx: "Ctx", row: "Session") -> bool:
    return row.members.filter(seat_id=ctx.committee_seat_id or 0, replaced_at=None).exists()


def _owns_sheet(ctx: "Ctx", row: "Sheet") -> bool:
    return row.member.seat_id == ctx.committee_seat_id and row.member.replaced_at is None


def _hosts(ctx: "Ctx", row: "Member") -> bool:
    return row.seat.venue.centre_id == ctx.centre_id


_OWN = "该评审表不属于您的席位。"
_MEMBER = "您不是本项目评标委员会的现任成员。"
grant(
    Evaluation.START,
    "启动评标",
    Role.VENUE_ADMIN,
    when=_at_main_venue,
    otherwise="评标由主场的远程异地评标管理员启动。",
)
grant(Evaluation.ADVANCE, "推进评标环节", Role.SYSTEM)
grant(Evaluation.DECLARE, "作出回避声明", Role.EXPERT, when=_is_member, otherwise=_MEMBER)
grant(Evaluation.VOTE, "投票", Role.EXPERT, when=_owns_sheet, otherwise=_OWN)
grant(Evaluation.REVIEW, "进行初步评审", Role.EXPERT, when=_owns_sheet, otherwise=_OWN)
grant(Evaluation.SCORE, "评分", Role.EXPERT, when=_owns_sheet, otherwise=_OWN)
grant(Evaluation.CORRECT, "更正评分", Role.EXPERT, when=_is_member, otherwise=_MEMBER)
grant(Evaluation.CONFIRM, "确认汇总结果", Role.EXPERT, when=_is_member, otherwise=_MEMBER)
grant(
    Evaluation.CHECK_OUT,
    "办理成员离场",
    Role.VENUE_ADMIN,
    Role.VENUE_STAFF,
    when=_hosts,
    otherwise="离场由成员所在会场的工作人员办理。",
)
grant(Evaluation.ANNOUNCE, "登记结果公告", Role.AGENCY, Role.TENDERER, when=_of_party)
