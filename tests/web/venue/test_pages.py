"""The pages of centre staff: what each role sees, does and is told."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from tests.factories import dispatch, places, projects
from tests.factories.clock import CHINA, NOW
from tests.factories.world import World
from tests.web.venue.conftest import set_clock
from yuanping.base.witness.models import RefusalNote
from yuanping.domain.dispatch.models import Booking, Offer, Venue
from yuanping.domain.people.models import Account
from yuanping.domain.people.states import Role

SignIn = Callable[[Account], Client]


@pytest.fixture
def main(world: World, signed_in: SignIn) -> Client:
    return signed_in(places.admin(world.city))


@pytest.fixture
def sub(world: World, signed_in: SignIn) -> Client:
    return signed_in(places.admin(world.county))


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_home_tells_the_main_venue_what_comes_next(world: World, main: Client) -> None:
    page = text(main, "/venue/")
    assert "预约主场工位" in page
    assert "2026-06-11 09:00" in page  # the last moment for offers
    dispatch.venue(world.project, world.city, ordinal=0, seat_ids=places.seat_ids(world.city, 2))
    assert "向副场发出要约" in text(main, "/venue/")
    dispatch.offer(world.project, world.county)
    assert "当前没有待办事项" in text(main, "/venue/")


def test_home_tells_the_sub_venue_to_answer_and_not_for_which_project(
    world: World, sub: Client, signed_in: SignIn
) -> None:
    offer = dispatch.offer(world.project, world.county)
    page = text(sub, "/venue/")
    assert ("答复场地要约" in page, "2026-06-03 09:00" in page) == (True, True)
    assert f"/venue/offers/{offer.pk}/" in page
    assert world.project.name not in page
    staff = signed_in(places.staff(world.county, Role.VENUE_STAFF))
    assert "答复场地要约" not in text(staff, "/venue/")


def test_the_main_venue_holds_its_seats(world: World, main: Client) -> None:
    url = f"/venue/projects/{world.project.pk}/hold/"
    assert "远程评标一室" in text(main, url)
    response = main.post(url, {"seats": places.seat_ids(world.city, 3)}, follow=True)
    assert response.redirect_chain == [(f"/venue/projects/{world.project.pk}/", 302)]
    assert "已预约主场 3 个工位。" in response.content.decode()
    assert Booking.objects.filter(venue__ordinal=0).count() == 3


def test_holding_no_seat_shows_the_page_again_with_the_reason(world: World, main: Client) -> None:
    response = main.post(f"/venue/projects/{world.project.pk}/hold/")
    page = response.content.decode()
    assert response.status_code == 422
    assert ("请选择工位。" in page, "seats-missing" in page) == (True, True)
    assert RefusalNote.objects.get().code == "seats-missing"


def test_project_page_lists_the_centres_and_why_one_cannot_be_asked(world: World, main: Client) -> None:
    no_posts = places.centre("潢川县", posts=False)
    page = text(main, f"/venue/projects/{world.project.pk}/")
    assert f"/venue/projects/{world.project.pk}/offers/{world.county.pk}/" in page
    assert f"/venue/projects/{world.project.pk}/offers/{no_posts.pk}/" not in page
    assert "尚未明确分管领导和远程异地评标管理员。" in page
    assert "场地要约最迟应于 2026-06-11 09:00 发出。" in page


def test_project_page_after_the_last_moment_offers_no_sending(world: World, main: Client) -> None:
    set_clock(datetime(2026, 6, 11, 9, 1, tzinfo=CHINA))
    page = text(main, f"/venue/projects/{world.project.pk}/")
    assert "现已超过，不能再发出。" in page
    assert f"/offers/{world.county.pk}/" not in page


def test_project_page_of_another_centre_is_not_found(world: World, sub: Client) -> None:
    assert sub.get(f"/venue/projects/{world.project.pk}/").status_code == 404


def test_sending_an_offer(world: World, main: Client) -> None:
    url = f"/venue/projects/{world.project.pk}/offers/{world.county.pk}/"
    assert "固始县公共资源交易中心" in text(main, url)
    response = main.post(
        url, {"seats_wanted": "2", "reply_workdays": "1", "requirements": "靠近门口"}, follow=True
    )
    assert "已向固始县公共资源交易中心发出要约，答复期限 2026-06-02 23:59。" in response.content.decode()
    offer = Offer.objects.get()
    assert (offer.seats_wanted, offer.requirements) == (2, "靠近门口")


def test_sending_an_offer_too_late_cites_the_rule_and_keeps_what_was_typed(
    world: World, main: Client
) -> None:
    set_clock(datetime(2026, 6, 11, 9, 1, tzinfo=CHINA))
    response = main.post(
        f"/venue/projects/{world.project.pk}/offers/{world.county.pk}/",
        {"seats_wanted": "2", "reply_workdays": "1", "requirements": "靠近门口"},
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert "场地要约最迟应于 2026-06-11 09:00 发出，现已超过。" in page
    assert "主场远程异地评标管理员应在评标前至少一周与副场沟通" in page
    assert "靠近门口" in page
    assert not Offer.objects.exists()


def test_sending_an_offer_without_a_number_names_the_field(world: World, main: Client) -> None:
    response = main.post(
        f"/venue/projects/{world.project.pk}/offers/{world.county.pk}/", {"reply_workdays": "1"}
    )
    assert response.status_code == 422
    assert "请填写所需工位数。" in response.content.decode()


def test_sending_an_offer_outside_of_the_reach_asks_for_the_reason(world: World, main: Client) -> None:
    far = places.centre("南召县", region_code="411321")
    url = f"/venue/projects/{world.project.pk}/offers/{far.pk}/"
    assert "选择该中心的理由" in text(main, url)
    wishes = {"seats_wanted": "2", "reply_workdays": "1", "departure": ""}
    refused = main.post(url, wishes)
    assert refused.status_code == 409
    assert "确需选择该中心的，请填写理由。" in refused.content.decode()
    assert main.post(url, {**wishes, "departure": "本市专家专业不足"}).status_code == 302


def test_the_sub_venue_accepts_with_seats_of_its_choice(world: World, sub: Client) -> None:
    offer = dispatch.offer(world.project, world.county, seats_wanted=2)
    url = f"/venue/offers/{offer.pk}/"
    page = text(sub, url)
    assert page.count(" checked") == 2  # the first free seats are proposed
    assert world.project.name not in page
    assert world.project.code not in page
    assert "自 2026-06-17 00:00 起提供" in page
    chosen = places.seat_ids(world.county, 4)[2:]
    response = sub.post(url, {"do": "accept", "seats": chosen}, follow=True)
    page = response.content.decode()
    assert "已接受要约，工位已预约。" in page
    assert "副场 1：远程评标一室 03、远程评标二室 01" in page
    assert sorted(Booking.objects.values_list("seat_id", flat=True)) == chosen
    set_clock(datetime(2026, 6, 17, 0, 0, tzinfo=CHINA))
    assert world.project.name in text(sub, url)


def test_accepting_with_the_wrong_number_keeps_the_choice(world: World, sub: Client) -> None:
    offer = dispatch.offer(world.project, world.county, seats_wanted=2)
    chosen = places.seat_ids(world.county, 3)
    response = sub.post(f"/venue/offers/{offer.pk}/", {"do": "accept", "seats": chosen})
    page = response.content.decode()
    assert response.status_code == 409
    assert "主场需要 2 个工位，现选择了 3 个。" in page
    assert page.count(" checked") == 3


def test_refusing_asks_for_a_reason(world: World, sub: Client, main: Client) -> None:
    offer = dispatch.offer(world.project, world.county)
    url = f"/venue/offers/{offer.pk}/"
    response = sub.post(url, {"do": "refuse", "reason": ""})
    assert (response.status_code, "请填写理由。" in response.content.decode()) == (422, True)
    sub.post(url, {"do": "refuse", "reason": "当日设备检修"})
    assert "当日设备检修" in text(main, url)
    assert "当日设备检修" in text(main, "/venue/offers/")


def test_the_main_venue_withdraws_an_accepted_offer(world: World, main: Client) -> None:
    venue = dispatch.venue(world.project, world.county, ordinal=1, seat_ids=places.seat_ids(world.county, 2))
    offer = dispatch.offer(world.project, world.county, state=dispatch.OfferState.ACCEPTED, venue=venue)
    url = f"/venue/offers/{offer.pk}/"
    assert "对方预约的工位立即释放" in text(main, url)
    response = main.post(url, {"do": "withdraw", "reason": "评标改期"}, follow=True)
    assert "要约已撤回。" in response.content.decode()
    assert Venue.objects.get().state == "released"


def test_an_answered_offer_shows_no_form(world: World, sub: Client) -> None:
    offer = dispatch.offer(world.project, world.county, state=dispatch.OfferState.REFUSED)
    assert 'name="do"' not in text(sub, f"/venue/offers/{offer.pk}/")


def test_an_offer_that_ran_out_says_so_before_the_job_has_closed_it(world: World, sub: Client) -> None:
    offer = dispatch.offer(world.project, world.county, expires_at=NOW)
    page = text(sub, f"/venue/offers/{offer.pk}/")
    assert ("已过答复期限" in page, 'name="do"' in page) == (True, False)


def test_an_offer_of_others_is_not_found(world: World, signed_in: SignIn) -> None:
    offer = dispatch.offer(world.project, world.county)
    stranger = signed_in(places.admin(places.centre("潢川县")))
    assert stranger.get(f"/venue/offers/{offer.pk}/").status_code == 404


def test_seats_page_tells_faults_and_coming_bookings(world: World, sub: Client) -> None:
    first, second = places.seats(world.county)[:2]
    dispatch.venue(world.project, world.county, ordinal=1, seat_ids=[first.pk])
    second.state = "broken"
    second.save()
    page = text(sub, "/venue/seats/")
    assert ("06-18 09:00" in page, "已预约 1" in page, "故障 1" in page, "空闲 4" in page) == (True,) * 4
    assert world.project.name not in page


def test_a_fault_is_reported_and_repaired(world: World, sub: Client) -> None:
    seat = places.seats(world.county)[0]
    dispatch.venue(world.project, world.county, ordinal=1, seat_ids=[seat.pk])
    url = f"/venue/seats/{seat.pk}/"
    page = text(sub, url)
    assert ("未到提供时间" in page, world.project.name in page) == (True, False)
    assert sub.post(url, {"do": "fault", "fault": ""}).status_code == 422
    sub.post(url, {"do": "fault", "fault": "摄像头黑屏"})
    assert "更换故障工位：远程评标一室 01" in text(sub, "/venue/")
    assert "恢复可用" in text(sub, url)
    sub.post(url, {"do": "repair"})
    seat.refresh_from_db()
    assert seat.state == "ready"


def test_a_seat_of_another_centre_is_not_found(world: World, sub: Client) -> None:
    (seat,) = places.seats(world.city)[:1]
    assert sub.get(f"/venue/seats/{seat.pk}/").status_code == 404


def test_a_broken_seat_is_exchanged(world: World, sub: Client) -> None:
    first, second, third = places.seats(world.county)[:3]
    venue = dispatch.venue(world.project, world.county, ordinal=1, seat_ids=[first.pk, second.pk])
    first.state = "broken"
    first.save()
    url = f"/venue/venues/{venue.pk}/seats/"
    assert "远程评标一室 01 有故障，请改选其他工位。" in text(sub, url)
    response = sub.post(url, {"seats": [second.pk, third.pk]}, follow=True)
    assert "工位已调整。" in response.content.decode()
    held = Booking.objects.filter(venue=venue, cancelled=False).values_list("seat_id", flat=True)
    assert sorted(held) == [second.pk, third.pk]


PAGES = ["/venue/", "/venue/offers/", "/venue/seats/"]


@pytest.mark.parametrize("url", PAGES)
def test_pages_are_for_centre_staff(world: World, signed_in: SignIn, url: str) -> None:
    assert signed_in(projects.agent(world.project)).get(url).status_code == 403
    assert Client().get(url).status_code == 302
    for role in (Role.VENUE_ADMIN, Role.VENUE_STAFF, Role.VENUE_LEADER):
        assert signed_in(places.staff(world.county, role)).get(url).status_code == 200
