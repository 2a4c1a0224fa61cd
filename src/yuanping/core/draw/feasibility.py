"""Does a panel exist? Augmenting paths from the seats' side; where they fail, Hall's violators stand."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from yuanping.core.draw.eligible import Eligible
from yuanping.core.draw.infeasible import Certificate, hall_certificate, limits_certificate
from yuanping.core.draw.person import ANYWHERE, DrawClass, Person
from yuanping.core.draw.plan import Plan
from yuanping.core.draw.tables import by_centre, tables

Key = TypeVar("Key", DrawClass, tuple[DrawClass, str])


def find_obstacle(plan: Plan, eligible: Eligible) -> Certificate | None:
    """Nothing when every seat can be filled under the plan's limits, else why not."""
    violators = _unfilled(
        [(each, plan.counts[each]) for each in plan.classes], eligible.members, plan.limits.max_per_employer
    )
    if violators:
        return hall_certificate(violators, plan, eligible)
    if plan.limits.on_centres and not _is_spreadable(plan, eligible):
        return limits_certificate(plan, eligible)
    return None


def _is_spreadable(plan: Plan, eligible: Eligible) -> bool:
    """Whether some panel keeps the limits on centres.

    Looked for among few: where a class has as many employers at a centre as there are seats, another of them can
    stand in for whoever is left out, so no more than that many need to be looked at.
    """
    seats = len(plan.seat_classes)
    held = {}
    for draw_class in plan.classes:
        people = _few(eligible.members(draw_class), seats, plan.limits.max_per_employer)
        held[draw_class] = by_centre(people) if draw_class.centre == ANYWHERE else {draw_class.centre: people}
    for table in tables(plan, held):
        cells = [((draw_class, centre), count) for draw_class, centre, count in table]

        def people_of(cell: tuple[DrawClass, str]) -> Iterator[Person]:
            return iter(held[cell[0]].get(cell[1], ()))

        if not _unfilled(cells, people_of, plan.limits.max_per_employer):
            return True
    return False


def _few(members: Iterator[Person], employers: int, limit: int) -> list[Person]:
    """At each centre the first so many employers, of each the first so many people."""
    chosen: list[Person] = []
    found: dict[str, dict[str, int]] = {}
    for each in members:
        at = found.setdefault(each.centre, {})
        if at.get(each.employer, 0) < limit and (each.employer in at or len(at) < employers):
            at[each.employer] = at.get(each.employer, 0) + 1
            chosen.append(each)
    return chosen


@dataclass(frozen=True, slots=True)
class _Step(Generic[Key]):
    """How the search came to a cell: ``taker`` gets ``gained`` if the cell gives up ``lost``."""

    taker: Key
    gained: Person
    lost: Person


def _unfilled(
    cells: Iterable[tuple[Key, int]], people_of: Callable[[Key], Iterator[Person]], limit: int
) -> tuple[Key, ...]:
    """Cells that together cannot be filled; nothing when all can."""
    matching: _Matching[Key] = _Matching(people_of, limit)
    for cell, count in cells:
        for _ in range(count):
            visited = matching.augment(cell)
            if visited:
                return visited
    return ()


class _Matching(Generic[Key]):
    """A flow cell -> person (1) -> employer (limit), grown by one seat at a time."""

    def __init__(self, people_of: Callable[[Key], Iterator[Person]], limit: int) -> None:
        self._limit = limit
        self._people_of: Callable[[Key], Iterator[Person]] = people_of
        self._seat_of: dict[str, Key] = {}
        self._seated: dict[str, dict[str, Person]] = {}

    def augment(self, start: Key) -> tuple[Key, ...]:
        """Fill one more seat of the cell, or answer the cells that were searched in vain."""
        steps: dict[Key, _Step[Key] | None] = {start: None}
        queue = deque([start])
        while queue:
            cell = queue.popleft()
            for person in self._people_of(cell):
                blockers = self._blockers(person)
                if not blockers:
                    self._apply(steps, cell, person)
                    return ()
                for blocker in blockers:
                    holder = self._seat_of[blocker.id]
                    if holder not in steps:
                        steps[holder] = _Step(cell, person, blocker)
                        queue.append(holder)
        return tuple(sorted(steps))

    def _blockers(self, person: Person) -> list[Person]:
        """Whose leaving would free this person for a seat; nobody when the person is free."""
        seated = self._seated.get(person.employer, {})
        if person.id in seated:
            return [person]
        return list(seated.values()) if len(seated) >= self._limit else []

    def _apply(self, steps: "dict[Key, _Step[Key] | None]", last: Key, person: Person) -> None:
        """Seat the free person in the last cell and hand each seat given up back along the path."""
        self._seat(person, last)
        step = steps[last]
        while step is not None:
            del self._seated[step.lost.employer][step.lost.id]
            del self._seat_of[step.lost.id]
            self._seat(step.gained, step.taker)
            step = steps[step.taker]

    def _seat(self, person: Person, cell: Key) -> None:
        self._seated.setdefault(person.employer, {})[person.id] = person
        self._seat_of[person.id] = cell
