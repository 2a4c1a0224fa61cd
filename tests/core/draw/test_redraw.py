from collections import Counter

import pytest

from tests.core.draw.toys import A, B, C, pool_of, seed, tight_plan, tight_pool, wide_pool, z_score
from yuanping.core.draw import DrawClass, Infeasible, Plan, Sampler, Seat, draw, redraw, residual
from yuanping.core.errors import Invalid


def test_redraw_touches_only_its_seat():
    pool, plan = wide_pool(), Plan(((A, 3), (B, 2), (C, 2)))
    panel = draw(pool, plan, seed(4))
    employers = {each.pseudonym: each.employer for each in pool.candidates}
    classes = {each.pseudonym: each.classes for each in pool.candidates}
    for seat, holder in panel.members:
        choice = redraw(pool, plan, seed(4), panel=panel, seat=seat, used=(), attempt=1)
        after = panel.with_holder(seat, choice.pseudonym)
        assert [pair for pair in after.members if pair[0] != seat] == [
            pair for pair in panel.members if pair[0] != seat
        ]
        assert after.holder(seat) == choice.pseudonym != holder
        assert seat.draw_class in classes[choice.pseudonym]
        assert len({employers[who] for _, who in after.members}) == 7
        assert after.transcript == panel.transcript


def test_redraw_of_each_attempt_and_seat_has_its_own_stream():
    pool, plan = wide_pool(), Plan(((A, 2),))
    panel = draw(pool, plan, seed(4))
    chosen = {
        (seat, attempt): redraw(pool, plan, seed(4), panel=panel, seat=seat, used=(), attempt=attempt)
        .tickets[0]
        .ticket
        for seat, _ in panel.members
        for attempt in (1, 2)
    }
    assert len(set(chosen.values())) == 4


def test_redraw_skips_each_for_the_reason_that_holds():
    pool = pool_of(
        ("holder", "e1", [A], 1),
        ("declined", "e2", [A], 1),
        ("member", "e3", [A, B], 1),
        ("colleague", "e3", [A], 1),
        ("kin", "e4", [A], 1),
        ("bidder", "e5", [A], 1),
        ("fits", "e6", [A], 1),
    )
    drawn = draw(pool, Plan(((A, 1), (B, 1)), excluded_people={"fits": "setup"}), seed(1))
    panel = drawn.with_holder(Seat(A, 1), "holder")
    plan = Plan(((A, 1), (B, 1)), excluded_people={"kin": "kinship"}, excluded_employers={"e5": "bidder"})
    skips = {}
    for i in range(60):
        choice = redraw(pool, plan, seed(i), panel=panel, seat=Seat(A, 1), used={"declined"}, attempt=1)
        assert choice.pseudonym == "fits"
        assert choice.used == ("declined", "holder")
        skips |= {ticket.pseudonym: ticket.skip for ticket in choice.tickets}
    assert skips == {
        "holder": "unavailable",
        "declined": "unavailable",
        "member": "duplicate",
        "colleague": "same-employer",
        "kin": "recused:person",
        "bidder": "recused:employer",
        "fits": None,
    }


def test_redraw_with_nobody_left_is_infeasible_with_certificate():
    pool, plan = tight_pool(), tight_plan()
    panel = draw(pool, plan, seed(2))
    seat, used = Seat(C, 1), ()
    employers = {each.pseudonym: each.employer for each in pool.candidates}
    others = {employers[who] for each, who in panel.members if each != seat}
    fitting = [each for each in pool.candidates if C in each.classes and each.employer not in others]
    for attempt in range(1, len(fitting)):
        choice = redraw(pool, plan, seed(2), panel=panel, seat=seat, used=used, attempt=attempt)
        used, panel = choice.used, panel.with_holder(seat, choice.pseudonym)
    with pytest.raises(Infeasible) as refusal:
        redraw(pool, plan, seed(2), panel=panel, seat=seat, used=used, attempt=len(fitting))
    assert refusal.value.code == "draw-infeasible"
    assert refusal.value.message == "席位类别A0803/V3已没有可补抽的专家。"
    certificate = refusal.value.certificate
    assert certificate.holds(pool, residual(pool, plan, panel=panel, seat=seat, used=used))
    assert not certificate.holds(pool, plan)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seat": Seat(DrawClass("X", "Y"), 1)}, "seat"),
        ({"seat": Seat(A, 9)}, "seat"),
        ({"attempt": 0}, "attempt"),
    ],
)
def test_redraw_of_what_is_not_there_is_refused(changes, field):
    pool, plan = wide_pool(), Plan(((A, 2),))
    good = {"panel": draw(pool, plan, seed(1)), "seat": Seat(A, 1), "used": (), "attempt": 1}
    assert redraw(pool, plan, seed(1), **good).seat == Seat(A, 1)
    with pytest.raises(Invalid) as refusal:
        redraw(pool, plan, seed(1), **{**good, **changes})
    assert refusal.value.field == field


@pytest.mark.parametrize("try_limit", [0, 2, 4096])
def test_redraw_is_uniform_by_tickets_over_all_who_fit(try_limit):
    pool, plan = tight_pool(), Plan(((A, 1), (C, 1)), try_limit=try_limit)
    panel = Sampler(pool, plan).draw(seed(0))
    seat, holder = panel.members[0]
    employers = {each.pseudonym: each.employer for each in pool.candidates}
    others = {employers[who] for _, who in panel.members[1:]}
    fitting = {
        each.pseudonym: each.tickets
        for each in pool.candidates
        if seat.draw_class in each.classes and each.employer not in others and each.pseudonym != holder
    }
    counts = Counter(
        redraw(pool, plan, seed(i), panel=panel, seat=seat, used=(), attempt=1).pseudonym for i in range(2000)
    )
    assert len(fitting) >= 3
    assert counts.keys() == fitting.keys()
    assert abs(z_score(counts, fitting)) < 4
