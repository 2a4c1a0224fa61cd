"""Who of a class may take a seat, and why the others are skipped."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from yuanping.core.draw.lists import ClassList
from yuanping.core.draw.person import DrawClass, Person
from yuanping.core.draw.plan import Plan

RECUSED_PERSON = "recused:person"
RECUSED_EMPLOYER = "recused:employer"
UNAVAILABLE = "unavailable"


class Eligible:
    """A plan's exclusions laid over the lists of its classes."""

    def __init__(self, lists: Mapping[DrawClass, ClassList], plan: Plan) -> None:
        self._lists = lists
        self._people = plan.excluded_people
        self._employers = plan.excluded_employers

    def skip(self, person: Person) -> str | None:
        """Why the person is passed over, or nothing when the person may be taken."""
        if person.id in self._people:
            return RECUSED_PERSON
        if person.employer in self._employers:
            return RECUSED_EMPLOYER
        return None if person.available else UNAVAILABLE

    def members(self, draw_class: DrawClass) -> Iterator[Person]:
        """The eligible members of a class, in the order of its list."""
        return (each for each in self._lists[draw_class].members() if self.skip(each) is None)

    def head(self, draw_class: DrawClass, threshold: int) -> int | None:
        """How many members, from the first, show more than ``threshold`` eligible employers; None for a scarce class.

        Looks no further than needed.
        """
        employers = set()
        for place, member in enumerate(self._lists[draw_class].first_members(), 1):
            if self.skip(member) is None:
                employers.add(member.employer)
                if len(employers) > threshold:
                    return place
        self._lists[draw_class].members()  # a list known in part proves no scarcity
        return None

    def by_employer(self, classes: Collection[DrawClass]) -> dict[str, list[Person]]:
        """The eligible members of any of the classes by employer; both in order of their names."""
        found = {each.id: each for draw_class in classes for each in self.members(draw_class)}
        out: defaultdict[str, list[Person]] = defaultdict(list)
        for _, member in sorted(found.items()):
            out[member.employer].append(member)
        return dict(sorted(out.items()))
