"""Exact counting: how many ticket-weighted ways there are to fill some seats, and one of them, as likely as its weight.

The generating function is a product over employers; an employer's is the sum over choices of distinct experts, at
most the employer's limit, with one class for each, of the product of their tickets. Coefficients are big integers:
nothing is rounded. The order of decisions is part of ``yd-draw/1`` (docs/draw.md, section 6).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from yuanping.core.draw.person import Person
from yuanping.core.draw.stream import Stream

# How many seats are filled of each class, packed into one integer -> ticket-weighted number of ways.
Polynomial = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Need:
    """Seats of one class, or of one class at one centre, and the eligible experts for them."""

    name: str
    count: int
    members: tuple[Person, ...]


class _Vectors:
    """Seat counts of several needs packed into one integer; the first need is the most significant.

    Each field is wide enough for twice the largest count, so the sum of two vectors never carries into its
    neighbour; adding ``bias`` raises a field's top bit exactly when it passes its need's count.
    """

    def __init__(self, counts: Sequence[int]) -> None:
        self._width = (2 * max(counts)).bit_length() + 1
        self._fields = len(counts)
        top = 1 << (self._width - 1)
        self._bias = sum((top - 1 - count) * self.unit(i) for i, count in enumerate(counts))
        self._guard = sum(top * self.unit(i) for i in range(self._fields))
        self.full = sum(count * self.unit(i) for i, count in enumerate(counts))

    def unit(self, i: int) -> int:
        return 1 << ((self._fields - 1 - i) * self._width)

    def fits(self, vector: int) -> bool:
        """Whether no count is above its need's."""
        return not (vector + self._bias) & self._guard

    def product(self, left: Polynomial, right: Polynomial) -> Polynomial:
        out: dict[int, int] = {}
        for a, x in left.items():
            for b, y in right.items():
                if self.fits(a + b):
                    out[a + b] = out.get(a + b, 0) + x * y
        return out


class _Employer:
    """One employer's experts, by id, and the needs that each of them could serve."""

    def __init__(self, vectors: _Vectors, people: Sequence[tuple[Person, Sequence[int]]], limit: int) -> None:
        self._vectors = vectors
        self._people = people
        self._limit = limit

    @cached_property
    def ways(self) -> Polynomial:
        """The empty contribution among them."""
        if self._limit == 1:
            out = {0: 1}
            for person, needs in self._people:
                for i in needs:
                    unit = self._vectors.unit(i)
                    out[unit] = out.get(unit, 0) + person.tickets
            return out
        return self._before[-1]

    @cached_property
    def _before(self) -> list[Polynomial]:
        """The ways of the first n experts, for each n."""
        layers: list[dict[int, int]] = [{0: 1}]  # by the number of people chosen
        found: list[Polynomial] = [{0: 1}]
        for person, needs in self._people:
            grown = [dict(layer) for layer in layers]
            if len(grown) <= self._limit:
                grown.append({})
            for chosen, layer in enumerate(layers[: self._limit]):
                for vector, ways in layer.items():
                    for i in needs:
                        more = vector + self._vectors.unit(i)
                        if self._vectors.fits(more):
                            grown[chosen + 1][more] = grown[chosen + 1].get(more, 0) + ways * person.tickets
            layers = grown
            found.append({vector: ways for layer in layers for vector, ways in layer.items()})
        return found

    def choose(self, vector: int, stream: Stream) -> list[tuple[int, Person]]:
        """Who makes the contribution, and for which need."""
        out = []
        for n in range(len(self._people), 0, -1):
            if not vector:
                break
            person, needs = self._people[n - 1]
            before = self._before[n - 1]
            weights = [before.get(vector, 0)]
            weights += [before.get(vector - self._vectors.unit(i), 0) * person.tickets for i in needs]
            place = stream.pick(weights)
            if place:
                out.append((needs[place - 1], person))
                vector -= self._vectors.unit(needs[place - 1])
        return out


class Component:
    """Needs that are tied by common employers, counted jointly."""

    def __init__(self, needs: Sequence[Need], limit: int) -> None:
        self.names = tuple(each.name for each in needs)
        self._vectors = _Vectors([each.count for each in needs])
        serves: defaultdict[str, list[int]] = defaultdict(list)
        people: dict[str, Person] = {}
        for i, need in enumerate(needs):
            for person in need.members:
                serves[person.id].append(i)
                people[person.id] = person
        grouped: defaultdict[str, list[tuple[Person, Sequence[int]]]] = defaultdict(list)
        for name, person in sorted(people.items()):
            grouped[person.employer].append((person, serves[name]))
        self._employers = [_Employer(self._vectors, each, limit) for _, each in sorted(grouped.items())]
        factors = (each.ways for each in self._employers)
        nothing: Polynomial = {0: 1}
        self._before = list(accumulate(factors, self._vectors.product, initial=nothing))

    @property
    def total(self) -> int:
        """The ticket-weighted number of ways to fill all seats."""
        return self._before[-1].get(self._vectors.full, 0)

    def sample(self, stream: Stream) -> dict[str, list[Person]]:
        """Who is chosen for each need."""
        chosen: dict[str, list[Person]] = {name: [] for name in self.names}
        vector = self._vectors.full
        for n in range(len(self._employers), 0, -1):
            if not vector:
                break
            before, employer = self._before[n - 1], self._employers[n - 1]
            parts = [each for each in sorted(employer.ways) if vector - each in before]
            part = parts[stream.pick([before[vector - each] * employer.ways[each] for each in parts])]
            for i, person in employer.choose(part, stream):
                chosen[self.names[i]].append(person)
            vector -= part
        return chosen


def components(needs: Sequence[Need], limit: int) -> tuple[Component, ...]:
    """The needs split where no employer ties them, in order of their first need."""
    parts: list[tuple[list[int], set[str]]] = []
    for place, need in enumerate(needs):
        found = {each.employer for each in need.members}
        tied = [part for part in parts if part[1] & found]
        parts = [part for part in parts if not part[1] & found]
        places = sorted([place, *(each for held, _ in tied for each in held)])
        parts.append((places, found.union(*(employers for _, employers in tied))))
    return tuple(
        Component([needs[place] for place in places], limit) for places, _ in sorted(parts, key=_places)
    )


def _places(part: tuple[list[int], set[str]]) -> list[int]:
    return part[0]


def ways(parts: Iterable[Component]) -> int:
    """Of all components together."""
    out = 1
    for part in parts:
        out *= part.total
    return out
