"""Who may be drawn, and for what: persons under pseudonym, and the classes that seats ask for."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from yuanping.core.reading import (
    canonical,
    checked_hex,
    checked_text,
    checked_truth,
    checked_whole,
    malformed,
    read_list,
    read_object,
)

ANYWHERE = "*"
"""The centre of a class that takes persons of any centre."""
MAX_TICKETS = 1 << 20
SALT_BYTES = 16
_RECORD = ("available", "centre", "employer", "id", "specialties", "tickets")


@dataclass(frozen=True, slots=True, order=True)
class DrawClass:
    """What a seat asks for: a specialty (a code, or the beginning of codes) at a centre.

    Written ``specialty/centre``; the slash joins the parts in stream labels, so neither may hold one.
    """

    specialty: str
    centre: str

    def __post_init__(self) -> None:
        for name, value in (("specialty", self.specialty), ("centre", self.centre)):
            if "/" in checked_text(value, name):
                raise malformed(name, "不得含有“/”")

    @property
    def name(self) -> str:
        return f"{self.specialty}/{self.centre}"

    def takes(self, person: "Person") -> bool:
        """Whether the person belongs to the class, available or not."""
        return self.centre in {ANYWHERE, person.centre} and self.matches(person.specialties)

    def matches(self, specialties: Iterable[str]) -> bool:
        """Whether one of the codes is the class's specialty or lies below it (standards 3)."""
        return any(each.startswith(self.specialty) for each in specialties)


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate as committed to before the seed exists. ``salt`` hides the commitment from guessing."""

    id: str
    employer: str
    centre: str
    specialties: tuple[str, ...]
    tickets: int = 1
    available: bool = True
    salt: bytes = b""

    def checked(self) -> "Person":
        """Itself in normal form (codes sorted, each once); ``Invalid`` names what is wrong.

        Whoever brings a person in calls it once, not every reader of a pool of a million.
        """
        checked_text(self.id, "expert_id")
        checked_text(self.employer, "employer_id")
        if checked_text(self.centre, "centre") == ANYWHERE:
            raise malformed("centre", "专家所在地不得为“*”")
        if not self.specialties:
            raise malformed("specialties", "至少应有一个专业")
        for code in self.specialties:
            checked_text(code, "specialties")
        checked_whole(self.tickets, "tickets", least=1, most=MAX_TICKETS)
        checked_truth(self.available, "available")
        if len(self.salt) not in {0, SALT_BYTES}:
            raise malformed("salt", f"应为 {SALT_BYTES} 字节")
        return replace(self, specialties=tuple(sorted(set(self.specialties))))

    def as_json(self) -> dict[str, object]:
        """The record that is committed to."""
        return {
            "available": self.available,
            "centre": self.centre,
            "employer": self.employer,
            "id": self.id,
            "specialties": list(self.specialties),
            "tickets": self.tickets,
        }

    @property
    def commitment(self) -> bytes:
        """``SHA-256(0x00 || salt || record)``: the entry of this person in the tree of a class."""
        return hashlib.sha256(b"\x00" + self.salt + canonical(self.as_json())).digest()

    def leaf_as_json(self) -> dict[str, object]:
        """The person with the salt: what opens the commitment."""
        return {"person": self.as_json(), "salt": self.salt.hex()}

    @classmethod
    def read_leaf(cls, value: object) -> "Person":
        row = read_object(value, "leaf", ("person", "salt"))
        record = read_object(row["person"], "person", _RECORD)
        codes = tuple(
            checked_text(each, "specialties") for each in read_list(record["specialties"], "specialties")
        )
        person = cls(
            checked_text(record["id"], "id"),
            checked_text(record["employer"], "employer"),
            checked_text(record["centre"], "centre"),
            codes,
            checked_whole(record["tickets"], "tickets", least=1, most=MAX_TICKETS),
            checked_truth(record["available"], "available"),
            checked_hex(row["salt"], "salt", 0, SALT_BYTES),
        ).checked()
        if person.specialties != codes:
            raise malformed("specialties", "专业代码应按序排列，不得重复")
        return person
