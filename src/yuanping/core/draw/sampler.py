"""``yd-draw/1``: a panel, each feasible one with probability proportional to the product of its tickets.

Scarce classes are counted exactly; abundant seats are drawn ticket by ticket; a try that breaks a limit is
thrown away whole, which is what keeps the result exactly uniform. Ticket skips do not depend on whom the
other tickets hit, so ending the tries after a number of skips and rejections leaves it so.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from yuanping.core.draw.alternates import alternates
from yuanping.core.draw.counting import Component, Need, components, ways
from yuanping.core.draw.eligible import Eligible
from yuanping.core.draw.feasibility import find_obstacle
from yuanping.core.draw.infeasible import Infeasible
from yuanping.core.draw.lists import ClassList
from yuanping.core.draw.panel import Count, Panel, Ticket, Try
from yuanping.core.draw.person import DrawClass, Person
from yuanping.core.draw.plan import Plan
from yuanping.core.draw.pool import Pool
from yuanping.core.draw.stream import Stream, shuffle
from yuanping.core.draw.tables import Table, by_centre, cell_name, keeps, needs_of, tables
from yuanping.core.draw.tickets import draw_ticket

DUPLICATE = "duplicate"
SAME_EMPLOYER = "same-employer"
CENTRE_FULL = "centre-full"
OTHER_CENTRES = "other-centres"
TRY_LIMIT = "try-limit"


def draw(pool: Pool, plan: Plan, seed: bytes) -> Panel:
    """Draw the panel of a plan from a pool; the same three inputs give the same panel for ever.

    Raises ``Infeasible`` (draw-infeasible) with a certificate exactly when no panel exists, and ``Invalid``
    for a seed that has not 32 bytes.
    """
    return Sampler.of(pool, plan).draw(seed)


class Sampler:
    """A plan and the lists of its classes made ready, so that many seeds can be tried on them (replays, audits, tests)."""

    def __init__(self, lists: Mapping[DrawClass, ClassList], plan: Plan) -> None:
        """Without looking whether a panel exists: ``of`` does."""
        self.lists = lists
        self.plan = plan
        self.eligible = Eligible(lists, plan)
        self.heads = {each: self.eligible.head(each, plan.scarce_threshold) for each in plan.classes}
        """How many members show that a class is abundant; None for a scarce one."""
        self._scarce = [each for each in plan.classes if self.heads[each] is None]
        self._abundant = [
            (number, lists[each])
            for each in plan.classes
            if self.heads[each] is not None
            for number in plan.seat_numbers[each]
        ]

    @classmethod
    def of(cls, pool: Pool, plan: Plan) -> "Sampler":
        """Raises ``Infeasible`` when the plan cannot be met from the pool."""
        lists = pool.lists_of(plan.classes)
        obstacle = find_obstacle(plan, Eligible(lists, plan))
        if obstacle is not None:
            raise Infeasible(obstacle)
        return cls(lists, plan)

    def draw(self, seed: bytes) -> Panel:
        """The panel of one seed, with its alternates."""
        members, tries = self._panel(seed)
        return Panel(members, tries, *alternates(self, seed, members))

    def draw_members(self, seed: bytes) -> tuple[Person, ...]:
        """The panel alone."""
        return self._panel(seed)[0]

    def _panel(self, seed: bytes) -> tuple[tuple[Person, ...], tuple[Try, ...]]:
        tries: list[Try] = []
        budget = self.plan.try_limit
        while budget > 0:
            one = _Attempt(self, seed, len(tries), budget)
            tries.append(one.run())
            if tries[-1].rejected is None:
                return one.members(), tuple(tries)
            budget -= 1 + one.skipped
        one = _Attempt(self, seed, len(tries), budget)
        tries.append(one.count_all())
        return one.members(), tuple(tries)

    @cached_property
    def scarce_counted(self) -> tuple[Component, ...]:
        return components(self._needs(self._scarce), self.plan.limits.max_per_employer)

    @cached_property
    def all_counted(self) -> tuple[Component, ...]:
        """Of a plan without limits on centres, or without open seats: then its fixed seats keep them."""
        return components(self._needs(self.plan.classes), self.plan.limits.max_per_employer)

    @cached_property
    def tables_counted(self) -> tuple[tuple[Table, tuple[Component, ...]], ...]:
        """Every table that keeps the limits, with its components."""
        held = {each: by_centre(list(self.eligible.members(each))) for each in self.plan.classes}
        limit = self.plan.limits.max_per_employer
        return tuple(
            (table, components(needs_of(table, lambda each, centre: held[each].get(centre, ())), limit))
            for table in tables(self.plan, held)
        )

    @property
    def needs_tables(self) -> bool:
        return self.plan.limits.on_centres and self.plan.is_open

    @property
    def abundant(self) -> Sequence[tuple[int, ClassList]]:
        """Each abundant seat with the list of its class, in canonical order."""
        return self._abundant

    def _needs(self, classes: Sequence[DrawClass]) -> list[Need]:
        counts = self.plan.counts
        return [Need(each.name, counts[each], tuple(self.eligible.members(each))) for each in classes]


class _Attempt:
    """One try while it is made."""

    def __init__(self, sampler: Sampler, seed: bytes, number: int, budget: int) -> None:
        self._sampler = sampler
        self._plan = sampler.plan
        self._seed = seed
        self._number = number
        self._budget = budget
        self._seats: dict[int, Person] = {}
        self._tickets: list[Ticket] = []
        self.skipped = 0

    def members(self) -> tuple[Person, ...]:
        return tuple(self._seats[number] for number in range(len(self._plan.seat_classes)))

    def run(self) -> Try:
        """A try by counts and tickets."""
        counts = self._count(self._sampler.scarce_counted) if self._sampler.scarce_counted else ()
        rejected = self._fill()
        return Try(
            self._number,
            exact=False,
            table=None,
            counts=counts,
            tickets=tuple(self._tickets),
            rejected=rejected,
        )

    def count_all(self) -> Try:
        """The last resort, never rejected."""
        table: tuple[str, ...] | None = None
        parts: tuple[Component, ...] = ()
        if self._sampler.needs_tables:
            found = self._sampler.tables_counted
            stream = Stream(self._seed, f"try/{self._number}/table")
            chosen, parts = found[stream.pick([ways(each) for _, each in found])]
            table = tuple(f"{cell_name(each, centre)}:{count}" for each, centre, count in chosen)
        else:
            parts = self._sampler.all_counted
        return Try(self._number, exact=True, table=table, counts=self._count(parts), tickets=())

    def _count(self, parts: Sequence[Component]) -> tuple[Count, ...]:
        stream = Stream(self._seed, f"try/{self._number}/count")
        chosen = [part.sample(stream) for part in parts]
        seated = self._seat_counted(chosen)
        return tuple(
            Count(
                part.names,
                part.total,
                tuple(sorted((seated[each.id], each.id) for held in people.values() for each in held)),
            )
            for part, people in zip(parts, chosen, strict=True)
        )

    def _seat_counted(self, chosen: Sequence[Mapping[str, Sequence[Person]]]) -> dict[str, int]:
        """Seats of a class are exchangeable: who gets which is shuffled, lest the number tell something."""
        of_class: dict[str, list[Person]] = {}
        for people in chosen:
            for name, held in people.items():
                of_class.setdefault("/".join(name.split("/")[:2]), []).extend(held)
        seated = {}
        for draw_class in self._plan.classes:
            held = sorted(of_class.get(draw_class.name, ()), key=lambda each: (each.tickets, each.id))
            label = f"try/{self._number}/order/{draw_class.name}"
            order = shuffle(held, seed=self._seed, label=label)
            for number, person in zip(self._plan.seat_numbers[draw_class], order, strict=False):
                self._seats[number] = person
                seated[person.id] = number
        return seated

    def _fill(self) -> str | None:
        """Draw the abundant seats; why the try is to be thrown away, or nothing."""
        limits = self._plan.limits
        people = {each.id for each in self._seats.values()}
        employers = Counter(each.employer for each in self._seats.values())
        centres = Counter(each.centre for each in self._seats.values())
        most = limits.max_per_centre or len(self._plan.seat_classes)
        if max(centres.values(), default=0) > most:
            return CENTRE_FULL
        stream = Stream(self._seed, f"try/{self._number}")
        for number, entries in self._sampler.abundant:
            person = self._take(number, entries, stream)
            if person is None:
                return TRY_LIMIT
            if person.id in people:
                return DUPLICATE
            if employers[person.employer] >= limits.max_per_employer:
                return SAME_EMPLOYER
            if centres[person.centre] >= most:
                return CENTRE_FULL
            self._seats[number] = person
            people.add(person.id)
            employers[person.employer] += 1
            centres[person.centre] += 1
        return None if keeps(limits, centres) else OTHER_CENTRES

    def _take(self, seat: int, entries: ClassList, stream: Stream) -> Person | None:
        """The first eligible holder of a drawn ticket, or nobody once the budget is skipped away."""
        while self.skipped < self._budget:
            person, ticket = draw_ticket(seat, entries, stream, self._sampler.eligible.skip)
            self._tickets.append(ticket)
            if ticket.skip is None:
                return person
            self.skipped += 1
        return None
