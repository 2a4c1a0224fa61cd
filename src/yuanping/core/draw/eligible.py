"""Who of a class may take a seat, and why the others are skipped."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from yuanping.core.draw.candidate import Candidate, DrawClass
from yuanping.core.draw.inputs import Plan, Pool

RECUSED_PERSON = "recused:person"
RECUSED_EMPLOYER = "recused:employer"
UNAVAILABLE = "unavailable"
DUPLICATE = "duplicate"
SAME_EMPLOYER = "same-employer"


class Eligible:
    """The plan's exclusions laid over the pool; ``people`` and ``employers`` are skipped besides."""

    __slots__ = ("_employers", "_people", "_pool")

    def __init__(
        self,
        pool: Pool,
        plan: Plan,
        *,
        people: Mapping[str, str] | None = None,
        employers: Mapping[str, str] | None = None,
    ) -> None:
        self._pool = pool
        self._people = {**(people or {}), **dict.fromkeys(plan.excluded_people, RECUSED_PERSON)}
        self._employers = {**(employers or {}), **dict.fromkeys(plan.excluded_employers, RECUSED_EMPLOYER)}

    def skip(self, candidate: Candidate) -> str | None:
        """Why the candidate is passed over, or nothing when the candidate may be taken."""
        return self._people.get(candidate.pseudonym) or self._employers.get(candidate.employer)

    def members(self, draw_class: DrawClass) -> Iterator[Candidate]:
        """The eligible candidates of a class, in the order of the class's list."""
        return (each for each in self._pool.index.of_class(draw_class).members if self.skip(each) is None)

    def is_scarce(self, draw_class: DrawClass, threshold: int) -> bool:
        """Whether the class has at most ``threshold`` eligible employers; looks no further than needed."""
        employers = set()
        for member in self.members(draw_class):
            employers.add(member.employer)
            if len(employers) > threshold:
                return False
        return True

    def by_employer(self, *classes: DrawClass) -> dict[str, list[Candidate]]:
        """The eligible candidates of any of the classes by employer; both in order of their names."""
        found = {each.pseudonym: each for draw_class in classes for each in self.members(draw_class)}
        out: defaultdict[str, list[Candidate]] = defaultdict(list)
        for _, member in sorted(found.items()):
            out[member.employer].append(member)
        return dict(sorted(out.items()))
