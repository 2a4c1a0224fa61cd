"""Rule kinds that hold words: flags, choices, secrecy, phases, vocabulary and the forwarding of another document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from yuanping.core.policy._facts import ProjectKind
from yuanping.core.policy._reader import Fields
from yuanping.core.policy._units import Event, Op, Strictness, compare


@dataclass(frozen=True, slots=True)
class Flag:
    """Something is so, or is not."""

    ops: ClassVar = frozenset({Op.IS})
    on: bool

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Flag":
        return cls(fields.flag("value"))

    def against(self, upper: "Flag") -> Strictness:
        return Strictness.EQUAL if self == upper else Strictness.INCOMPARABLE


@dataclass(frozen=True, slots=True)
class Choice:
    """A subset of named options: all are needed, any will do, or just one."""

    ops: ClassVar = frozenset({Op.ALL_OF, Op.ANY_OF, Op.ONE_OF})
    options: frozenset[str]
    among: frozenset[str]
    op: Op

    @classmethod
    def read(cls, fields: Fields, op: Op) -> "Choice":
        chosen, among = fields.words("value"), fields.words("options")
        if stray := [option for option in chosen if option not in among]:
            raise fields.error("option-unknown", f"选项“{stray[0]}”不在备选范围之内。")
        if op is Op.ONE_OF and len(chosen) != 1:
            raise fields.error("field-malformed", "单选规则只能有一个选项。")
        return cls(frozenset(chosen), frozenset(among), op)

    @property
    def only(self) -> str:
        """The one option of a ``one-of`` choice."""
        (option,) = self.options
        return option

    def met_by(self, given: frozenset[str]) -> bool:
        """All options are there; or, for the other operators, something is given and nothing else than they."""
        if self.op is Op.ALL_OF:
            return self.options <= given
        return bool(given) and given <= self.options

    def against(self, upper: "Choice") -> Strictness:
        if (self.op, self.among) != (upper.op, upper.among):
            return Strictness.INCOMPARABLE
        if self.options == upper.options:
            return Strictness.EQUAL
        more, fewer = self.options > upper.options, self.options < upper.options
        if not (more or fewer):
            return Strictness.INCOMPARABLE
        return Strictness.STRICTER if more is (self.op is Op.ALL_OF) else Strictness.LOOSER


class Party(StrEnum):
    """From whom something is kept."""

    TENDERER = "tenderer"
    AGENCY = "agency"
    BIDDER = "bidder"
    MAIN_CENTRE = "main-centre"
    SUB_CENTRE = "sub-centre"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Secrecy:
    """Kept from these until an event; ``NEVER`` is secrecy to the end (S2-14, S2-17)."""

    ops: ClassVar = frozenset({Op.FROM})
    parties: frozenset[Party]
    until: Event

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Secrecy":
        return cls(frozenset(fields.members("value", Party)), fields.member("until", Event))

    def against(self, upper: "Secrecy") -> Strictness:
        longer = compare(self.until is Event.NEVER, upper.until is Event.NEVER)
        if longer is Strictness.EQUAL and self.until is not upper.until:
            return Strictness.INCOMPARABLE
        wider = compare(self.parties >= upper.parties, upper.parties >= self.parties)
        if not (self.parties >= upper.parties or upper.parties >= self.parties) or longer * wider < 0:
            return Strictness.INCOMPARABLE
        return Strictness(longer or wider)


@dataclass(frozen=True, slots=True)
class Phase:
    """One step of a roll-out; ``from_`` is None where the text names no day."""

    name: str
    kinds: frozenset[ProjectKind]
    from_: date | None


@dataclass(frozen=True, slots=True)
class Phases:
    """The order in which a duty is introduced (S2-28: services first, then all)."""

    ops: ClassVar = frozenset({Op.ORDER})
    phases: tuple[Phase, ...]

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Phases":
        phases = []
        for part in fields.tables("value"):
            kinds = frozenset(part.members("kinds", ProjectKind))
            phases.append(Phase(part.text("name"), kinds, part.day_or_none("from")))
            part.finish()
        return cls(tuple(phases))

    def place_of(self, kind: ProjectKind) -> int | None:
        """The number (from 1) of the first phase that takes in this kind of project."""
        return next((n for n, phase in enumerate(self.phases, 1) if kind in phase.kinds), None)

    def against(self, upper: "Phases") -> Strictness:
        return Strictness.EQUAL if self == upper else Strictness.INCOMPARABLE


class Term(StrEnum):
    """What the domains and notices call by different words (C20)."""

    EVALUATION = "evaluation"
    TENDERER = "tenderer"
    BIDDER = "bidder"
    AGENCY = "agency"
    COMMITTEE = "committee"
    WORKSTATION = "workstation"
    SUB_VENUE = "sub_venue"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a domain or a notice (S0-31); they bind nobody, so no pack is stricter in them."""

    ops: ClassVar = frozenset({Op.IS})
    words: Mapping[Term, str]

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Vocabulary":
        table = fields.table("value")
        words = {term: table.text(term) for term in Term if table.has(term)}
        table.finish()
        if not words:
            raise fields.error("field-malformed", "用语表不能为空。")
        return cls(MappingProxyType(words))

    def against(self, _upper: "Vocabulary") -> Strictness:
        return Strictness.EQUAL


@dataclass(frozen=True, slots=True)
class Adoption:
    """Another document that is forwarded (转发), which therefore holds here (S0-1); ``pack`` is its id."""

    ops: ClassVar = frozenset({Op.IS})
    pack: str

    @classmethod
    def read(cls, fields: Fields, _op: Op) -> "Adoption":
        return cls(fields.text("value"))

    def against(self, _upper: "Adoption") -> Strictness:
        return Strictness.EQUAL
