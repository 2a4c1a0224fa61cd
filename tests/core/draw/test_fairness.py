"""Exactly uniform: every feasible panel is as likely as the product of its tickets says."""

from collections import Counter

import pytest

from tests.core.draw.toys import A, B, C, every_panel, pool_of, seed, tight_plan, tight_pool, z_score
from yuanping.core.draw import Plan, Sampler, Stream, draw


def panel_counts(pool, plan, draws):
    sampler = Sampler(pool, plan)
    return Counter(tuple(who for _, who in sampler.draw(seed(i)).members) for i in range(draws))


@pytest.mark.parametrize(
    ("limits", "counted"),
    [
        ({"scarce_threshold": 0}, set()),
        ({"scarce_threshold": 3}, {(C,)}),
        ({"scarce_threshold": 64}, {(A, B, C)}),
        ({"scarce_threshold": 0, "try_limit": 3}, {(A, B, C)}),
    ],
    ids=["all-by-tickets", "some-counted", "all-counted", "tries-cut-short"],
)
def test_draw_of_tight_pool_is_uniform_over_panels(limits, counted):
    pool, plan = tight_pool(), tight_plan(excluded_people={"p4": "same-unit"}, **limits)
    panels = every_panel(pool, plan)
    counts = panel_counts(pool, plan, 3000)
    transcripts = [draw(pool, plan, seed(i)).transcript for i in range(20)]
    assert {count.classes for tries in transcripts for each in tries for count in each.counts} == counted
    assert counts.keys() <= panels.keys()
    assert abs(z_score(counts, panels)) < 4


@pytest.mark.parametrize("threshold", [0, 64])
def test_draw_with_two_seats_per_employer_is_uniform_over_panels(threshold):
    pool = pool_of(
        ("p1", "e1", [A, B], 2),
        ("p2", "e1", [A], 1),
        ("p3", "e1", [B, C], 3),
        ("p4", "e2", [A, C], 1),
        ("p5", "e2", [A, B], 2),
        ("p6", "e3", [C], 1),
    )
    plan = Plan(((A, 2), (B, 1), (C, 1)), max_per_employer=2, scarce_threshold=threshold)
    panels = every_panel(pool, plan)
    counts = panel_counts(pool, plan, 1500)
    assert counts.keys() <= panels.keys()
    assert abs(z_score(counts, panels)) < 4


def test_draw_among_employers_that_are_all_alike_is_uniform():
    # Equal employers are counted as the power of one of them and taken apart by halves.
    pool = pool_of(*((f"p{i}", f"e{i}", [A, B], 3) for i in range(5)))
    plan = Plan(((A, 2), (B, 1)))
    panels = every_panel(pool, plan)
    counts = panel_counts(pool, plan, 2000)
    assert len(panels) == 60
    assert counts.keys() == panels.keys()
    assert abs(z_score(counts, panels)) < 4


def test_picking_one_after_another_would_not_pass_as_uniform():
    # The status quo: the same instance, the same number of draws. It shows that the tests above can fail.
    pool, plan = tight_pool(), tight_plan(excluded_people={"p4": "same-unit"})
    panels = every_panel(pool, plan)
    counts = Counter()
    for i in range(3000):
        stream, chosen = Stream(seed(i), "naive"), []
        for draw_class in (A, A, B, C):
            employers = {each.employer for each in chosen}
            hat = [
                each
                for each in pool.candidates
                if draw_class in each.classes and each.employer not in employers and each.pseudonym != "p4"
                for _ in range(each.tickets)
            ]
            if not hat:
                break
            chosen.append(hat[stream.below(len(hat))])
        counts[tuple(each.pseudonym for each in chosen)] += 1
    found = Counter({each: count for each, count in counts.items() if each in panels})
    assert z_score(found, panels) > 20
    assert found.total() < 3000
