"""The sign-in record (签到记录) of a project, as the main venue keeps it (S4-32): from the log, by seat.

A member who came and withdrew stays in the record; a table of seats would have forgotten that. Names stand
in it only where ``name_for`` lets this reader see them.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from yuanping.base.witness import queries as witness
from yuanping.domain.experts.events import (
    IdentityMismatched,
    ManualCheckInConfirmed,
    MemberCheckedIn,
    MemberCheckedOut,
    MemberLeftEarly,
    SeatVacated,
)
from yuanping.domain.experts.models import CommitteeSeat
from yuanping.domain.experts.names import name_for
from yuanping.domain.experts.states import EARLY_LABELS, EarlyReason

if TYPE_CHECKING:
    from yuanping.base.context import Ctx

KINDS = (
    IdentityMismatched.KIND,
    ManualCheckInConfirmed.KIND,
    MemberCheckedIn.KIND,
    MemberCheckedOut.KIND,
    MemberLeftEarly.KIND,
    SeatVacated.KIND,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One attendance at a seat, or a seat whose member is still awaited (``arrived_at`` None).

    ``mismatches`` counts the attempts before it that failed the identity check; ``manual`` is True for a
    check-in that a second person answered for, otherwise card and face agreed.
    """

    seat_id: int
    label: str
    centre: str
    workstation: str = ""
    name: str | None = None
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    manual: bool = False
    mismatches: int = 0
    ending: str = ""

    @property
    def method(self) -> str:
        """``身份证和人脸`` or ``人工核验``."""
        if self.arrived_at is None:
            return ""
        return "人工核验（双人）" if self.manual else "身份证和人脸"


def sign_ins(ctx: "Ctx", project_id: int) -> list[SignIn]:
    """All attendances of a project by seat, each seat's in their order; whoever asks must have the project."""
    rows = CommitteeSeat.objects.filter(committee__project_id=project_id).select_related(
        "venue__centre", "committee__project", "assignment"
    )
    seats = {seat.pk: seat for seat in rows.order_by("venue__ordinal", "kind", "ordinal")}
    found = {pk: [_awaited(seat)] for pk, seat in seats.items()}
    for entry in witness.entries(project_id=project_id).filter(kind__in=KINDS).order_by("number"):
        data = witness.parsed(entry)["data"]
        if data["seat_id"] in found:
            _tell(found[data["seat_id"]], seats[data["seat_id"]], entry.kind, data, entry.at)
    return [_named(ctx, seats[pk], each) for pk, spells in found.items() for each in spells]


def _awaited(seat: CommitteeSeat) -> SignIn:
    return SignIn(seat_id=seat.pk, label=seat.label, centre=seat.venue.centre.name)


def _tell(
    spells: list[SignIn], seat: CommitteeSeat, kind: str, data: dict[str, object], at: datetime
) -> None:
    """Let one event change the seat's last attendance, or begin another."""
    last = spells[-1]
    if kind == IdentityMismatched.KIND:
        spells[-1] = replace(last, mismatches=last.mismatches + 1)
    elif kind == ManualCheckInConfirmed.KIND:
        spells[-1] = replace(last, manual=True)
    elif kind == MemberCheckedIn.KIND:
        spells[-1] = replace(last, arrived_at=at, workstation=str(data["workstation"]))
    elif kind == MemberLeftEarly.KIND:
        spells[-1] = replace(last, ending=f"提前离场：{EARLY_LABELS[EarlyReason(str(data['reason']))]}")
    elif kind == MemberCheckedOut.KIND:
        ending = last.ending or ("回避离场" if data.get("withdrew") else "")
        spells[-1] = replace(last, left_at=at, ending=ending)
    elif last.arrived_at is not None:
        spells.append(_awaited(seat))


def _named(ctx: "Ctx", seat: CommitteeSeat, spell: SignIn) -> SignIn:
    """With the name, when the seat is still that person's and this reader may see it."""
    if spell.arrived_at is None or spell.arrived_at != seat.checked_in_at:
        return spell
    return replace(spell, name=name_for(ctx, seat))
