"""What a member did at a seat, written when the member leaves: before, nobody's pages may show it."""

from yuanping.base.context import Ctx, platform
from yuanping.domain.experts import sealed
from yuanping.domain.experts.digests import expert_ref
from yuanping.domain.experts.models import Attendance, CommitteeSeat
from yuanping.domain.experts.states import Ending, SeatKind


def note_departure(
    ctx: Ctx, seat: CommitteeSeat, ending: Ending, *, reason: str = "", note: str = ""
) -> Attendance | None:
    """Write the part of the seat's expert, inside the change that lets the expert go.

    The name was open since check-in (``expert.unseal``); still only a keyed digest is written. None for a
    representative, who is of no pool.
    """
    if seat.kind != SeatKind.EXPERT or seat.assignment is None or seat.checked_in_at is None:
        return None
    expert = sealed.expert_of(platform(ctx, "平台"), seat, reason="登记参加评标情况")
    return Attendance.objects.create(
        seat=seat,
        ref=expert_ref(expert.pk),
        arrived_at=seat.checked_in_at,
        left_at=ctx.now,
        ending=ending,
        reason=reason,
        note=sealed.seal_note(ctx, note),
    )
