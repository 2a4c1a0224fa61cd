"""Exactly uniform: every feasible panel is as likely as the product of its tickets says."""

from collections import Counter

import pytest

from tests.core.draw.toys import by_members, every_panel, person, seed, tight_plan, tight_pool, z_score
from yuanping.core.draw import DrawClass, Limits, Plan, Pool, Sampler, Stream


def panel_counts(pool, plan, draws):
    sampler = Sampler.of(pool, plan)
    return Counter(tuple(each.id for each in sampler.draw_members(seed(i))) for i in range(draws))


@pytest.mark.parametrize(
    ("changes", "limits", "scarce"),
    [
        ({"scarce_threshold": 0}, Limits(), 0),
        ({"scarce_threshold": 3}, Limits(), 1),
        ({"scarce_threshold": 64}, Limits("C1", 1, 2, 1), 3),
    ],
    ids=["by-tickets", "mixed", "counted-under-limits"],
)
def test_hundred_thousand_draws_are_uniform_over_panels(changes, limits, scarce):
    pool, plan = tight_pool(), tight_plan(limits, **changes)
    panels = every_panel(pool, plan)
    assert sum(head is None for head in Sampler.of(pool, plan).heads.values()) == scarce
    counts = panel_counts(pool, plan, 100_000)
    assert counts.keys() == panels.keys()
    assert abs(z_score(counts, panels)) < 4


@pytest.mark.parametrize(
    ("changes", "limits"),
    [
        ({"scarce_threshold": 0, "try_limit": 1}, Limits("C1", 1, 2, 1)),
        ({"scarce_threshold": 0, "try_limit": 3}, Limits()),
        ({"scarce_threshold": 3}, Limits(max_per_employer=2)),
        ({"scarce_threshold": 64}, Limits(max_per_employer=2)),
    ],
    ids=["tables", "tries-cut-short", "two-of-an-employer-mixed", "two-of-an-employer-counted"],
)
def test_rarer_ways_to_a_panel_are_uniform_too(changes, limits):
    pool, plan = tight_pool(), tight_plan(limits, **changes)
    panels = every_panel(pool, plan)
    counts = panel_counts(pool, plan, 10_000)
    assert counts.keys() <= panels.keys()
    assert abs(z_score(by_members(counts), by_members(panels))) < 4


def test_draw_among_employers_that_are_all_alike_is_uniform():
    pool = Pool(person(f"p{i}", f"e{i}", "A1 A2", tickets=3) for i in range(5))
    plan = Plan(((DrawClass("A1", "C1"), 2), (DrawClass("A2", "C1"), 1)))
    panels = every_panel(pool, plan)
    counts = panel_counts(pool, plan, 5000)
    assert len(panels) == 60
    assert counts.keys() == panels.keys()
    assert abs(z_score(counts, panels)) < 4


def test_picking_one_after_another_would_not_pass_as_uniform():
    # The status quo: the same instance. It shows that the tests above can fail.
    pool, plan = tight_pool(), tight_plan()
    panels = every_panel(pool, plan)
    counts = Counter()
    for i in range(3000):
        stream, chosen = Stream(seed(i), "naive"), []
        for draw_class in plan.seat_classes:
            employers = {each.employer for each in chosen}
            hat = [
                each
                for each in pool
                if draw_class.takes(each) and each.employer not in employers and each.id != "p4"
                for _ in range(each.tickets)
            ]
            if not hat:
                break
            chosen.append(hat[stream.below(len(hat))])
        counts[tuple(each.id for each in chosen)] += 1
    found = Counter({each: count for each, count in counts.items() if each in panels})
    assert z_score(found, panels) > 20
    assert found.total() < 3000
