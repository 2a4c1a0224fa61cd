"""Over which centres the open seats (centre ``*``) may be spread, when limits are set on the centres."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from yuanping.core.draw.counting import Need
from yuanping.core.draw.person import ANYWHERE, DrawClass, Person
from yuanping.core.draw.plan import Limits, Plan

Table = tuple[tuple[DrawClass, str, int], ...]
"""How many seats of each class at each centre; nothing is said of none."""
ByCentre = Mapping[str, Sequence[Person]]


def keeps(limits: Limits, centres: Counter[str]) -> bool:
    """Whether members at these centres satisfy the limits."""
    if limits.max_per_centre is not None and max(centres.values(), default=0) > limits.max_per_centre:
        return False
    others = sum(1 for centre, count in centres.items() if count and centre != limits.main_centre)
    return others >= limits.min_other_centres


def by_centre(members: Sequence[Person]) -> dict[str, list[Person]]:
    """In the order of the centres' names."""
    out: defaultdict[str, list[Person]] = defaultdict(list)
    for each in members:
        out[each.centre].append(each)
    return dict(sorted(out.items()))


def tables(plan: Plan, held: Mapping[DrawClass, ByCentre]) -> Iterator[Table]:
    """Every way to spread the seats that keeps the limits, in the order of ``yd-draw/1`` section 7.

    ``held`` are the eligible experts of each open class by centre: nowhere more seats than experts.
    """
    fixed = Counter[str]()
    for each, count in plan.seats:
        if each.centre != ANYWHERE:
            fixed[each.centre] += count
    open_classes = [each for each in plan.classes if each.centre == ANYWHERE]
    rest: Table = tuple(
        (each, each.centre, plan.counts[each]) for each in plan.classes if each.centre != ANYWHERE
    )

    def spread(place: int, done: Table, centres: Counter[str]) -> Iterator[Table]:
        if place == len(open_classes):
            if keeps(plan.limits, centres):
                yield tuple(sorted(rest + done))
            return
        draw_class = open_classes[place]
        rooms = [
            (centre, _room(plan.limits, centres[centre], len(people)))
            for centre, people in held[draw_class].items()
        ]
        for vector in _vectors(plan.counts[draw_class], [room for _, room in rooms]):
            seats = tuple((draw_class, centre, n) for (centre, _), n in zip(rooms, vector, strict=True) if n)
            more = Counter({centre: n for _, centre, n in seats})
            yield from spread(place + 1, done + seats, centres + more)

    yield from spread(0, (), fixed)


def needs_of(table: Table, members: Callable[[DrawClass, str], Sequence[Person]]) -> list[Need]:
    """The table as seats to be counted: one need for each class at each centre."""
    return [
        Need(cell_name(draw_class, centre), count, tuple(members(draw_class, centre)))
        for draw_class, centre, count in table
    ]


def cell_name(draw_class: DrawClass, centre: str) -> str:
    """``A08/C03``; for an open class ``A08/*/C03``."""
    return draw_class.name if draw_class.centre == centre else f"{draw_class.name}/{centre}"


def _room(limits: Limits, taken: int, people: int) -> int:
    return people if limits.max_per_centre is None else max(0, min(people, limits.max_per_centre - taken))


def _vectors(count: int, rooms: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All vectors with this sum, no entry above its room, ascending."""
    if not rooms:
        if count == 0:
            yield ()
        return
    left = sum(rooms[1:])
    for first in range(max(0, count - left), min(count, rooms[0]) + 1):
        for others in _vectors(count - first, rooms[1:]):
            yield (first, *others)
