"""Letting a member go (离场): the report is signed, the certificate taken back, then the seat is free."""

from yuanping.base import permissions
from yuanping.base.context import Ctx, bound
from yuanping.core.errors import NotFound, Refused
from yuanping.domain.evaluation.departure import has_signed
from yuanping.domain.evaluation.models import Member
from yuanping.domain.evaluation.permissions import Evaluation
from yuanping.domain.experts.actions import attendance as experts
from yuanping.domain.signing import queries as signing
from yuanping.domain.signing.actions.certificate import revoke_certificate


def check_out(ctx: Ctx, seat_id: int) -> None:
    """Check a member out, by the staff of the seat's own venue, all in one transaction (S4-42).

    Raises ``Refused`` ``report-not-signed`` until the member has signed, or is deemed to agree
    because the main venue has closed the document.
    """
    permissions.require(ctx, Evaluation.CHECK_OUT)
    with bound(ctx):
        # the seat first, the log's head last: see ``seated``
        member = (
            Member.objects.select_related("session", "seat__venue")
            .select_for_update(of=("seat",))
            .filter(seat_id=seat_id, replaced_at=None, seat__venue__centre_id=ctx.centre_id or 0)
            .first()
        )
        if member is None:
            raise NotFound("not-found", "没有找到该席位，或您无权办理。", remedy="请从签到页面重新进入。")
        permissions.require(ctx, Evaluation.CHECK_OUT, member)
        _require_signed(member)
        if signing.held_certificate(seat_id) is not None:
            revoke_certificate(ctx, seat_id)
        experts.check_out(ctx, seat_id)


def _require_signed(member: Member) -> None:
    if not has_signed(member):
        raise Refused(
            "report-not-signed",
            f"{member.label}尚未签署评标报告，不能离场。",
            remedy="请成员在席位页面签署报告；拒绝签署的，由主场远程异地评标管理员结束签署后再办理离场。",
        )
