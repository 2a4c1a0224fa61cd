"""Small instances and a brute force that shares nothing with the code under test."""

from collections import Counter

from yuanping.core.draw import DrawClass, Limits, Person, Plan, Pool, Stream, shuffle

SPECIALTIES = ("A0801", "A080101", "A0802", "B01")
ASKED = ("A08", "A0801", "A080101", "B", "A0802")
CENTRES = ("C1", "C2", "C3")


def seed(number):
    return number.to_bytes(32, "big")


def person(name, employer, specialties, *, centre="C1", tickets=1, available=True):
    return Person(name, employer, centre, tuple(specialties.split()), tickets, available)


def tight_pool():
    """Eight experts of five employers over three classes: few panels, most of them hit by some limit."""
    return Pool(
        [
            person("p1", "e1", "A1 A2"),
            person("p2", "e1", "A1", tickets=3),
            person("p3", "e2", "A1 A3", tickets=2),
            person("p4", "e2", "A2", centre="C2"),
            person("p5", "e3", "A2 A3", centre="C2", tickets=4),
            person("p6", "e4", "A1 A2", centre="C2"),
            person("p7", "e4", "A2", tickets=2),
            person("p8", "e5", "A1 A2 A3", centre="C3"),
        ]
    )


def tight_plan(limits=None, **changes):
    seats = ((DrawClass("A1", "*"), 2), (DrawClass("A2", "*"), 1), (DrawClass("A3", "*"), 1))
    return Plan(seats, limits or Limits(), **{"excluded_people": {"p4": "same-unit"}, **changes})


def wide_pool(people=400, employers=100):
    """Many employers, so that classes are abundant; tickets 1 to 4."""
    return Pool(
        person(
            f"p{i:04}",
            f"e{i % employers:03}",
            " ".join(code for k, code in enumerate(("A1", "A2", "A3")) if i % (k + 1) == 0),
            centre=CENTRES[i % 7 % 3],
            tickets=1 + i % 4,
            available=i % 11 > 0,
        )
        for i in range(people)
    )


def wide_plan(**changes):
    seats = ((DrawClass("A1", "C1"), 2), (DrawClass("A2", "C2"), 2), (DrawClass("A", "*"), 1))
    return Plan(seats, **{"excluded_employers": {"e007": "3"}, "alternates": 2, **changes})


class Chance:
    """Choices that are the same for the same number."""

    def __init__(self, number):
        self._stream = Stream(seed(number), "toys")

    def below(self, n):
        return self._stream.below(n)

    def choice(self, items):
        return items[self.below(len(items))]

    def some(self, items, most):
        order = shuffle(items, seed=self.below(1 << 62).to_bytes(32, "big"), label="some")
        return order[: 1 + self.below(most)]

    def one_in(self, n):
        return self.below(n) == 0


def any_instance(number):
    """A pool and a plan of all sorts, most of them tight or impossible; the same for the same number."""
    chance = Chance(number)
    pool = Pool(
        Person(
            f"p{i}",
            f"e{chance.below(chance.choice([3, 5, 8]))}",
            chance.choice(CENTRES),
            tuple(chance.some(SPECIALTIES, 2)),
            1 + chance.below(3),
            not chance.one_in(10),
        )
        for i in range(3 + chance.below(7))
    )
    main = chance.choice([None, "C1"])
    limits = Limits(
        main,
        chance.choice([1, 1, 2]),
        chance.choice([None, None, 1, 2]),
        chance.choice([0, 1, 2]) if main else 0,
    )
    plan = Plan(
        tuple(
            (DrawClass(chance.choice(ASKED), chance.choice([*CENTRES, "*", "*"])), 1 + chance.below(2))
            for _ in range(1 + chance.below(3))
        ),
        limits,
        {f"p{chance.below(9)}": "kinship"} if chance.one_in(3) else {},
        {f"e{chance.below(8)}": "3"} if chance.one_in(3) else {},
        alternates=2,
        scarce_threshold=chance.choice([0, 1, 2, 64]),
        try_limit=chance.choice([1, 5, 4096]),
    )
    return pool, plan


def every_panel(pool, plan):
    """All feasible panels as tuples of ids by seat number, each with its weight."""
    limits, out = plan.limits, {}
    free = [
        each
        for each in pool
        if each.available
        and each.id not in plan.excluded_people
        and each.employer not in plan.excluded_employers
    ]

    def seat(number, chosen):
        if number < len(plan.seat_classes):
            for each in free:
                full = sum(one.employer == each.employer for one in chosen) >= limits.max_per_employer
                if each not in chosen and not full and plan.seat_classes[number].takes(each):
                    seat(number + 1, [*chosen, each])
            return
        centres = Counter(each.centre for each in chosen)
        crowded = limits.max_per_centre is not None and max(centres.values()) > limits.max_per_centre
        if not crowded and len(centres.keys() - {limits.main_centre}) >= limits.min_other_centres:
            weight = 1
            for each in chosen:
                weight *= each.tickets
            out[tuple(each.id for each in chosen)] = weight

    seat(0, [])
    return out


def by_members(panels):
    """Weights of sets of people: seats of a class are exchangeable."""
    out = Counter()
    for ids, weight in panels.items():
        out[tuple(sorted(ids))] += weight
    return out


def z_score(counts, weights):
    """How many standard deviations chi-square lies from its mean, over all feasible outcomes."""
    draws, total = sum(counts.values()), sum(weights.values())
    expected = {each: draws * weight / total for each, weight in weights.items()}
    chi_square = sum((counts[each] - mean) ** 2 / mean for each, mean in expected.items())
    freedom = len(weights) - 1
    return (chi_square - freedom) / (2 * freedom) ** 0.5
