"""Who may do what in dispatch: the main venue asks, the sub-venue answers."""

from enum import StrEnum
from typing import TYPE_CHECKING

from yuanping.base.permissions import grant
from yuanping.domain.people.states import Role

if TYPE_CHECKING:
    from yuanping.base.context import Ctx
    from yuanping.domain.dispatch.models import Offer, Venue, VenueDraw


class Dispatch(StrEnum):
    HOLD_VENUE = "dispatch:venue:hold"
    RESEAT_VENUE = "dispatch:venue:reseat"
    RELEASE_VENUE = "dispatch:venue:release"
    FLAG_RISK = "dispatch:venue:flag-risk"
    SEND_OFFER = "dispatch:offer:send"
    ANSWER_OFFER = "dispatch:offer:answer"
    WITHDRAW_OFFER = "dispatch:offer:withdraw"
    EXPIRE_OFFER = "dispatch:offer:expire"
    DRAW_VENUES = "dispatch:venue-draw:make"
    CONFIRM_DIRECT = "dispatch:venue-draw:confirm"


def _asks(ctx: "Ctx", offer: "Offer") -> bool:
    return ctx.has(Role.SYSTEM) or offer.project.main_centre_id == ctx.centre_id


def _is_asked(ctx: "Ctx", offer: "Offer") -> bool:
    return offer.centre_id == ctx.centre_id


def _hosts(ctx: "Ctx", venue: "Venue") -> bool:
    return venue.centre_id == ctx.centre_id


def _arranges(ctx: "Ctx", venue: "Venue") -> bool:
    # The main venue itself goes only with its project: releasing it by hand would leave the project nowhere.
    return ctx.has(Role.SYSTEM) or (not venue.is_main and venue.project.main_centre_id == ctx.centre_id)


def _draws(ctx: "Ctx", draw: "VenueDraw") -> bool:
    # The platform goes on with an attempt when the witnesses have seen its intent, and asks the centres drawn.
    return ctx.has(Role.SYSTEM) or draw.project.main_centre_id == ctx.centre_id


def _supervises(ctx: "Ctx", draw: "VenueDraw") -> bool:
    return draw.project.supervision_id == ctx.organisation_id


MAIN_ONLY = "该事项由项目主场办理。"
OWN_ONLY = "该事项由被要约的交易中心办理。"

grant(Dispatch.HOLD_VENUE, "预约工位", Role.VENUE_ADMIN)
grant(
    Dispatch.RESEAT_VENUE,
    "调整已预约的工位",
    Role.VENUE_ADMIN,
    when=_hosts,
    otherwise="工位由所在交易中心自行调整。",
)
grant(
    Dispatch.RELEASE_VENUE,
    "释放会场",
    Role.VENUE_ADMIN,
    Role.SYSTEM,
    when=_arranges,
    otherwise=MAIN_ONLY,
)
grant(Dispatch.FLAG_RISK, "提示预约风险", Role.SYSTEM)
grant(Dispatch.SEND_OFFER, "发出场地要约", Role.VENUE_ADMIN, Role.SYSTEM)
grant(Dispatch.ANSWER_OFFER, "答复场地要约", Role.VENUE_ADMIN, when=_is_asked, otherwise=OWN_ONLY)
grant(
    Dispatch.WITHDRAW_OFFER,
    "撤回场地要约",
    Role.VENUE_ADMIN,
    Role.SYSTEM,
    when=_asks,
    otherwise=MAIN_ONLY,
)
grant(Dispatch.EXPIRE_OFFER, "使要约过期", Role.SYSTEM)
grant(Dispatch.DRAW_VENUES, "随机选取副场", Role.VENUE_ADMIN, Role.SYSTEM, when=_draws, otherwise=MAIN_ONLY)
grant(
    Dispatch.CONFIRM_DIRECT,
    "确认直接协商确定副场",
    Role.SUPERVISOR,
    when=_supervises,
    otherwise="该项目由其他行政监督部门监督。",
)
