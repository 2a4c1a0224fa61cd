"""Identity check at the door: card reader and live face."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

from yuanping.base.ports.models import DemoCard, OutboxMessage
from yuanping.base.vault import sealing
from yuanping.core.errors import Invalid

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


@dataclass(frozen=True, slots=True)
class Reading:
    """What the device read: the card's number and name, and how alike card photo and live face are (0 to 1).

    Printed or logged, it does not tell whose card it was.
    """

    id_number: str = field(repr=False)
    name: str = field(repr=False)
    face_score: Decimal


class IdentityReader(Protocol):
    """A device that reads an identity card and compares the holder's face."""

    def read(self, ctx: "Ctx", *, slip: str, face: str) -> Reading:
        """``slip`` and ``face`` come from the device; ``Invalid`` when it reads nothing."""
        ...


class FakeIdentityReader:
    """The demonstration's device.

    ``slip`` is the number of a message in the outbox (``SMS-12``): the person who got that message
    puts their card on the reader. ``face`` is ``same`` or ``other``.
    """

    FACES = {"same": Decimal("0.98"), "other": Decimal("0.31")}

    def read(self, ctx: "Ctx", *, slip: str, face: str) -> Reading:
        _ = ctx
        _ = ctx
        number = slip.strip().upper().removeprefix("SMS-")
        message = OutboxMessage.objects.filter(pk=int(number)).first() if number.isdecimal() else None
        card = message and DemoCard.objects.filter(holder_index=message.recipient_index).first()
        if not card:
            raise Invalid(
                "card-unreadable",
                "读卡器没有读到身份证。",
                field="slip",
                remedy="演示环境中请填写该专家收到的模拟短信编号，例如 SMS-12。",
            )
        if face not in self.FACES:
            raise Invalid("face-unreadable", "没有采集到人脸。", field="face", remedy="请重新采集。")
        # A reader leaves no trace in the vault: a row beside the seat's would tell whose card in the register it was.
        read = sealing.decrypt(card.card.kind, bytes(card.card.box))
        return Reading(read["id_number"], read["name"], self.FACES[face])


def reader() -> IdentityReader:
    """The reader that the settings name."""
    if settings.IDENTITY_READER == "fake":
        return FakeIdentityReader()
    raise RuntimeError(f"YUANPING_IDENTITY={settings.IDENTITY_READER}: no such reader is installed; use fake")


def register_demo_cards(ctx: "Ctx", people: list[tuple[str, str, str]]) -> None:
    """Give each (telephone, name, identity number) a card in the fake reader's register."""
    cards = sealing.seal_many(
        ctx, "demo.card", [{"name": name, "id_number": number} for _, name, number in people]
    )
    DemoCard.objects.bulk_create(
        [
            DemoCard(holder_index=sealing.blind_index("phone", phone), card=card)
            for (phone, _, _), card in zip(people, cards, strict=True)
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )
