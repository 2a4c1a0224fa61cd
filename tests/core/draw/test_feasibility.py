"""A panel is found whenever one exists, and where none does the certificate says why."""

import pytest

from tests.core.draw.toys import any_instance, every_panel, person, seed, tight_plan, tight_pool
from yuanping.core.draw import DrawClass, Infeasible, Limits, Plan, Pool, Sampler
from yuanping.core.draw.eligible import Eligible
from yuanping.core.draw.infeasible import limits_certificate
from yuanping.core.draw.proposals import is_feasible, proposals

A, B = DrawClass("A08", "C1"), DrawClass("B01", "C1")


def certificate(pool, plan):
    with pytest.raises(Infeasible) as caught:
        Sampler.of(pool, plan)
    return caught.value.certificate


def test_oracle_and_draw_agree_on_every_tight_instance():
    answers = {True: 0, False: 0}
    for number in range(2500):
        pool, plan = any_instance(number)
        panels = every_panel(pool, plan)
        answers[bool(panels)] += 1
        if panels:
            assert tuple(each.id for each in Sampler.of(pool, plan).draw_members(seed(number))) in panels
            continue
        found = certificate(pool, plan)
        if found.by_limits:
            loose = Plan(plan.seats, Limits(max_per_employer=plan.limits.max_per_employer), plan.excluded_people, plan.excluded_employers)  # fmt: skip
            assert every_panel(pool, loose)
        else:
            assert found.available < len(found.seats)
    assert min(answers.values()) > 400


def test_certificate_names_the_seats_and_the_employers_they_compete_for():
    pool = Pool([person("p1", "e1", "A0801"), person("p2", "e1", "A0801 B01"), person("p3", "e2", "B01")])
    plan = Plan(((DrawClass("C", "C1"), 1), (A, 1), (B, 2)))
    found = certificate(pool, Plan(plan.seats[1:]))
    assert (found.seats, found.employers, found.available) == ((0, 1, 2), ("e1", "e2"), 2)
    assert found.explanation == (
        "专业“A08”（C1）、专业“B01”（C1）合计需要 3 人；除去回避和不可抽取的人员后，符合条件的专家来自 2 家单位"
        "（e1、e2），每家单位最多入选 1 人，最多只能选出 2 人，不能组成评标委员会。"
    )
    alone = certificate(pool, Plan(plan.seats[:2]))
    assert (alone.seats, alone.employers) == ((0,), ())
    assert "没有符合条件的专家" in alone.explanation


def test_limits_on_centres_that_cannot_be_kept_are_named():
    pool = Pool([person(f"p{i}", f"e{i}", "A0801") for i in range(6)])
    plan = Plan(((DrawClass("A08", "*"), 3),), Limits("C1", 1, 2, 1))
    found = certificate(pool, plan)
    assert found == limits_certificate(plan, Eligible(pool.lists_of(plan.classes), plan))
    assert "每个交易中心最多 2 人，且主场（C1）以外至少 1 个交易中心有专家" in found.explanation


def test_open_seats_are_spread_where_only_one_way_is_left():
    pool = Pool(
        [
            *(person(f"p{i}", f"e{i}", "A1", tickets=1000) for i in range(200)),
            person("q", "f", "A1", centre="C2"),
        ]
    )
    plan = Plan(((DrawClass("A1", "*"), 3),), Limits("C1", 1, None, 1), try_limit=20)
    panels = [Sampler.of(pool, plan).draw(seed(i)) for i in range(5)]
    assert all("q" in panel.ids for panel in panels)
    assert any(
        panel.tries[-1].exact and panel.tries[-1].table == ("A1/*/C1:2", "A1/*/C2:1") for panel in panels
    )


def test_proposals_are_plans_that_can_be_met():
    pool = Pool(
        [
            person("p1", "e1", "A080101"),
            person("p2", "e2", "A0802"),
            person("p3", "e3", "A080101", centre="C2"),
        ]
    )
    plan = Plan(((DrawClass("A080101", "C1"), 2),))
    found = proposals(pool, plan, certificate(pool, plan))
    assert [each.words for each in found] == [
        "专业“A080101”（C1）扩大到“A08”",
        "专业“A080101”（C1）扩大到“A”",
        "专业“A080101”（C1）不限所在地",
    ]
    assert all(is_feasible(pool, each.plan) for each in found)


def test_looser_limits_are_proposed_when_limits_stand_in_the_way():
    pool, plan = tight_pool(), tight_plan(Limits("C1", 1, 1, 0))
    words = [each.words for each in proposals(pool, plan, certificate(pool, plan))]
    assert "每个交易中心最多人数由 1 人放宽到 2 人" in words


def test_person_twice_in_the_pool_is_refused():
    with pytest.raises(Exception, match="重复出现"):
        Pool([person("p1", "e1", "A1"), person("p1", "e2", "A1")])
