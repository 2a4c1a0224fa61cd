"""Does a panel exist? Augmenting paths from the seats' side; where they fail, Hall's violators stand."""

from collections import deque
from dataclasses import dataclass

from yuanping.core.draw.candidate import Candidate, DrawClass
from yuanping.core.draw.eligible import Eligible
from yuanping.core.draw.infeasible import HallCertificate, certificate_of
from yuanping.core.draw.inputs import Plan


def find_obstacle(plan: Plan, eligible: Eligible) -> HallCertificate | None:
    """Nothing when every seat can be filled under the plan's limits, else why not."""
    matching = _Matching(plan, eligible)
    for draw_class, count in plan.cells:
        for _ in range(count):
            visited = matching.augment(draw_class)
            if visited:
                return certificate_of(visited, plan, eligible)
    return None


@dataclass(frozen=True, slots=True)
class _Step:
    """How the search came to a class: ``taker`` gets ``gained`` if the class gives up ``lost``."""

    taker: DrawClass
    gained: Candidate
    lost: Candidate


class _Matching:
    """A flow class -> person (1) -> employer (cap), grown by one seat at a time."""

    def __init__(self, plan: Plan, eligible: Eligible) -> None:
        self._cap = plan.max_per_employer
        self._eligible = eligible
        self._seat_of: dict[str, DrawClass] = {}
        self._seated: dict[str, dict[str, Candidate]] = {}

    def augment(self, start: DrawClass) -> tuple[DrawClass, ...]:
        """Fill one more seat of the class, or answer the classes that were searched in vain."""
        steps: dict[DrawClass, _Step | None] = {start: None}
        queue = deque([start])
        while queue:
            draw_class = queue.popleft()
            for person in self._eligible.members(draw_class):
                blockers = self._blockers(person)
                if not blockers:
                    self._apply(steps, draw_class, person)
                    return ()
                for blocker in blockers:
                    holder = self._seat_of[blocker.pseudonym]
                    if holder not in steps:
                        steps[holder] = _Step(draw_class, person, blocker)
                        queue.append(holder)
        return tuple(sorted(steps))

    def _blockers(self, person: Candidate) -> list[Candidate]:
        """Whose leaving would free this person for a seat; nobody when the person is free."""
        seated = self._seated.get(person.employer, {})
        if person.pseudonym in seated:
            return [person]
        return list(seated.values()) if len(seated) >= self._cap else []

    def _apply(self, steps: dict[DrawClass, _Step | None], last: DrawClass, person: Candidate) -> None:
        """Seat the free person in the last class and hand each seat given up back along the path."""
        self._seat(person, last)
        step = steps[last]
        while step is not None:
            seated = self._seated[step.lost.employer]
            del seated[step.lost.pseudonym]
            del self._seat_of[step.lost.pseudonym]
            self._seat(step.gained, step.taker)
            step = steps[step.taker]

    def _seat(self, person: Candidate, draw_class: DrawClass) -> None:
        self._seated.setdefault(person.employer, {})[person.pseudonym] = person
        self._seat_of[person.pseudonym] = draw_class
