"""From facts and terms to who stays out: pure, so that every reason and boundary can be tried by itself."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from yuanping.core.errors import Citation
from yuanping.domain.experts.recusal.terms import Terms
from yuanping.domain.experts.states import RECUSAL_LABELS, Recusal, RelationKind

ORDER = {code: place for place, code in enumerate(Recusal)}
_RELATIONS = {
    RelationKind.RELATIVE: Recusal.KINSHIP,
    RelationKind.SHAREHOLDER: Recusal.CONTROL,
    RelationKind.DIRECTOR: Recusal.OFFICE,
    RelationKind.OTHER: Recusal.OTHER_INTEREST,
}
_LOOKING_BACK = frozenset({Recusal.FORMER_EMPLOYMENT, Recusal.OFFICE, Recusal.CONTROL})
"""Ties that count for some time after they ended (采购条例 9, items 1 to 3)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody stays out: the stable code, the words, and the rule that asks for it (None for a mere fact)."""

    code: Recusal
    citation: Citation | None = None

    @property
    def label(self) -> str:
        return RECUSAL_LABELS[self.code]


@dataclass(frozen=True, slots=True)
class Caution:
    """What nobody is excluded for, but somebody should know: so many experts, and the rule."""

    code: Recusal
    count: int
    message: str
    citation: Citation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """That an expert worked for an organisation; both days included, None lasts or was never stated."""

    expert_id: int
    uscc: str
    from_on: date | None
    to_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A declared relation of an expert to an organisation; both days included, None lasts."""

    expert_id: int
    uscc: str
    kind: RelationKind
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known when a draw is prepared. ``parties``: organisations by code, and why their people stay out;
    ``employers``: the pool's employers among them; the rest are experts by id.
    """

    parties: Mapping[str, Recusal] = field(default_factory=dict)
    employers: Mapping[int, str] = field(default_factory=dict)
    employments: Collection[Employment] = ()
    ties: Collection[Tie] = ()
    sanctioned: Collection[int] = ()
    away: Collection[int] = ()
    births: Mapping[int, date] = field(default_factory=dict)
    evaluations: Mapping[int, Collection[date]] = field(default_factory=dict)
    """For this tenderer, by expert."""
    suspended: Collection[int] = ()
    drawn_before: Collection[int] = ()
    seated_employers: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Who stays out of a project's draw.

    ``people`` and ``employers`` give each the first reason in the order of ``Recusal``; ``counts`` the experts of
    the pool left out, by code, each expert once under the first reason; ``warnings`` exclude nobody.
    """

    people: Mapping[int, Reason]
    employers: Mapping[int, Reason]
    counts: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Caution, ...] = ()

    def of(self, expert_id: int, employer_id: int) -> Reason | None:
        """Why this expert stays out, the first reason of those that hold; None when the expert may be drawn."""
        found = [each for each in (self.people.get(expert_id), self.employers.get(employer_id)) if each]
        return min(found, key=lambda reason: ORDER[reason.code], default=None)

    def counted(self, pool: Iterable[tuple[int, int]]) -> dict[str, int]:
        """How many of these (expert, employer) stay out, by code, in the order of the codes."""
        found: dict[Recusal, int] = {}
        for expert_id, employer_id in pool:
            if reason := self.of(expert_id, employer_id):
                found[reason.code] = found.get(reason.code, 0) + 1
        return {code.value: found[code] for code in Recusal if code in found}


