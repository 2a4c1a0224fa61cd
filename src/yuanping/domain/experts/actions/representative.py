"""The tenderer's representative (招标人代表): named by the tenderer, drawn by nobody."""

from django.conf import settings

from yuanping.base.change import Change, change
from yuanping.base.context import Ctx
from yuanping.base.ports.identity import register_demo_cards
from yuanping.base.ports.sms import gateway
from yuanping.base.vault.sealing import seal, unseal
from yuanping.core.errors import Invalid
from yuanping.core.identifiers import parse_id_number, parse_mobile
from yuanping.core.local_time import local_date
from yuanping.domain.experts import messages, sealed
from yuanping.domain.experts.actions.pool import parse_name
from yuanping.domain.experts.digests import id_index
from yuanping.domain.experts.events import RepresentativeNamed, RepresentativeNotified
from yuanping.domain.experts.models import CommitteeSeat
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.states import SeatKind, SeatState
from yuanping.domain.experts.unsealing import SAME_PERSON, grounds_for


def name_representative(ctx: Ctx, seat_id: int, *, name: str, id_number: str, phone: str) -> CommitteeSeat:
    """Name the person for a representative's seat, or name another before check-in; sealed at once."""
    with change(ctx, CommitteeSeat, seat_id, "appoint", permission=Experts.APPOINT) as tx:
        seat = tx.row
        tx.require(
            seat.kind == SeatKind.REPRESENTATIVE,
            "not-a-representative-seat",
            "该席位由抽取的专家担任。",
            remedy="请在招标人代表席位登记。",
        )
        number = parse_id_number(id_number, on=local_date(ctx.now)).number
        index = id_index(number)
        _require_once(tx, index)
        payload = {
            "name": parse_name(name),
            "id_number": number,
            "phone": parse_mobile(phone, field="phone"),
            "id_index": index,
        }
        seat.assignment = seal(ctx, sealed.REPRESENTATIVE, payload)
        tx.record(
            RepresentativeNamed(project_id=seat.committee.project_id, seat_id=seat.pk, label=seat.label)
        )
    return seat


def notify_representative(ctx: Ctx, seat_id: int, *, entry_number: int) -> None:
    """Send the representative time and place. ``entry_number`` (the naming) makes the message unique."""
    seat = CommitteeSeat.objects.get(pk=seat_id)
    if seat.state != SeatState.ACCEPTED:
        return
    with change(ctx, CommitteeSeat, seat_id, "notify", permission=Experts.RUN) as tx:
        seat = tx.row
        assert seat.assignment is not None
        grounds = grounds_for(seat.committee.project, "通知", subject=seat.label)
        person = unseal(ctx, seat.assignment, reason="通知", grounds=grounds)
        if settings.IDENTITY_READER == "fake":
            # The demonstration's reader knows only cards that were handed to it.
            register_demo_cards(ctx, [(person["phone"], person["name"], person["id_number"])])
        message = messages.representative_message(seat)
        receipt = gateway().send(
            ctx,
            to=person["phone"],
            text=message.text,
            filled=message.filled,
            reference=f"招标人代表通知（{seat.label}）",
            key=f"representative-{seat.pk}-{entry_number}",
        )
        tx.record(
            RepresentativeNotified(
                project_id=seat.committee.project_id, seat_id=seat.pk, label=seat.label, receipt=receipt
            )
        )


def _require_once(tx: Change[CommitteeSeat], index: str) -> None:
    others = tx.row.committee.seats.filter(kind=SeatKind.REPRESENTATIVE, assignment__isnull=False)
    for other in others.exclude(pk=tx.row.pk).select_related("assignment"):
        assert other.assignment is not None
        grounds = grounds_for(other.committee.project, SAME_PERSON, subject=other.label)
        if unseal(tx.ctx, other.assignment, reason=SAME_PERSON, grounds=grounds)["id_index"] == index:
            raise Invalid(
                "representative-twice",
                f"该人员已是{other.label.partition(' · ')[2]}。",
                field="id_number",
                remedy="请另行确定一名代表。",
            )
