"""Small instances and a brute force that shares nothing with the code under test."""

from collections import Counter
from itertools import permutations

from yuanping.core.draw import Candidate, DrawClass, Plan, Pool

A = DrawClass("A0801", "V1")
B = DrawClass("A0802", "V2")
C = DrawClass("A0803", "V3")


def seed(number):
    return number.to_bytes(32, "big")


def pool_of(*rows):
    """Rows of (pseudonym, employer, classes, tickets)."""
    return Pool(tuple(Candidate(who, at, frozenset(classes), tickets) for who, at, classes, tickets in rows))


def every_panel(pool, plan):
    """All feasible panels as tuples of pseudonyms in the order of the seats, each with its weight."""
    seats = [draw_class for draw_class, count in sorted(plan.cells) for _ in range(count)]
    free = [
        each
        for each in pool.candidates
        if each.pseudonym not in plan.excluded_people and each.employer not in plan.excluded_employers
    ]
    for venue, cap in (plan.max_per_venue or {}).items():
        if sum(seat.venue == venue for seat in seats) > cap:
            return {}
    out = {}
    for people in permutations(free, len(seats)):
        if any(seat not in person.classes for seat, person in zip(seats, people, strict=True)):
            continue
        if max(Counter(person.employer for person in people).values()) > plan.max_per_employer:
            continue
        weight = 1
        for person in people:
            weight *= person.tickets
        out[tuple(person.pseudonym for person in people)] = weight
    return out


def tight_pool():
    """Eight experts of five employers over three classes: few panels, most of them hit by some limit."""
    return pool_of(
        ("p1", "e1", [A, B], 1),
        ("p2", "e1", [A], 3),
        ("p3", "e2", [A, C], 2),
        ("p4", "e2", [B], 1),
        ("p5", "e3", [B, C], 4),
        ("p6", "e4", [A, B], 1),
        ("p7", "e4", [B], 2),
        ("p8", "e5", [A, B, C], 1),
    )


def tight_plan(**changes):
    return Plan(((A, 2), (B, 1), (C, 1)), **changes)


def wide_pool(people=400, employers=100):
    """Many employers, so that classes are abundant; tickets 1 to 4."""
    return pool_of(
        *(
            (
                f"p{i:04}",
                f"e{i % employers:03}",
                [each for k, each in enumerate((A, B, C)) if i % (k + 2) == 0],
                1 + i % 4,
            )
            for i in range(people)
        )
    )


def z_score(counts, weights):
    """How many standard deviations chi-square lies from its mean, over all feasible outcomes."""
    draws, total = sum(counts.values()), sum(weights.values())
    expected = {each: draws * weight / total for each, weight in weights.items()}
    chi_square = sum((counts[each] - mean) ** 2 / mean for each, mean in expected.items())
    freedom = len(weights) - 1
    return (chi_square - freedom) / (2 * freedom) ** 0.5
