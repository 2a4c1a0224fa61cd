"""Certificates follow the members: issued when they check in, taken back when they leave or are replaced."""

from collections.abc import Callable

from yuanping.base.context import Ctx, system_ctx
from yuanping.base.jobs import subscribe
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.domain.signing import queries
from yuanping.domain.signing.actions.certificate import issue_certificate, revoke_certificate


@subscribe("experts.seat.checked-in")
def at_check_in(entry_number: int) -> None:
    """S4-35."""
    _follow(entry_number)


@subscribe("experts.seat.checked-out")
def at_check_out(entry_number: int) -> None:
    """S4-42."""
    _follow(entry_number)


@subscribe("experts.seat.vacated")
def at_replacement(entry_number: int) -> None:
    """A member who is replaced may sign nothing more."""
    _follow(entry_number)


def _follow(entry_number: int) -> None:
    """Bring the seat's certificate in line with who sits there now.

    It looks at the seat as it is, not at the entry: jobs may run late, twice and in another order,
    and a late one must not touch the certificate of the seat's next member.
    """
    seat_id = int(str(witness.data(entry_number)["seat_id"]))
    came_at, held = queries.seated_since(seat_id), queries.held_certificate(seat_id)
    if held is not None and (came_at is None or held.issued_at < came_at):
        _quietly(revoke_certificate, seat_id)
        held = None
    if held is None and came_at is not None:
        _quietly(issue_certificate, seat_id)


def _quietly(action: Callable[[Ctx, int], object], seat_id: int) -> None:
    """Do it unless somebody else did meanwhile; the seat's next entry brings another look."""
    try:
        action(system_ctx("临时证书管理"), seat_id)
    except Refused as refused:
        if refused.code not in {"wrong-state", "certificate-held", "seat-not-checked-in"}:
            raise
