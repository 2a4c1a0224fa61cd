"""A transcript proves its panel alone; whatever is altered in it is a fault."""

import hashlib
import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.draw.toys import any_instance, person, seed, tight_plan, tight_pool, wide_plan, wide_pool
from yuanping.core.draw import (
    Course,
    DrawClass,
    Fault,
    Infeasible,
    Limits,
    Plan,
    Pool,
    Sampler,
    check,
    commitment_of,
    infeasible_transcript,
)


def course(pool, plan, number=1, leaving=()):
    found = Course.start(Sampler.of(pool, plan), seed(number))
    for seat in leaving:
        found = found.replace(seat)
    return found


def sealed_again(body):
    """As a forger would write it: canonical, with a fresh digest."""
    body = {name: value for name, value in body.items() if name != "digest"}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f'{text[:-1]},"digest":"{hashlib.sha256(text.encode()).hexdigest()}"}}\n'.encode()


@pytest.fixture(scope="module")
def wide():
    """An abundant draw with recusals, people who are not available, alternates and two redraws."""
    pool = wide_pool(1500, 300)
    return pool, course(pool, wide_plan(), leaving=(0, 0, 3)).to_bytes()


def test_transcript_is_checked_without_the_pool_and_with_it(wide):
    pool, raw = wide
    checked = check(raw)
    assert check(raw, pool=pool).body == checked.body
    assert len(checked.course.redraws) == 3
    assert commitment_of(checked.classes) == commitment_of(pool.lists_of(checked.plan.classes).values())


def test_transcript_discloses_few_of_many(wide):
    pool, raw = wide
    named = {person_["id"] for person_ in leaves(json.loads(raw))}
    assert len(named) < 250 < len(pool)


def leaves(value):
    if isinstance(value, dict):
        if "person" in value:
            yield value["person"]
        for each in value.values():
            yield from leaves(each)
    if isinstance(value, list):
        for each in value:
            yield from leaves(each)


def test_every_sort_of_draw_checks():
    drawn = infeasible = 0
    for number in range(400):
        pool, plan = any_instance(number)
        try:
            found = course(pool, plan, number)
        except Infeasible as refused:
            lists = pool.lists_of(plan.classes)
            raw = infeasible_transcript(lists, plan, seed(number), refused.certificate)
            infeasible += 1
        else:
            for seat in range(len(plan.seat_classes)):
                try:
                    found = found.replace(seat)
                except Infeasible:
                    break
            raw, drawn = found.to_bytes(), drawn + 1
        assert check(raw, pool=pool).status == json.loads(raw)["status"]
    assert min(drawn, infeasible) > 50


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_altered_byte_is_a_fault(wide, data):
    raw = bytearray(wide[1])
    place = data.draw(st.integers(0, len(raw) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda each: each != raw[place]))
    raw[place] = value
    with pytest.raises(Fault):
        check(bytes(raw))


def test_made_up_panel_is_a_fault_however_well_formed(wide):
    pool, raw = wide
    body = json.loads(raw)
    other = json.loads(course(pool, wide_plan(), number=2).to_bytes())
    for name in ("panel", "tries", "alternates", "classes", "seed"):
        with pytest.raises(Fault):
            check(sealed_again({**body, name: other[name]}))


def test_pool_that_is_not_the_draws_is_a_fault(wide):
    pool, raw = wide
    fewer = Pool(each for each in pool if each.id != "p1199")
    with pytest.raises(Fault) as caught:
        check(raw, pool=fewer)
    assert caught.value.code == "pool-differs"


def test_scarce_class_cannot_be_passed_off_as_abundant():
    pool, plan = tight_pool(), tight_plan(scarce_threshold=0)
    forged = json.loads(course(pool, plan).to_bytes())
    forged["plan"]["scarce_threshold"] = 64
    with pytest.raises(Fault) as caught:
        check(sealed_again(forged))
    assert caught.value.code == "not-recomputable"


def test_false_certificate_is_a_fault():
    pool = Pool([person("p1", "e1", "A1"), person("p2", "e2", "A1")])
    plan = Plan(((DrawClass("A1", "C1"), 3),))
    with pytest.raises(Infeasible) as caught:
        Sampler.of(pool, plan)
    lists = pool.lists_of(plan.classes)
    body = json.loads(infeasible_transcript(lists, plan, seed(1), caught.value.certificate))
    body["plan"]["seats"][0]["count"] = 2
    with pytest.raises(Fault) as fault:
        check(sealed_again(body))
    assert fault.value.code == "feasible"


def test_redraw_changes_one_seat_and_takes_the_alternates_first():
    pool, plan = wide_pool(), wide_plan()
    start = course(pool, plan)
    first, second = (
        each.choice.person.id
        for each in start.panel.alternates
        if each.choice.draw_class == plan.seat_classes[0]
    )
    found = start.replace(1).replace(1).replace(1)
    for one, then in pairwise([start, start.replace(1), start.replace(1).replace(1), found]):
        assert [
            i for i, pair in enumerate(zip(one.standing, then.standing, strict=True)) if len(set(pair)) == 2
        ] == [1]
    assert [each.person.id for each in found.redraws][:2] == [first, second]
    assert found.redraws[2].choice is not None
    assert len(found.ever) == len(plan.seat_classes) + 3


def test_redraw_keeps_the_limits_of_the_whole_panel():
    pool = Pool([person(f"p{i}", f"e{i}", "A1", centre=f"C{i}") for i in range(4)])
    plan = Plan(((DrawClass("A1", "*"), 2),), Limits("C0", 1, 1, 1))
    found = course(pool, plan, 3, leaving=(0, 1))
    centres = [each.centre for each in pool]
    assert len({centres[int(name[1:])] for name in found.standing}) == 2
    with pytest.raises(Infeasible):
        course(pool, plan, 3, leaving=(0, 1, 0))


def test_salt_hides_the_commitment():
    one = person("p1", "e1", "A1")
    assert replace(one, salt=b"s" * 16).commitment != one.commitment
