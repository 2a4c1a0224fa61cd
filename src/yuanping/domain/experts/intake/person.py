"""A person who may enter the pool, and what is wrong with a row that may not."""

from dataclasses import dataclass, field
from datetime import date

from yuanping.core.errors import Citation, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEmployment:
    """A former employer; ``from_on`` None where it is not known."""

    name: str
    uscc: str
    from_on: date | None
    to_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An expert as checked. ``payload`` is what is sealed; no ``repr`` shows it."""

    row: int
    payload: dict[str, str] = field(repr=False)
    id_index: str = field(repr=False)
    identity_index: str = field(repr=False)
    birth_year: int = field(repr=False)
    region_code: str
    employer: str
    """The employer's code (统一社会信用代码)."""
    specialties: tuple[str, ...]
    title: str
    in_field_since: date
    equal_ground: str = ""
    employed_since: date | None = None
    past: tuple[PastEmployment, ...] = ()
    synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a cell, or (``refuses`` False) odd about it; the words never repeat the cell."""

    row: int
    column: str
    code: str
    message: str
    remedy: str = ""
    citation: Citation | None = None
    refuses: bool = True

    @classmethod
    def of(cls, row: int, refused: Invalid) -> "Fault":
        return cls(
            row=row,
            column=refused.field,
            code=refused.code,
            message=refused.message,
            remedy=refused.remedy,
            citation=refused.citation,
        )

    def refusal(self) -> Invalid:
        """The refusal of a command that was given this row."""
        return Invalid(
            self.code,
            f"第 {self.row} 行：{self.message}",
            remedy=self.remedy,
            field=self.column,
            citation=self.citation,
        )
