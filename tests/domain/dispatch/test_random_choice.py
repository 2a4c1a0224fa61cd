"""Sub-venues chosen at random, spread over other cities, and what follows where chance cannot serve (S2-8, S2-15 to 18)."""

import hashlib
from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.factories import harbin, people, places, projects
from tests.factories.clock import NOW
from tests.factories.harbin import Harbin
from yuanping.base.witness import queries as witness
from yuanping.core.draw import check, commitment_of, seed_of
from yuanping.core.errors import Refused
from yuanping.domain.dispatch import queries
from yuanping.domain.dispatch.actions.offer import accept_offer, refuse_offer, send_offer
from yuanping.domain.dispatch.actions.selection import (
    confirm_direct_choice,
    draw_sub_venues,
    intend_venue_draw,
    make_venue_draw,
)
from yuanping.domain.dispatch.models import Offer, VenueDraw
from yuanping.domain.places.models import Centre, Seat
from yuanping.domain.places.states import SeatState
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState

ARRANGEMENT = "《全面推广远程异地评标工作安排（试行）》"


@pytest.fixture
def world(db: None) -> Harbin:
    return harbin.make()


def draw(world: Harbin, centres: int = 2, seats_each: int = 2) -> VenueDraw:
    return draw_sub_venues(world.admin, world.project.pk, centres=centres, seats_each=seats_each)


def asked_by(world: Harbin) -> set[str]:
    return {offer.centre.short_name for offer in Offer.objects.filter(project=world.project)}


