"""What is sealed about a draw and its seats, and how it is opened again."""

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yuanping.base.vault.sealing import decrypt, seal, unseal
from yuanping.core.draw import Checked, check
from yuanping.domain.experts.models import CommitteeSeat, DrawRecord, Expert
from yuanping.domain.experts.snapshot import frozen
from yuanping.domain.experts.unsealing import grounds_for

if TYPE_CHECKING:
    from yuanping.base.context import Ctx
    from yuanping.base.vault.models import SealedItem

EXPERT = "experts.assignment"
REPRESENTATIVE = "experts.representative"
RECORD = "experts.draw-record"
NOTE = "experts.note"
LINK = "experts.link"
IDENTITY = "expert.identity"


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """A draw's transcript, and the receipt number of its intent in the log."""

    transcript: str = field(repr=False)
    intent_number: int

    @property
    def sha256(self) -> str:
        """The commitment to it."""
        return hashlib.sha256(self.transcript.encode()).hexdigest()

    def checked(self) -> Checked:
        """The draw, recomputed."""
        return check(self.transcript.encode())


def seal_record(ctx: "Ctx", opened: OpenedRecord) -> "SealedItem":
    payload = {"transcript": opened.transcript, "intent_number": str(opened.intent_number)}
    return seal(ctx, RECORD, payload)


def open_record(ctx: "Ctx", draw: DrawRecord, *, reason: str) -> OpenedRecord:
    grounds = grounds_for(draw.committee.project, reason, subject=f"第 {draw.attempt} 次抽取记录")
    found = unseal(ctx, draw.record, reason=reason, grounds=grounds)
    return OpenedRecord(found["transcript"], int(found["intent_number"]))


def seal_expert(ctx: "Ctx", expert_id: int) -> "SealedItem":
    return seal(ctx, EXPERT, {"expert_id": str(expert_id)})


def expert_of(ctx: "Ctx", seat: CommitteeSeat, *, reason: str) -> Expert:
    """The expert drawn for a seat; the opening is on record."""
    assert seat.assignment is not None
    grounds = grounds_for(seat.committee.project, reason, subject=seat.label)
    found = unseal(ctx, seat.assignment, reason=reason, grounds=grounds)
    return Expert.objects.select_related("identity", "employer").get(pk=int(found["expert_id"]))


def identity_of(expert: Expert) -> dict[str, str]:
    """Name, telephone and identity number of an expert whose assignment has just been opened.

    The opening is on record under the seat's assignment, with its reason. A second row under the
    expert's own item would name, beside the seal, who was drawn.
    """
    return decrypt(IDENTITY, bytes(expert.identity.box))


def seal_note(ctx: "Ctx", text: str) -> "SealedItem | None":
    """Words that a person wrote, which may say who they are."""
    return seal(ctx, NOTE, {"text": text.strip()}) if text.strip() else None


def seal_link(ctx: "Ctx", token: str) -> "SealedItem":
    """The token of a call's link, until the call is answered."""
    return seal(ctx, LINK, {"token": token})


def token_of(item: "SealedItem") -> str:
    """The token of a call that goes out; the opening of the assignment, with the telephone, is on record beside it."""
    return decrypt(LINK, bytes(item.box))["token"]


def drawn_experts(ctx: "Ctx", draws: "list[DrawRecord]", *, reason: str) -> set[int]:
    """All experts who were ever drawn in these draws, whether they came or not."""
    found: set[int] = set()
    for draw in draws:
        if draw.snapshot is None:  # from before there were snapshots: its record has another form
            continue
        course = open_record(ctx, draw, reason=reason).checked().course
        assert course is not None  # only draws that found a panel are kept
        experts = frozen(draw.snapshot).experts
        found |= {experts[who] for who in course.ever}
    return found
