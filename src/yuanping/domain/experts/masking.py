"""What a page shows of a sealed identity: enough to tell two people apart, not enough to know who they are."""

from dataclasses import dataclass, field

from yuanping.core.identifiers import mask_mobile

STAR = "*"


@dataclass(frozen=True, slots=True)
class Masked:
    """Name, identity number and telephone as shown."""

    name: str
    id_number: str = field(repr=False)
    phone: str = field(repr=False)


def masked(identity: "dict[str, str]") -> Masked:
    """``张*``, ``4****************2``, ``138****1234``."""
    name, number = identity["name"], identity["id_number"]
    return Masked(
        name=name[:1] + STAR * min(2, max(1, len(name) - 1)),
        id_number=number[:1] + STAR * (len(number) - 2) + number[-1:],
        phone=mask_mobile(identity["phone"]),
    )