def refused(deed: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        deed()
    return caught.value


def article(refusal: Refused) -> str | None:
    return refusal.citation and refusal.citation.article


def out_of_order(centre: Centre) -> None:
    Seat.objects.filter(room__centre=centre).update(state=SeatState.BROKEN)


def test_the_draw_asks_distinct_centres_of_other_cities_in_the_province(world: Harbin) -> None:
    made = draw(world)
    assert made.state == "drawn"
    assert asked_by(world) == {"齐齐哈尔市", "牡丹江市"}
    assert {(offer.seats_wanted, offer.draw_id, offer.state) for offer in Offer.objects.all()} == {
        (2, made.pk, "sent")
    }
    kinds = [entry.kind for entry in witness.entries(project_id=world.project.pk)]
    assert kinds == [
        "dispatch.venue-draw.intended",
        "dispatch.venue-draw.made",
        "dispatch.offer.sent",
        "dispatch.offer.sent",
    ]


def test_the_draw_can_be_recomputed_from_the_log_and_its_record(world: Harbin) -> None:
    made = draw(world)
    intent, told, *_ = witness.entries(project_id=world.project.pk)
    stated, done = witness.parsed(intent)["data"], witness.parsed(told)["data"]
    assert isinstance(stated, dict)
    assert isinstance(done, dict)
    checked = check(made.record.encode())
    assert checked.seed == seed_of(intent.hash, bytes.fromhex(made.nonce))
    assert (commitment_of(checked.classes), checked.plan.digest) == (
        stated["pool_digest"],
        stated["plan_digest"],
    )
    assert done["commitment"] == hashlib.sha256(made.record.encode()).hexdigest()
    # the nearer county and the other province take no part, and the record says why
    assert dict(checked.plan.excluded_people) == {
        f"centre-{world.near.pk}": "reach-excluded",
        f"centre-{world.far.pk}": "reach-excluded",
    }


def test_which_two_of_three_is_left_to_chance(world: Harbin) -> None:
    places.city_centre("大庆市", region_code="230600")
    made = draw(world)
    course = check(made.record.encode()).course
    assert course is not None
    members = course.panel.ids
    assert len(set(members)) == 2
    assert {f"centre-{offer.centre_id}" for offer in Offer.objects.all()} == set(members)


@pytest.mark.parametrize(("centres", "code"), [(1, "centres-too-few"), (0, "centres-count")])
def test_a_draw_of_fewer_centres_than_asked_for_is_refused(world: Harbin, centres: int, code: str) -> None:
    refusal = refused(lambda: draw(world, centres=centres))
    assert (refusal.code, article(refusal)) == (code, "三（六）" if centres else None)
    assert not VenueDraw.objects.exists()


def test_a_second_draw_counts_the_centres_that_take_part_already(world: Harbin) -> None:
    daqing = places.city_centre("大庆市", region_code="230600")
    draw(world)
    first = Offer.objects.order_by("pk").first()
    assert first is not None
    refuse_offer(people.ctx(places.admin(first.centre)), first.pk, reason="设备检修")
    again = draw(world, centres=1)
    left = {world.qiqihar.short_name, world.mudanjiang.short_name, daqing.short_name}
    assert (again.attempt, again.state, asked_by(world)) == (2, "drawn", left)


@pytest.mark.parametrize("drawn", [False, True])
@pytest.mark.parametrize("departure", ["", "就近安排"])
def test_offering_by_hand_is_refused_before_a_random_choice_has_failed(
    world: Harbin, drawn: bool, departure: str
) -> None:
    daqing = places.city_centre("大庆市", region_code="230600")
    if drawn:
        draw(world, centres=2)
        Offer.objects.filter(centre=daqing).update(state="refused")
    refusal = refused(
        lambda: send_offer(world.admin, world.project.pk, daqing.pk, seats_wanted=2, departure=departure)
    )
    assert (refusal.code, article(refusal)) == (
        "selection-random",
        "三（六）",
    )  # 应当: no reason opens that way
    assert refusal.citation is not None
    assert refusal.citation.words.endswith("副场通过调度系统全随机选取")


def test_a_failed_choice_stands_and_the_supervisors_word_opens_the_direct_way(world: Harbin) -> None:
    out_of_order(world.mudanjiang)
    made = draw(world)
    assert (made.state, made.eligible, made.record, Offer.objects.count()) == ("failed", 1, "", 0)
    waiting = refused(lambda: send_offer(world.admin, world.project.pk, world.qiqihar.pk, seats_wanted=2))
    assert waiting.remedy == "随机选取未成功的记录已报行政监督部门，请等待其确认后再协商确定。"
    assert waiting.citation is not None
    assert waiting.citation.words.endswith("经行政监督部门确认，可直接协商确定副场")
    nothing_said = refused(lambda: confirm_direct_choice(world.supervisor, made.pk, opinion=" "))
    assert nothing_said.code == "opinion-missing"
    confirm_direct_choice(world.supervisor, made.pk, opinion="同意直接协商")
    offer = send_offer(world.admin, world.project.pk, world.qiqihar.pk, seats_wanted=2)
    assert (offer.state, offer.draw_id) == ("sent", None)
    kinds = [entry.kind for entry in witness.entries(project_id=world.project.pk)]
    assert kinds == [
        "dispatch.venue-draw.intended",
        "dispatch.venue-draw.failed",
        "dispatch.venue-draw.confirmed",
        "dispatch.offer.sent",
    ]


def test_a_failure_that_a_later_draw_has_mended_is_not_confirmed(world: Harbin) -> None:
    out_of_order(world.mudanjiang)
    failed = draw(world)
    Seat.objects.filter(room__centre=world.mudanjiang).update(state=SeatState.READY)
    assert draw(world).state == "drawn"
    refusal = refused(lambda: confirm_direct_choice(world.supervisor, failed.pk, opinion="同意直接协商"))
    assert refusal.code == "draw-superseded"


def test_candidates_that_changed_after_the_intent_make_it_void(world: Harbin) -> None:
    intended = intend_venue_draw(
        world.admin, world.project.pk, centres=2, seats_each=2, requirements="", reply_workdays=2
    )
    places.city_centre("大庆市", region_code="230600")
    assert refused(lambda: make_venue_draw(world.admin, intended.pk)).code == "pool-changed"
    assert draw(world).attempt == 2
    assert refused(lambda: make_venue_draw(world.admin, intended.pk)).code == "draw-superseded"


def test_a_draw_when_the_project_is_no_longer_arranged_is_refused(world: Harbin) -> None:
    Project.objects.filter(pk=world.project.pk).update(state=ProjectState.EVALUATING)
    assert refused(lambda: draw(world)).code == "project-not-arranging"


def gate(world: Harbin) -> tuple[bool, str] | None:
    found = {each.code: each for each in queries.gates(world.project, NOW)}
    spread = found.get("sub-venues-spread")
    assert spread is None or (spread.citation is not None and spread.citation.article == "三（六）")
    return None if spread is None else (spread.is_open, spread.detail)


def test_the_gate_opens_with_the_second_other_centre(world: Harbin) -> None:
    assert gate(world) == (False, "")
    draw(world)
    for asked, expected in (
        (world.qiqihar, (False, "已落实 1 个")),
        (world.mudanjiang, (True, "已落实 2 个")),
    ):
        offer = Offer.objects.get(centre=asked)
        accept_offer(people.ctx(places.admin(asked)), offer.pk, seat_ids=places.seat_ids(asked, 2))
        assert gate(world) == expected


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("230123", "reach-excluded"),  # a county of the main venue's own city
        ("230200", None),
        ("220100", "reach-excluded"),
    ],
)
def test_in_the_province_a_sub_venue_lies_in_another_city(
    world: Harbin, region: str, expected: str | None
) -> None:
    by_region = {
        each.facts.region_code: each for each in queries.candidate_centres(world.admin, world.project)
    }
    outside = by_region[region].outside
    assert (outside and outside.code) == expected
    if outside is not None:
        assert outside.departable  # 原则上
        assert outside.citation is not None
        assert outside.citation.article == "一（一）"
        assert outside.message == "按本项目的副场范围应在省内跨市域安排副场，该中心不在此范围。"


@pytest.mark.parametrize(
    ("estimate", "asked", "code"),
    [
        (Decimal("99999999.99"), "far", "selection-random"),
        (Decimal(100_000_000), "far", None),
        (Decimal(100_000_000), "qiqihar", "reach-excluded"),
    ],
)
def test_across_the_province_the_partner_names_the_sub_venue(
    world: Harbin, estimate: Decimal, asked: str, code: str | None
) -> None:
    # S2-2, S2-18: from 100 million on the partner province chooses, and the main venue asks whom it named
    centre = getattr(world, asked)
    project = projects.project(world.main, region=harbin.HEILONGJIANG, estimate=estimate)
    if code is None:
        assert send_offer(world.admin, project.pk, centre.pk, seats_wanted=2).state == "sent"
        assert "sub-venues-spread" not in {each.code for each in queries.gates(project, NOW)}
    else:
        assert refused(lambda: send_offer(world.admin, project.pk, centre.pk, seats_wanted=2)).code == code


def test_where_no_rule_speaks_of_chance_the_main_venue_asks_whom_it_likes(db: None) -> None:
    main = places.city_centre("柳州市", region_code="450200")
    county = places.centre("柳城县", region_code="450222")
    project = projects.project(main, region="450200", domain=projects.Domain.PROCUREMENT)
    sent = send_offer(people.ctx(places.admin(main)), project.pk, county.pk, seats_wanted=1)
    assert (sent.state, queries.not_by_hand(project)) == ("sent", None)
