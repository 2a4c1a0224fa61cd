"""Who may do what with certificates and documents."""

from enum import StrEnum
from typing import TYPE_CHECKING

from yuanping.base.permissions import grant
from yuanping.domain.people.states import Role

if TYPE_CHECKING:
    from yuanping.base.context import Ctx
    from yuanping.domain.signing.models import Document, TemporaryCertificate


class Signing(StrEnum):
    ISSUE = "signing:certificate:issue"
    REVOKE = "signing:certificate:revoke"
    PREPARE = "signing:document:prepare"
    DECLARE = "signing:document:declare"
    SIGN = "signing:document:sign"
    CLOSE = "signing:document:close"


def _at_the_venue(ctx: "Ctx", row: "TemporaryCertificate") -> bool:
    return ctx.has(Role.SYSTEM) or row.seat.venue.centre_id == ctx.centre_id


def _is_signer(ctx: "Ctx", row: "Document") -> bool:
    return row.signatures.filter(seat_id=ctx.committee_seat_id or 0).exists()


def _main_venue(ctx: "Ctx", row: "Document") -> bool:
    return ctx.has(Role.SYSTEM) or row.project.main_centre_id == ctx.centre_id


_VENUE = "临时证书由成员所在会场的工作人员办理。"
_SIGNER = "您不是该文书的签署人。"
grant(
    Signing.ISSUE,
    "发放临时证书",
    Role.SYSTEM,
    Role.VENUE_ADMIN,
    Role.VENUE_STAFF,
    when=_at_the_venue,
    otherwise=_VENUE,
)
grant(
    Signing.REVOKE,
    "收回临时证书",
    Role.SYSTEM,
    Role.VENUE_ADMIN,
    Role.VENUE_STAFF,
    when=_at_the_venue,
    otherwise=_VENUE,
)
grant(Signing.PREPARE, "生成待签文书", Role.SYSTEM)
grant(Signing.DECLARE, "对文书表明意见", Role.EXPERT, when=_is_signer, otherwise=_SIGNER)
grant(Signing.SIGN, "签署文书", Role.EXPERT, when=_is_signer, otherwise=_SIGNER)
grant(
    Signing.CLOSE,
    "结束文书签署",
    Role.SYSTEM,
    Role.VENUE_ADMIN,
    when=_main_venue,
    otherwise="文书签署由主场的远程异地评标管理员结束。",
)
