"""A panel is found whenever one exists; where none does, the certificate proves it."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.draw.toys import A, B, C, every_panel, pool_of, seed, tight_plan, tight_pool, wide_pool
from yuanping.core.draw import DrawClass, HallCertificate, Infeasible, Plan, Pool, Sampler, draw
from yuanping.core.errors import Invalid, Refused


@st.composite
def instances(made):
    rows = made(
        st.lists(
            st.tuples(
                st.sampled_from("uvwxyz"), st.sets(st.sampled_from([A, B, C]), min_size=1), st.integers(1, 4)
            ),
            min_size=3,
            max_size=7,
        )
    )
    pool = pool_of(*((f"p{i}", *row) for i, row in enumerate(rows)))
    counts = made(st.dictionaries(st.sampled_from([A, B, C]), st.integers(1, 2), min_size=1))
    plan = Plan(
        tuple(counts.items()),
        excluded_people=made(st.dictionaries(st.sampled_from(["p0", "p3"]), st.just("kin"))),
        excluded_employers=made(st.dictionaries(st.sampled_from("u"), st.just("bidder"))),
        max_per_employer=made(st.integers(1, 3)),
        max_per_venue=made(st.sampled_from([None, {}, {"V1": 2}, {"V1": 1, "V2": 2}])),
        scarce_threshold=made(st.sampled_from([0, 1, 2, 64])),
        try_limit=made(st.sampled_from([0, 1, 5, 200])),
    )
    return pool, plan


@given(instances(), st.binary(min_size=32, max_size=32))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_draw_finds_a_panel_exactly_when_brute_force_does(instance, any_seed):
    pool, plan = instance
    panels = every_panel(pool, plan)
    if panels:
        panel = draw(pool, plan, any_seed)
        assert tuple(who for _, who in panel.members) in panels
        assert draw(Pool(pool.candidates[::-1]), plan, any_seed) == panel
    else:
        with pytest.raises(Infeasible) as refusal:
            draw(pool, plan, any_seed)
        assert refusal.value.certificate.holds(pool, plan)


@given(instances())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_count_of_all_panels_equals_brute_force(instance):
    pool, plan = instance
    panels = every_panel(pool, plan)
    if panels:
        exact = Plan(**{**{name: getattr(plan, name) for name in Plan.__slots__}, "try_limit": 0})
        total = 1
        for count in draw(pool, exact, seed(1)).transcript[-1].counts:
            total *= count.total
        # Brute force tells the seats of a class apart; the count does not.
        assert total * 2 ** sum(count == 2 for _, count in plan.cells) == sum(panels.values())


def test_certificate_names_the_classes_and_employers_that_fall_short():
    pool = pool_of(
        ("p1", "e1", [A, B], 1),
        ("p2", "e1", [A], 1),
        ("p3", "e2", [A, B], 1),
        ("p4", "e3", [C], 1),
        ("p5", "e4", [C], 1),
    )
    plan = Plan(((A, 1), (B, 2), (C, 1)))
    with pytest.raises(Infeasible) as refusal:
        draw(pool, plan, seed(1))
    certificate = refusal.value.certificate
    assert certificate == HallCertificate((A, B), ("e1", "e2"), needed=3, available=2)
    assert certificate.holds(pool, plan)
    assert (refusal.value.code, isinstance(refusal.value, Refused)) == ("draw-infeasible", True)
    assert refusal.value.message == (
        "席位类别A0801/V1、A0802/V2共需专家3名，符合条件的专家来自2家单位，最多只能选出2名，无法组成评标委员会。"
    )


@pytest.mark.parametrize(
    "claim",
    [
        HallCertificate((A, B), ("e1",), 3, 1),
        HallCertificate((A, B), ("e1", "e2"), 4, 2),
        HallCertificate((A, B), ("e1", "e2"), 3, 1),
        HallCertificate((B, A), ("e1", "e2"), 3, 2),
        HallCertificate((A,), ("e1", "e2"), 1, 2),
        HallCertificate((DrawClass("X", "Y"),), (), 1, 0),
        HallCertificate((A,), (), 1, 0, venue="V1"),
    ],
)
def test_certificate_that_claims_otherwise_does_not_hold(claim):
    pool = pool_of(("p1", "e1", [A, B], 1), ("p2", "e1", [A], 1), ("p3", "e2", [A, B], 1))
    plan = Plan(((A, 1), (B, 2)))
    assert HallCertificate((A, B), ("e1", "e2"), 3, 2).holds(pool, plan)
    assert not claim.holds(pool, plan)


def test_plan_above_its_own_venue_cap_is_infeasible():
    plan = tight_plan(max_per_venue={"V1": 1, "V2": 1})
    with pytest.raises(Infeasible) as refusal:
        draw(tight_pool(), plan, seed(1))
    assert refusal.value.certificate == HallCertificate((A,), (), 2, 1, venue="V1")
    assert refusal.value.certificate.holds(tight_pool(), plan)
    assert refusal.value.message == "场地V1安排了2个专家席位，超过该场地最多1个的限制。"
    assert len(draw(tight_pool(), tight_plan(max_per_venue={"V1": 2, "V2": 1}), seed(1)).members) == 4


def test_recused_employer_is_skipped_in_the_open():
    pool = wide_pool()
    plan = Plan(
        ((A, 3), (B, 2)),
        excluded_employers={f"e{i:03}": "bidder" for i in range(0, 40, 2)},
        scarce_threshold=8,
    )
    sampler = Sampler(pool, plan)
    skips, employers = Counter(), {each.pseudonym: each.employer for each in pool.candidates}
    for i in range(20):
        panel = sampler.draw(seed(i))
        skips.update(ticket.skip for each in panel.transcript for ticket in each.tickets)
        assert not {employers[who] for _, who in panel.members} & plan.excluded_employers.keys()
    assert skips.keys() == {None, "recused:employer"}


def test_ticket_and_ordinal_lead_to_their_holder():
    pool = wide_pool()
    listed = sorted(
        (each for each in pool.candidates if A in each.classes),
        key=lambda each: (each.tickets, each.pseudonym),
    )
    hat = [(ordinal, each.pseudonym) for ordinal, each in enumerate(listed) for _ in range(each.tickets)]
    sampler = Sampler(pool, Plan(((A, 5),), scarce_threshold=8))
    drawn = [
        ticket for i in range(20) for each in sampler.draw(seed(i)).transcript for ticket in each.tickets
    ]
    assert len(drawn) >= 100
    assert [(ticket.ordinal, ticket.pseudonym) for ticket in drawn] == [
        hat[ticket.ticket] for ticket in drawn
    ]


def test_tries_end_when_nearly_all_tickets_are_recused():
    rows = [(f"p{i}", "giant", [A], 1 << 20) for i in range(20)] + [
        (f"q{i}", f"e{i}", [A], 1) for i in range(5)
    ]
    pool = pool_of(*rows)
    plan = Plan(((A, 2),), excluded_employers={"giant": "bidder"}, scarce_threshold=0, try_limit=100)
    panel = draw(pool, plan, seed(1))
    assert [each.exact for each in panel.transcript] == [False, True]
    assert [len(each.tickets) for each in panel.transcript] == [100, 0]
    assert panel.transcript[0].rejected == "try-limit"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cells": ()}, "cells"),
        ({"cells": ((A, 1), (A, 1))}, "cells"),
        ({"cells": ((A, 0),)}, "cells"),
        ({"max_per_employer": 0}, "max_per_employer"),
        ({"algorithm": "yd-draw/2"}, "algorithm"),
        ({"scarce_threshold": -1}, "scarce_threshold"),
        ({"try_limit": True}, "try_limit"),
        ({"excluded_people": {"p1": ""}}, "excluded_people"),
        ({"max_per_venue": {"V1": -1}}, "max_per_venue"),
    ],
)
def test_plan_with_a_bad_field_is_refused(changes, field):
    good = {"cells": ((A, 1),)}
    assert Plan(**good).seats == 1
    with pytest.raises(Invalid) as refusal:
        Plan(**{**good, **changes})
    assert (refusal.value.code, refusal.value.field) == ("draw-input-invalid", field)


def test_pool_with_one_person_twice_is_refused():
    with pytest.raises(Invalid) as refusal:
        pool_of(("p1", "e1", [A], 1), ("p1", "e2", [B], 1))
    assert refusal.value.message == "抽取数据有误：专家p1在专家库中重复出现（pseudonym）。"


def test_pool_digest_is_of_canonical_json():
    pool = pool_of(("乙", "e2", [B, A], 2), ("p1", "e1", [A], 1))
    assert pool.canonical().decode() == (
        '[{"classes":["A0801/V1"],"employer":"e1","pseudonym":"p1","tickets":1},'
        '{"classes":["A0801/V1","A0802/V2"],"employer":"e2","pseudonym":"乙","tickets":2}]'
    )
    assert pool.digest == "1bf2542a51f0ce77ecfc451a621e9fcd29539c93359a064562d91aff6f859ab9"


@pytest.mark.parametrize("name", ["", "a/b", "a\n", "\ud800", "x" * 201])
def test_class_name_that_could_be_mistaken_is_refused(name):
    with pytest.raises(Invalid):
        DrawClass(name, "V1")
