"""Drawing the sub-venues at random, as the main venue and the supervisor meet it in the browser (S2-15, S2-16)."""

import hashlib
from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import harbin, places, projects
from tests.factories.clock import NOW
from tests.factories.harbin import Harbin
from tests.web.venue.conftest import set_clock
from yuanping.domain.dispatch.actions.venue import hold_main_venue
from yuanping.domain.dispatch.models import Offer, VenueDraw
from yuanping.domain.people.models import Account
from yuanping.domain.places.models import Seat
from yuanping.domain.places.states import SeatState

SignIn = Callable[[Account], Client]
WISHES = {"centres": "2", "seats_each": "2", "reply_workdays": "2", "requirements": ""}


@pytest.fixture
def heilongjiang(db: None) -> Harbin:
    set_clock(NOW)
    return harbin.make()


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def home(world: Harbin) -> str:
    return f"/venue/projects/{world.project.pk}/"


def test_the_main_venue_draws_from_its_projects_page(heilongjiang: Harbin, signed_in: SignIn) -> None:
    main = signed_in(places.admin(heilongjiang.main))
    hold_main_venue(heilongjiang.admin, heilongjiang.project.pk, places.seat_ids(heilongjiang.main, 2))
    page = text(main.get(home(heilongjiang)))
    assert "本项目的副场随机选取。" in page
    assert "随机选取副场" in text(main.get("/venue/"))
    assert f'href="{home(heilongjiang)}draw/"' in page
    assert "参加随机选取" in page
    assert f"{home(heilongjiang)}offers/" not in page  # nobody can be asked by hand
    form = text(main.get(f"{home(heilongjiang)}draw/"))
    assert all(
        words in form
        for words in ("本项目的副场随机选取。", "副场应分布在主场以外的 2 个以上交易中心。", 'value="2"')
    )
    done = text(main.post(f"{home(heilongjiang)}draw/", WISHES, follow=True))
    assert "已随机选取 2 个副场，并向其发出要约。" in done
    assert VenueDraw.objects.get().state == "drawn"


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"centres": "1"}, 409, "请至少选取 2 个副场"),
        ({"centres": ""}, 422, "请填写副场数"),
        ({"seats_each": "0"}, 422, "每个副场所需工位数"),
    ],
)
def test_a_draw_with_a_fault_is_shown_again(
    heilongjiang: Harbin, signed_in: SignIn, changed: dict[str, str], status: int, words: str
) -> None:
    main = signed_in(places.admin(heilongjiang.main))
    answer = main.post(f"{home(heilongjiang)}draw/", WISHES | changed)
    assert (answer.status_code, words in text(answer)) == (status, True)
    assert not VenueDraw.objects.exists()


def test_a_failed_draw_goes_to_the_supervisor_whose_word_opens_the_direct_way(
    heilongjiang: Harbin, signed_in: SignIn
) -> None:
    Seat.objects.filter(room__centre=heilongjiang.mudanjiang).update(state=SeatState.BROKEN)
    hold_main_venue(heilongjiang.admin, heilongjiang.project.pk, places.seat_ids(heilongjiang.main, 2))
    main = signed_in(places.admin(heilongjiang.main))
    failed = text(main.post(f"{home(heilongjiang)}draw/", WISHES, follow=True))
    assert "随机选取未能选定副场，已报行政监督部门" in failed
    assert "没有空闲工位" in failed
    assert "符合条件的交易中心只有 1 个，未能选定 2 个副场。记录已报行政监督部门。" in failed
    supervisor = signed_in(projects.supervisor(heilongjiang.project))
    draws = f"/supervisor/projects/{heilongjiang.project.pk}/venue-draws/"
    assert "确认是否可以直接协商确定副场" in text(supervisor.get("/supervisor/"))
    assert "确认可以直接协商" in text(supervisor.get(draws))
    assert ("向副场发出要约" in text(main.get("/venue/"))) is False
    assert supervisor.post(draws, {"opinion": ""}).status_code == 422
    told = text(supervisor.post(draws, {"opinion": "同意直接协商"}, follow=True))
    assert "已确认可以直接协商确定副场。" in told
    assert "确认可以直接协商</button>" not in told
    assert "确认是否可以直接协商确定副场" not in text(supervisor.get("/supervisor/"))
    again = supervisor.post(draws, {"opinion": "同意直接协商"})
    assert (again.status_code, "没有待确认的随机选取" in text(again)) == (422, True)
    assert "向副场发出要约" in text(main.get("/venue/"))
    offer = f"{home(heilongjiang)}offers/{heilongjiang.qiqihar.pk}/"
    sent = text(main.post(offer, {"seats_wanted": "2", "reply_workdays": "2"}, follow=True))
    assert "已向齐齐哈尔市公共资源交易中心发出要约" in sent
    assert Offer.objects.get().draw is None


def test_offering_by_hand_says_why_not(heilongjiang: Harbin, signed_in: SignIn) -> None:
    main = signed_in(places.admin(heilongjiang.main))
    url = f"{home(heilongjiang)}offers/{heilongjiang.qiqihar.pk}/"
    assert "本项目的副场应随机选取" in text(main.get(url))
    answer = main.post(url, {"seats_wanted": "2", "reply_workdays": "2", "departure": "就近"})
    assert (answer.status_code, "副场通过调度系统全随机选取" in text(answer)) == (409, True)


def test_the_supervisor_fetches_the_record_that_the_log_commits_to(
    heilongjiang: Harbin, signed_in: SignIn
) -> None:
    signed_in(places.admin(heilongjiang.main)).post(f"{home(heilongjiang)}draw/", WISHES)
    supervisor = signed_in(projects.supervisor(heilongjiang.project))
    base = f"/supervisor/projects/{heilongjiang.project.pk}/venue-draws/"
    made = VenueDraw.objects.get()
    record = supervisor.get(f"{base}1/")
    assert hashlib.sha256(record.content).hexdigest() == made.commitment
    assert made.commitment in text(supervisor.get(base))
    assert supervisor.get(f"{base}2/").status_code == 404
