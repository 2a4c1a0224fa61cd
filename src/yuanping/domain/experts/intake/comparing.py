"""What would become of each person of a file: new, changed (and in what), unchanged."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from yuanping.domain.experts.intake.person import PastEmployment, Person
from yuanping.domain.experts.models import Employment, Expert

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Change:
    """A person of the pool about whom something is to change; ``columns`` are what, ``past`` what is to be added."""

    person: Person
    expert_id: int
    identity_id: int
    columns: frozenset[str]
    past: tuple[PastEmployment, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The persons of a file by what would become of them."""

    new: list[Person]
    changed: list[Change]
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Known:
    """An expert of the pool as far as a file can change it."""

    id: int
    identity_id: int
    identity_index: str
    region_code: str
    employer: str
    specialties: frozenset[str]
    title: str
    in_field_since: date | None
    equal_ground: str


def compare(persons: Sequence[Person]) -> Outcome:
    """Hold the persons against the pool as it is now. Nobody's identity is opened for it."""
    new, changed, unchanged = [], [], 0
    for chunk in _chunks(persons):
        known = _known([person.id_index for person in chunk])
        present, past = _employments([found.id for found in known.values()])
        for person in chunk:
            found = known.get(person.id_index)
            if found is None:
                new.append(person)
                continue
            added = tuple(each for each in person.past if each not in past.get(found.id, ()))
            columns = _differences(person, found, present.get(found.id))
            if added:
                columns.add("past")
            if columns:
                changed.append(Change(person, found.id, found.identity_id, frozenset(columns), added))
            else:
                unchanged += 1
    return Outcome(new, changed, unchanged)


def _differences(person: Person, found: _Known, present: date | None) -> set[str]:
    differing = {
        "identity": person.identity_index != found.identity_index,
        "region_code": person.region_code != found.region_code,
        "employer": person.employer != found.employer,
        "specialties": frozenset(person.specialties) != found.specialties,
        "title": person.title != found.title,
        "in_field_since": person.in_field_since != found.in_field_since,
        "equal_ground": person.equal_ground != found.equal_ground,
        # a file without the month says nothing about it
        "employed_since": person.employed_since is not None and person.employed_since != present,
    }
    return {column for column, differs in differing.items() if differs}


def _known(indexes: Collection[str]) -> dict[str, _Known]:
    rows = Expert.objects.filter(id_index__in=indexes).values_list(
        "id_index", "pk", "identity_id", "identity_index", "region_code", "employer__uscc", "specialties",
        "title", "in_field_since", "equal_ground",
    )  # fmt: skip
    return {
        index: _Known(pk, item, mark, region, uscc, frozenset(codes), title, since, ground)
        for index, pk, item, mark, region, uscc, codes, title, since, ground in rows
    }


def _employments(experts: Collection[int]) -> tuple[dict[int, date | None], dict[int, set[PastEmployment]]]:
    present: dict[int, date | None] = {}
    past: dict[int, set[PastEmployment]] = {}
    rows = Employment.objects.filter(expert_id__in=experts)
    for expert, name, uscc, from_on, to_on in rows.values_list(
        "expert_id", "name", "uscc", "from_on", "to_on"
    ):
        if to_on is None:
            present[expert] = from_on
        else:
            known = PastEmployment(name=name, uscc=uscc, from_on=from_on, to_on=to_on)
            past.setdefault(expert, set()).add(known)
    return present, past


def _chunks(persons: Sequence[Person]) -> Iterator[list[Person]]:
    rest = iter(persons)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
