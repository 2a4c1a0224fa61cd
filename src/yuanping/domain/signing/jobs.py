"""Certificates follow the members: issued when they check in, taken back when they leave or are replaced."""

from yuanping.base.context import system_ctx
from yuanping.base.jobs import subscribe
from yuanping.base.witness import queries as witness
from yuanping.core.errors import NotFound, Refused, WrongState
from yuanping.domain.signing import queries
from yuanping.domain.signing.actions.certificate import issue_certificate, revoke_certificate


@subscribe("experts.seat.checked-in")
def issue_at_check_in(entry_index: int) -> None:
    """Issue the seat's certificate (S4-35); a second run finds it issued."""
    seat_id = _seat_of(entry_index)
    if queries.held_certificate(seat_id) is None:
        try:
            issue_certificate(system_ctx("临时证书发放"), seat_id)
        except Refused as refused:
            if refused.code not in {"seat-not-checked-in", "certificate-held"}:
                raise


@subscribe("experts.seat.checked-out")
def revoke_at_check_out(entry_index: int) -> None:
    """Take the seat's certificate back (S4-42)."""
    _revoke(_seat_of(entry_index))


@subscribe("experts.seat.vacated")
def revoke_at_replacement(entry_index: int) -> None:
    """A member who is replaced may sign nothing more."""
    _revoke(_seat_of(entry_index))


def _revoke(seat_id: int) -> None:
    try:
        revoke_certificate(system_ctx("临时证书收回"), seat_id)
    except (NotFound, WrongState):
        return  # never issued, or taken back already


def _seat_of(entry_index: int) -> int:
    data = witness.data(entry_index)
    return int(str(data["seat_id"]))
