"""Exact counting: how many ticket-weighted panels there are, and one of them, each as likely as its weight.

The weight of a panel is the product of its members' tickets. Its generating function is a product over
employers, and an employer's is a product over its experts, ``1 + tickets * (sum of z_class)``, truncated at
the seats of each class and at the employer's cap. Coefficients are big integers: nothing is rounded.

The order of decisions is part of ``yd-draw/1``: components by their first class; inside one, groups of equal
employers by their first employer, taken apart from the last; a group by halves (the first half rounded
down), left before right; an employer's experts by pseudonym, from the last. Each decision is one big
integer below the sum of its alternatives, which stand in the order of the right-hand term: its exponents
compared from the last class to the first.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate

from yuanping.core.draw.candidate import Candidate, DrawClass
from yuanping.core.draw.eligible import Eligible
from yuanping.core.draw.inputs import Plan
from yuanping.core.draw.stream import Stream

# A truncated polynomial: packed exponents -> coefficient.
Polynomial = Mapping[int, int]
_ONE: Polynomial = {0: 1}


class _Truncation:
    """Exponent vectors packed into one integer, with a limit for each exponent.

    Each exponent has a field wide enough for twice the largest limit, so the sum of two vectors never
    carries into its neighbour; adding ``bias`` raises a field's top bit exactly when it passes its limit.
    """

    def __init__(self, limits: Sequence[int]) -> None:
        self.width = (2 * max(limits)).bit_length() + 1
        top = 1 << (self.width - 1)
        self._bias = sum((top - 1 - limit) << (i * self.width) for i, limit in enumerate(limits))
        self._guard = sum(top << (i * self.width) for i in range(len(limits)))

    def unit(self, i: int) -> int:
        return 1 << (i * self.width)

    def product(self, left: Polynomial, right: Polynomial) -> Polynomial:
        out: dict[int, int] = {}
        for a, x in left.items():
            for b, y in right.items():
                if not (a + b + self._bias) & self._guard:
                    out[a + b] = out.get(a + b, 0) + x * y
        return out


def _split(left: Polynomial, right: Polynomial, target: int, stream: Stream) -> tuple[int, int]:
    """A term of each factor whose product makes the target's term, each pair as likely as its weight.

    Fields never carry, so ``target - b`` is a key of ``left`` only if it is the vectors' true difference.
    """
    pairs = [(b, left[target - b] * y) for b, y in sorted(right.items()) if target - b in left]
    at = stream.below_big(sum(weight for _, weight in pairs))
    for b, weight in pairs:
        if at < weight:
            return target - b, b
        at -= weight
    raise AssertionError(target)


class _Product:
    """A product of factors with all its prefixes, so that a term can be taken apart from the last factor."""

    def __init__(self, truncation: _Truncation, factors: Sequence[Polynomial]) -> None:
        self._factors = factors
        self._prefixes = list(accumulate(factors, truncation.product, initial=_ONE))

    @property
    def polynomial(self) -> Polynomial:
        return self._prefixes[-1]

    def sample(self, target: int, stream: Stream) -> list[tuple[int, int]]:
        """(factor's place, its term) for each factor that takes part."""
        out = []
        for i in range(len(self._factors) - 1, -1, -1):
            if target == 0:
                break
            target, part = _split(self._prefixes[i], self._factors[i], target, stream)
            if part:
                out.append((i, part))
        return out


class _Group:
    """Employers with the same polynomial: their product is its power, built and taken apart by halves."""

    def __init__(self, truncation: _Truncation, base: Polynomial, employers: Sequence[str]) -> None:
        self._truncation = truncation
        self._employers = employers
        self._powers: dict[int, Polynomial] = {0: _ONE, 1: base}
        self.polynomial = self._power(len(employers))

    def _power(self, n: int) -> Polynomial:
        if n not in self._powers:
            self._powers[n] = self._truncation.product(self._power(n // 2), self._power(n - n // 2))
        return self._powers[n]

    def sample(self, target: int, stream: Stream) -> list[tuple[str, int]]:
        """(employer, its term) for each employer that takes part."""
        out = []
        pending = [(0, len(self._employers), target)]
        while pending:
            first, n, term = pending.pop()
            if n == 1:
                out.append((self._employers[first], term))
                continue
            half = n // 2
            left, right = _split(self._power(half), self._power(n - half), term, stream)
            if right:
                pending.append((first + half, n - half, right))
            if left:
                pending.append((first, half, left))
        return out


class Component:
    """Classes tied together by shared employers, counted as one; other components are independent of it."""

    def __init__(
        self, classes: Sequence[DrawClass], plan: Plan, by_employer: Mapping[str, Sequence[Candidate]]
    ) -> None:
        counts = dict(plan.cells)
        self.classes = tuple(classes)
        limits = [counts[each] for each in classes]
        # The last field counts an employer's experts; it only serves inside the employer.
        self._truncation = _Truncation([*limits, min(plan.max_per_employer, plan.seats)])
        self._degree = self._truncation.unit(len(limits))
        self._units = {each: self._truncation.unit(i) for i, each in enumerate(self.classes)}
        self._by_employer = by_employer
        self._inside: dict[str, _Product] = {}
        self._target = sum(limit * self._truncation.unit(i) for i, limit in enumerate(limits))
        grouped: dict[tuple[tuple[int, int], ...], list[str]] = {}
        for employer in sorted(by_employer):
            grouped.setdefault(tuple(sorted(self._polynomial(employer).items())), []).append(employer)
        self._groups = [_Group(self._truncation, dict(key), group) for key, group in grouped.items()]
        self._product = _Product(self._truncation, [each.polynomial for each in self._groups])
        self.total = self._product.polynomial.get(self._target, 0)

    def sample(self, stream: Stream) -> dict[DrawClass, list[Candidate]]:
        """The experts of each class, each list in order of pseudonyms."""
        out: dict[DrawClass, list[Candidate]] = {each: [] for each in self.classes}
        for place, group_term in self._product.sample(self._target, stream):
            for employer, term in self._groups[place].sample(group_term, stream):
                for person, unit in self._people(employer, term, stream):
                    out[self.classes[(unit.bit_length() - 1) // self._truncation.width]].append(person)
        for chosen in out.values():
            chosen.sort(key=lambda each: each.pseudonym)
        return out

    def _factors(self, employer: str) -> list[Polynomial]:
        return [
            {0: 1}
            | {
                self._degree + self._units[each]: person.tickets
                for each in person.classes & self._units.keys()
            }
            for person in self._by_employer[employer]
        ]

    def _polynomial(self, employer: str) -> Polynomial:
        product = _ONE
        for factor in self._factors(employer):
            product = self._truncation.product(product, factor)
        return {term % self._degree: weight for term, weight in product.items()}

    def _people(self, employer: str, term: int, stream: Stream) -> list[tuple[Candidate, int]]:
        if employer not in self._inside:
            self._inside[employer] = _Product(self._truncation, self._factors(employer))
        mask = (1 << self._truncation.width) - 1
        people = sum((term >> (i * self._truncation.width)) & mask for i in range(len(self.classes)))
        parts = self._inside[employer].sample(term + people * self._degree, stream)
        return [(self._by_employer[employer][i], part % self._degree) for i, part in parts]


def components(classes: Sequence[DrawClass], plan: Plan, eligible: Eligible) -> tuple[Component, ...]:
    """The classes split where no employer ties them, in order of their first class."""
    employers = {each: set(eligible.by_employer(each)) for each in sorted(classes)}
    parts: list[tuple[list[DrawClass], set[str]]] = []
    for draw_class, found in employers.items():
        tied = [part for part in parts if part[1] & found]
        parts = [part for part in parts if not part[1] & found]
        members = [draw_class, *(each for names, _ in tied for each in names)]
        parts.append((members, found.union(*(names for _, names in tied))))
    ordered = sorted(sorted(members) for members, _ in parts)
    return tuple(Component(each, plan, eligible.by_employer(*each)) for each in ordered)
