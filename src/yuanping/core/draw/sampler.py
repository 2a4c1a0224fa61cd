"""``yd-draw/1``: a panel, each feasible one with probability proportional to the product of its tickets.

Scarce classes are counted exactly; abundant seats are drawn ticket by ticket; a try that breaks a limit is
thrown away whole, which is what keeps the result exactly uniform. Ticket skips do not depend on whom the
other tickets hit, so ending the tries after a number of skips and rejections leaves it so.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from yuanping.core.draw.candidate import Candidate, DrawClass
from yuanping.core.draw.counting import Component, components
from yuanping.core.draw.eligible import DUPLICATE, SAME_EMPLOYER, Eligible
from yuanping.core.draw.index import ClassList
from yuanping.core.draw.infeasible import Infeasible, venue_violations
from yuanping.core.draw.inputs import Plan, Pool
from yuanping.core.draw.matching import find_obstacle
from yuanping.core.draw.panel import Count, Panel, Seat, Ticket, Try
from yuanping.core.draw.stream import Stream, shuffle
from yuanping.core.draw.tickets import draw_ticket

TRY_LIMIT = "try-limit"


def draw(pool: Pool, plan: Plan, seed: bytes) -> Panel:
    """Draw the panel of a plan from a pool; the same three inputs give the same panel for ever.

    Raises ``Infeasible`` (draw-infeasible) with a certificate exactly when no panel exists, and ``Invalid``
    for a seed that has not 32 bytes.
    """
    return Sampler(pool, plan).draw(seed)


class Sampler:
    """A pool and a plan made ready, so that many seeds can be tried on them (replays, audits, tests).

    Making one raises ``Infeasible`` when the plan cannot be met.
    """

    def __init__(self, pool: Pool, plan: Plan) -> None:
        self._pool = pool
        self._plan = plan
        self._eligible = Eligible(pool, plan)
        for violation in venue_violations(plan):
            raise Infeasible(violation)
        obstacle = find_obstacle(plan, self._eligible)
        if obstacle is not None:
            raise Infeasible(obstacle)
        classes = [draw_class for draw_class, _ in plan.cells]
        scarce = {each for each in classes if self._eligible.is_scarce(each, plan.scarce_threshold)}
        self._scarce = [each for each in classes if each in scarce]
        self._abundant = [
            (Seat(each, number), pool.index.of_class(each))
            for each, count in plan.cells
            if each not in scarce
            for number in range(1, count + 1)
        ]

    def draw(self, seed: bytes) -> Panel:
        """The panel of one seed."""
        tries: list[Try] = []
        left = self._plan.try_limit
        while left > 0:
            tries.append(self._try(seed, len(tries), left))
            if tries[-1].rejected is None:
                return _panel(tries)
            left -= 1 + sum(ticket.skip is not None for ticket in tries[-1].tickets)
        counts = _sample(self._all_counted, seed, f"try/{len(tries)}")
        return _panel([*tries, Try(len(tries), exact=True, counts=counts, tickets=())])

    @cached_property
    def _scarce_counted(self) -> tuple[Component, ...]:
        return components(self._scarce, self._plan, self._eligible)

    @cached_property
    def _all_counted(self) -> tuple[Component, ...]:
        return components([each for each, _ in self._plan.cells], self._plan, self._eligible)

    def _try(self, seed: bytes, number: int, left: int) -> Try:
        label = f"try/{number}"
        stream = Stream(seed, label)
        counts = _sample(self._scarce_counted, seed, label)
        find = self._pool.index.candidate
        taken = [find(pseudonym) for count in counts for _, pseudonym in count.chosen]
        people = {each.pseudonym for each in taken if each}
        employers = Counter(each.employer for each in taken if each)
        tickets: list[Ticket] = []
        rejected: str | None = None
        for seat, entries in self._abundant:
            candidate = self._take(seat, entries, stream, tickets, left)
            if candidate is None:
                rejected = TRY_LIMIT
            elif candidate.pseudonym in people:
                rejected = DUPLICATE
            elif employers[candidate.employer] >= self._plan.max_per_employer:
                rejected = SAME_EMPLOYER
            else:
                people.add(candidate.pseudonym)
                employers[candidate.employer] += 1
                continue
            break
        return Try(number, exact=False, counts=counts, tickets=tuple(tickets), rejected=rejected)

    def _take(
        self, seat: Seat, entries: ClassList, stream: Stream, tickets: list[Ticket], left: int
    ) -> Candidate | None:
        """The first eligible holder of a drawn ticket, or nobody once the try has skipped ``left``."""
        skipped = sum(ticket.skip is not None for ticket in tickets)
        while skipped < left:
            candidate, ticket = draw_ticket(seat, entries, stream, self._eligible)
            tickets.append(ticket)
            if ticket.skip is None:
                return candidate
            skipped += 1
        return None


def _sample(parts: Sequence[Component], seed: bytes, label: str) -> tuple[Count, ...]:
    stream = Stream(seed, f"{label}/count")
    return tuple(_count(part, part.sample(stream), seed, label) for part in parts)


def _count(part: Component, chosen: dict[DrawClass, list[Candidate]], seed: bytes, label: str) -> Count:
    """Seats of a class are exchangeable: who gets which is shuffled, lest the number tell the pseudonym."""
    seating = []
    for draw_class in part.classes:
        order = shuffle(chosen[draw_class], seed=seed, label=f"{label}/order/{draw_class.name}")
        seating += [(Seat(draw_class, i), each.pseudonym) for i, each in enumerate(order, 1)]
    return Count(part.classes, part.total, tuple(seating))


def _panel(tries: Sequence[Try]) -> Panel:
    last = tries[-1]
    members = [pair for count in last.counts for pair in count.chosen]
    members += [(ticket.seat, ticket.pseudonym) for ticket in last.tickets if ticket.skip is None]
    return Panel(tuple(sorted(members)), tuple(tries))
