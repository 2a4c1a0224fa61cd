"""Who may be drawn, and for what."""

from dataclasses import dataclass

from yuanping.core.draw.canonical import checked_text, checked_whole, malformed, read_list, read_object

# Ticket totals of a class must stay below 2^64, the width of one word of the stream.
MAX_TICKETS = 1 << 20


@dataclass(frozen=True, slots=True, order=True)
class DrawClass:
    """What a seat asks for: a specialty at a venue. Written ``specialty/venue``; a name has no slash."""

    specialty: str
    venue: str

    def __post_init__(self) -> None:
        for name, value in (("specialty", self.specialty), ("venue", self.venue)):
            # The slash joins class names in stream labels: two classes must never share a label.
            if "/" in checked_text(value, name):
                raise malformed(name, "不得含有“/”")

    @property
    def name(self) -> str:
        return f"{self.specialty}/{self.venue}"

    @classmethod
    def read(cls, value: object) -> "DrawClass":
        """From ``specialty/venue``."""
        parts = checked_text(value, "class").split("/")
        if len(parts) != 2:
            raise malformed("class", "应为“专业/场地”")
        return cls(parts[0], parts[1])


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert under pseudonym, with the demanded classes that the expert fits and the tickets held.

    Who fits which class (by specialty prefix, venue, level) is decided before, when the pool is frozen.
    """

    pseudonym: str
    employer: str
    classes: frozenset[DrawClass]
    tickets: int = 1

    def __post_init__(self) -> None:
        checked_text(self.pseudonym, "pseudonym")
        checked_text(self.employer, "employer")
        checked_whole(self.tickets, "tickets", least=1, most=MAX_TICKETS)

    def as_json(self) -> dict[str, object]:
        return {
            "pseudonym": self.pseudonym,
            "employer": self.employer,
            "classes": [each.name for each in sorted(self.classes)],
            "tickets": self.tickets,
        }

    @classmethod
    def read(cls, value: object) -> "Candidate":
        row = read_object(value, "candidate", ("pseudonym", "employer", "classes", "tickets"))
        return cls(
            checked_text(row["pseudonym"], "pseudonym"),
            checked_text(row["employer"], "employer"),
            frozenset(DrawClass.read(each) for each in read_list(row["classes"], "classes")),
            checked_whole(row["tickets"], "tickets", least=1, most=MAX_TICKETS),
        )
