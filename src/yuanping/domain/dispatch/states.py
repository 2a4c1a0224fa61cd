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
