"""States of offers and of venues."""

from enum import StrEnum

from yuanping.core.machine import Machine, step


class OfferState(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


OFFER_LABELS = {
    OfferState.SENT: "待答复",
    OfferState.ACCEPTED: "已接受",
    OfferState.REFUSED: "已拒绝",
    OfferState.WITHDRAWN: "已撤回",
    OfferState.EXPIRED: "已过期",
}
OFFER_MACHINE = Machine(
    OfferState,
    subject="要约",
    labels=OFFER_LABELS,
    transitions=[
        step("send", to=OfferState.SENT),
        step("accept", OfferState.SENT, to=OfferState.ACCEPTED),
        step("refuse", OfferState.SENT, to=OfferState.REFUSED),
        step("withdraw", OfferState.SENT, OfferState.ACCEPTED, to=OfferState.WITHDRAWN),
        step("expire", OfferState.SENT, to=OfferState.EXPIRED),
    ],
)


class VenueState(StrEnum):
    HELD = "held"
    RELEASED = "released"


VENUE_LABELS = {VenueState.HELD: "已预约", VenueState.RELEASED: "已释放"}
VENUE_MACHINE = Machine(
    VenueState,
    subject="会场",
    labels=VENUE_LABELS,
    transitions=[
        step("hold", to=VenueState.HELD),
        step("reseat", VenueState.HELD),
        step("flag_risk", VenueState.HELD),
        step("release", VenueState.HELD, to=VenueState.RELEASED),
    ],
)


class VenueDrawState(StrEnum):
    INTENDED = "intended"
    DRAWN = "drawn"
    FAILED = "failed"
    CONFIRMED = "confirmed"


VENUE_DRAW_LABELS = {
    VenueDrawState.INTENDED: "已公布条件",
    VenueDrawState.DRAWN: "已选定",
    VenueDrawState.FAILED: "未能选定",
    VenueDrawState.CONFIRMED: "已确认可直接协商",
}
VENUE_DRAW_MACHINE = Machine(
    VenueDrawState,
    subject="副场随机选取",
    labels=VENUE_DRAW_LABELS,
    transitions=[
        step("intend", to=VenueDrawState.INTENDED),
        step("draw", VenueDrawState.INTENDED, to=VenueDrawState.DRAWN),
        step("fail", VenueDrawState.INTENDED, to=VenueDrawState.FAILED),
        step("confirm", VenueDrawState.FAILED, to=VenueDrawState.CONFIRMED),
    ],
)
