"""Sending an offer: what makes it possible, and each thing that stands against it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import F

from tests.factories import dispatch, people, places, projects
from tests.factories.clock import CHINA, ENDS, NOW, STARTS
from tests.factories.world import World
from yuanping.base.witness import queries as witness
from yuanping.core.errors import Refused
from yuanping.domain.dispatch.actions.offer import send_offer
from yuanping.domain.dispatch.models import Offer
from yuanping.domain.people.states import Role
from yuanping.domain.places.models import Room, SeatCertificate
from yuanping.domain.projects.models import Lot
from yuanping.domain.projects.states import ProjectState

NOTICE = "《关于推进远程异地评标常态化的通知》（信公管办〔2022〕7号）"


def send(world: World, *, now: datetime = NOW, **wishes: object) -> Offer:
    return send_offer(
        world.main.at(now),
        world.project.pk,
        world.county.pk,
        seats_wanted=2,
        **wishes,  # type: ignore[arg-type]
    )


def test_send_offer_asks_for_the_evaluation_interval(world: World) -> None:
    offer = send(world, requirements="  需要打印机 ")
    stored = Offer.objects.get()
    assert stored.pk == offer.pk
    assert (stored.state, stored.seats_wanted, stored.requirements) == ("sent", 2, "需要打印机")
    assert (stored.during.lower, stored.during.upper) == (STARTS, ENDS)
    # Two working days after Monday: the end of Wednesday.
    assert stored.expires_at.astimezone(CHINA).isoformat() == "2026-06-03T23:59:59.999999+08:00"
    (entry,) = witness.entries(project_id=world.project.pk)
    assert entry.kind == "dispatch.offer.sent"
    assert witness.parsed(entry)["data"] == {
        "offer_id": offer.pk,
        "centre_id": world.county.pk,
        "seats_wanted": 2,
        "starts_at": "2026-06-18T01:00:00.000000Z",
        "ends_at": "2026-06-18T09:00:00.000000Z",
        "expires_at": "2026-06-03T15:59:59.999999Z",
        "departure": "",
    }


def test_send_offer_at_the_last_moment_is_in_time(world: World) -> None:
    # S4-23: evaluation on Thursday 2026-06-18 09:00, one week before.
    assert send(world, now=datetime(2026, 6, 11, 9, 0, tzinfo=CHINA)).state == "sent"


def test_send_offer_close_to_the_start_is_answered_before_it(world: World) -> None:
    offer = send(world, now=datetime(2026, 6, 11, 9, 0, tzinfo=CHINA), reply_workdays=5)
    assert offer.expires_at == STARTS


def too_late(world: World) -> datetime:
    return datetime(2026, 6, 11, 9, 1, tzinfo=CHINA)


def no_posts(world: World) -> None:
    world.county.leader = None
    world.county.administrator = None
    world.county.save()


def no_administrator(world: World) -> None:
    world.county.administrator = None
    world.county.save()


def a_broken_seat(world: World) -> None:
    seat = places.seats(world.county)[-1]
    seat.state = "broken"
    seat.save()


def a_seat_without_camera(world: World) -> None:
    seat = places.seats(world.county)[-1]
    seat.devices.remove("camera")
    seat.save()


def one_room_only(world: World) -> None:
    first, second = Room.objects.filter(centre=world.county).order_by("pk")
    second.seats.update(room=first, number=F("number") + 3)
    second.delete()


def an_open_room(world: World) -> None:
    Room.objects.filter(centre=world.county, name="远程评标二室").update(isolated=False)


def no_certificate(world: World) -> None:
    SeatCertificate.objects.filter(centre=world.county).delete()


def a_certificate_that_ends_during_the_evaluation(world: World) -> None:
    SeatCertificate.objects.filter(centre=world.county).update(valid_to=ENDS - timedelta(hours=1))


def asked_already(world: World) -> None:
    dispatch.offer(world.project, world.county)


def another_project_state(world: World) -> None:
    world.project.state = ProjectState.REGISTERED
    world.project.save()


def another_city(world: World) -> None:
    world.county.region_code = "411300"
    world.county.save()


REFUSALS = [
    (too_late, "offer-late", "规程二（一）", "场地要约最迟应于 2026-06-11 09:00 发出，现已超过。"),
    (
        no_posts,
        "posts-vacant",
        "规程一（三）",
        "固始县公共资源交易中心尚未明确分管领导和远程异地评标管理员。",
    ),
    (
        no_administrator,
        "posts-vacant",
        "规程一（三）",
        "固始县公共资源交易中心尚未明确远程异地评标管理员。",
    ),
    (
        a_broken_seat,
        "seats-short",
        "通知四",
        "固始县公共资源交易中心评标室可用工位不足：远程评标二室可用 2 个；每室不少于 3 个。",
    ),
    (
        a_seat_without_camera,
        "seats-short",
        "通知四",
        "固始县公共资源交易中心评标室可用工位不足：远程评标二室可用 2 个（缺摄像头）；每室不少于 3 个。",
    ),
    (one_room_only, "rooms-short", "通知四", "固始县公共资源交易中心只有 1 间远程异地评标室，不足 2 间。"),
    (
        an_open_room,
        "seats-not-isolated",
        "规程一（一）3",
        "固始县公共资源交易中心远程评标二室的工位没有物理隔离，不计入可用评标室。",
    ),
    (no_certificate, "not-certified", None, "固始县公共资源交易中心没有场地能力认定。"),
    (a_certificate_that_ends_during_the_evaluation, "certificate-invalid", None, None),
    (asked_already, "offer-open", None, "已向该中心发出要约，尚在办理或已被接受。"),
    (
        another_project_state,
        "project-not-arranging",
        None,
        "项目当前为“已登记”，不能安排场地。",
    ),
    (
        another_city,
        "reach-excluded",
        "通知三",
        "按本项目的副场范围应在市域内安排副场，该中心不在此范围。",
    ),
]


@pytest.mark.parametrize(
    ("spoil", "code", "article", "message"), REFUSALS, ids=[r[0].__name__ for r in REFUSALS]
)
def test_send_offer_is_refused(
    world: World,
    spoil: Callable[[World], datetime | None],
    code: str,
    article: str | None,
    message: str | None,
) -> None:
    now = spoil(world) or NOW
    before = Offer.objects.count()
    with pytest.raises(Refused) as caught:
        send(world, now=now)
    refused = caught.value
    assert refused.code == code
    assert refused.remedy
    assert (refused.citation and (refused.citation.source, refused.citation.article)) == (
        article and (NOTICE, article)
    )
    if message is not None:
        assert refused.message == message
    assert (Offer.objects.count(), witness.head()[0]) == (before, 0)


def test_send_offer_to_the_main_centre_itself_is_refused(world: World) -> None:
    with pytest.raises(Refused) as caught:
        send_offer(world.main, world.project.pk, world.city.pk, seats_wanted=2)
    assert (caught.value.code, caught.value.field) == ("centre-is-main", "centre")


@pytest.mark.parametrize(("ready", "code"), [(9, "seats-short"), (10, None)])
def test_send_offer_to_a_city_centre_needs_ten_seats(world: World, ready: int, code: str | None) -> None:
    # S4-15: nine seats fail, ten pass. The project is large enough to leave the city.
    Lot.objects.filter(project=world.project).update(estimate=Decimal(120_000_000))
    other = places.centre(
        "南阳市", region_code="411300", level=places.Level.CITY, rooms={"一室": 5, "二室": ready - 5}
    )
    if code is None:
        assert send_offer(world.main, world.project.pk, other.pk, seats_wanted=2).state == "sent"
        return
    with pytest.raises(Refused) as caught:
        send_offer(world.main, world.project.pk, other.pk, seats_wanted=2)
    assert (caught.value.code, caught.value.citation and caught.value.citation.article) == (
        code,
        "规程一（一）3",
    )


def test_send_offer_outside_of_the_usual_reach_needs_a_reason(world: World) -> None:
    # S4-7: 一般在市域内 may be departed from, for a reason on record.
    another_city(world)
    offer = send(world, departure="本市固始县以外专家专业不足")
    assert offer.state == "sent"
    (entry,) = witness.entries(project_id=world.project.pk)
    assert witness.parsed(entry)["data"]["departure"] == "本市固始县以外专家专业不足"  # type: ignore[index]


@pytest.mark.parametrize(
    ("estimate", "region_code", "outcome"),
    [
        (Decimal("19999999.99"), "411525", "sent"),
        (Decimal("19999999.99"), "411300", "reach-excluded"),
        (Decimal(20_000_000), "411525", "sent"),
        (Decimal(20_000_000), "411300", "sent"),
        (Decimal(100_000_000), "411525", "reach-excluded"),
        (Decimal(100_000_000), "411300", "sent"),
        (Decimal(100_000_000), "420100", "sent"),
    ],
)
def test_send_offer_keeps_the_reach_by_estimate(
    world: World, estimate: Decimal, region_code: str, outcome: str
) -> None:
    Lot.objects.filter(project=world.project).update(estimate=estimate)
    world.county.region_code = region_code
    world.county.save()
    try:
        found = str(send(world).state)
    except Refused as refused:
        found = refused.code
    assert found == outcome


def test_send_offer_while_a_fact_for_the_reach_is_missing_asks_for_it(world: World) -> None:
    world.project.grounds = None
    world.project.save()
    with pytest.raises(Refused) as caught:
        send(world)
    assert caught.value.code == "reach-unknown"
    assert "是否特别重大项目" in caught.value.message


@pytest.mark.parametrize(
    ("wishes", "code", "field"),
    [
        ({"reply_workdays": 0}, "reply-period", "reply_workdays"),
        ({"reply_workdays": 6}, "reply-period", "reply_workdays"),
        ({"requirements": "无" * 501}, "text-too-long", "requirements"),
    ],
)
def test_send_offer_with_odd_wishes_is_refused(
    world: World, wishes: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(Refused) as caught:
        send(world, **wishes)
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize("wanted", [0, -1])
def test_send_offer_for_no_seat_is_refused(world: World, wanted: int) -> None:
    with pytest.raises(Refused) as caught:
        send_offer(world.main, world.project.pk, world.county.pk, seats_wanted=wanted)
    assert (caught.value.code, caught.value.field) == ("seats-wanted", "seats_wanted")


def test_send_offer_for_another_main_venues_project_finds_nothing(world: World) -> None:
    with pytest.raises(Refused) as caught:
        send_offer(world.sub, world.project.pk, world.county.pk, seats_wanted=2)
    assert caught.value.code == "not-found"


def test_send_offer_by_someone_who_sees_the_project_but_is_elsewhere_is_refused(world: World) -> None:
    both = replace(
        world.sub,
        roles=frozenset({Role.VENUE_ADMIN, Role.SUPERVISOR}),
        organisation_id=world.project.supervision_id,
    )
    with pytest.raises(Refused) as caught:
        send_offer(both, world.project.pk, world.county.pk, seats_wanted=2)
    assert caught.value.code == "not-yours"


def test_send_offer_by_staff_without_the_role_is_refused(world: World) -> None:
    watcher = people.ctx(places.staff(world.city, Role.VENUE_STAFF))
    with pytest.raises(Refused) as caught:
        send_offer(watcher, world.project.pk, world.county.pk, seats_wanted=2)
    assert caught.value.code == "not-your-role"


def test_send_offer_again_after_a_refusal_is_possible(world: World) -> None:
    dispatch.offer(world.project, world.county, state=dispatch.OfferState.REFUSED)
    assert send(world).state == "sent"
    assert projects.Project.objects.get().state == "arranging"