def judge(facts: Facts, terms: Terms, *, on: date) -> Exclusions:
    """Who stays out of a draw for an evaluation on that day. ``counts`` are left to who knows the pool."""
    employers: dict[int, Recusal] = {}
    for pk, uscc in facts.employers.items():
        _note(employers, pk, facts.parties[uscc])
    for pk in facts.seated_employers:
        _note(employers, pk, Recusal.SEATED_EMPLOYER)
    people: dict[int, Recusal] = {}
    for expert_id, code in _of_people(facts, terms, on):
        _note(people, expert_id, code)
    often = _too_often(facts, terms, on)
    old = _too_old(facts, terms, on)
    warnings = []
    if terms.frequency_excludes:
        _note_all(people, often, Recusal.FREQUENCY)
    elif often:
        warnings.append(_caution(Recusal.FREQUENCY, often, terms))
    if terms.age_excludes:
        _note_all(people, old, Recusal.AGE)
    elif old:
        warnings.append(_caution(Recusal.AGE, old, terms))
    return Exclusions(_reasons(people, terms), _reasons(employers, terms), {}, tuple(warnings))


def _of_people(facts: Facts, terms: Terms, on: date) -> Iterable[tuple[int, Recusal]]:
    for expert_id in facts.sanctioned:
        yield expert_id, Recusal.SANCTION
    for job in facts.employments:
        if job.uscc in facts.parties and _counts(
            Recusal.FORMER_EMPLOYMENT, job.from_on, job.to_on, terms, on
        ):
            yield job.expert_id, Recusal.FORMER_EMPLOYMENT
    for tie in facts.ties:
        code = _RELATIONS[tie.kind]
        if tie.uscc in facts.parties and _counts(code, tie.from_on, tie.to_on, terms, on):
            yield tie.expert_id, code
    for expert_id in facts.away:
        yield expert_id, Recusal.LEAVE
    for expert_id in facts.suspended:
        yield expert_id, Recusal.SUSPENDED
    for expert_id in facts.drawn_before:
        yield expert_id, Recusal.DRAWN_BEFORE


def _counts(code: Recusal, from_on: date | None, to_on: date | None, terms: Terms, on: date) -> bool:
    """Whether a tie that lasted these days counts on that day, or within the pack's period before it."""
    if from_on is not None and from_on > on:
        return False
    if to_on is None or to_on >= on:
        return True
    return code in _LOOKING_BACK and terms.window is not None and terms.window.covers(to_on, on)


def _too_often(facts: Facts, terms: Terms, on: date) -> list[int]:
    """Who would exceed the number with this evaluation."""
    if terms.frequency is None or terms.frequency_window is None:
        return []
    most, period = terms.frequency, terms.frequency_window
    return [
        expert_id
        for expert_id, days in facts.evaluations.items()
        if not most.met_by(sum(day <= on and period.covers(day, on) for day in days) + 1)
    ]


def _too_old(facts: Facts, terms: Terms, on: date) -> list[int]:
    if terms.age is None:
        return []
    most = terms.age
    return [expert_id for expert_id, born in facts.births.items() if not most.met_by(full_years(born, on))]


def full_years(born: date, on: date) -> int:
    """周岁: a person born on 29 February is a year older on 1 March of other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _caution(code: Recusal, whom: Collection[int], terms: Terms) -> Caution:
    if code is Recusal.AGE:
        assert terms.age is not None
        words = f"专家库中有 {len(whom)} 名专家年满 {terms.age.amount + 1} 周岁，仍可抽取，请留意身体状况。"
    else:
        assert terms.frequency is not None
        words = (
            f"专家库中有 {len(whom)} 名专家近期已参加本招标人项目评标 {terms.frequency.amount} 次以上，"
            "再次抽中即超过提示次数。"
        )
    return Caution(code, len(whom), words, terms.citations.get(code))


def _note(found: dict[int, Recusal], pk: int, code: Recusal) -> None:
    if pk not in found or ORDER[code] < ORDER[found[pk]]:
        found[pk] = code


def _note_all(found: dict[int, Recusal], whom: Iterable[int], code: Recusal) -> None:
    for pk in whom:
        _note(found, pk, code)


def _reasons(found: Mapping[int, Recusal], terms: Terms) -> dict[int, Reason]:
    return {pk: Reason(code, terms.citations.get(code)) for pk, code in sorted(found.items())}
