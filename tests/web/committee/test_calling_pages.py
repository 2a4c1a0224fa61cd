"""The pages around a call: the expert's answer and leave, the telephones of the demonstration, the venue's view."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import experts
from tests.factories.clock import STARTS
from yuanping.base.context import system_ctx
from yuanping.base.ports.models import OutboxMessage, Ring
from yuanping.domain.experts.actions.call import answer_call
from yuanping.domain.experts.actions.dial import dial_due
from yuanping.domain.experts.models import CallOut, CallWording, CommitteeSeat
from yuanping.domain.experts.wording import STANDARD
from yuanping.web.venue.todos import todos

RunJobs = Callable[[], int]
Login = Callable[[str], Client]
LABEL = "副场 1 · 专家 1"
OWN = "请于{时间}到{地点}{地址}参加评标，电话{电话}，自带{携带}，{期限}前在{链接}答复，停车请走北门。"


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def seat(world: experts.World, run_jobs: RunJobs) -> CommitteeSeat:
    """Drawn, sent a message, and rung after three minutes."""
    experts.drawn(world, run_jobs)
    sent_at = CallOut.objects.latest("sent_at").sent_at
    experts.set_clock(sent_at + timedelta(minutes=3))
    dial_due(system_ctx("测试"))
    return world.seat(LABEL)


def ring(seat: CommitteeSeat) -> int:
    return Ring.objects.get(key__startswith=f"call-{seat.pk}-").pk


def press(visitor: Client, seat: CommitteeSeat, digit: str) -> str:
    return text(visitor.post("/demo/rings/", {"ring": ring(seat), "digit": digit}, follow=True))


def test_ringing_telephone_is_answered(seat: CommitteeSeat, login: Login) -> None:
    visitor = login("visitor")
    shown = text(visitor.get("/demo/rings/"))
    assert ("正在响铃" in shown, "按 1：能够参加" in shown, "评标" in shown) == (True, True, True)
    assert "已按 1。" in press(visitor, seat, "1")
    page = text(visitor.get(f"/expert/call/{experts.token_of(seat)}/"))
    assert "您已确认参加（通过电话按键答复）" in page
    assert visitor.post("/demo/rings/", {"ring": ring(seat), "digit": "2"}).status_code == 409
    assert visitor.post("/demo/rings/", {"ring": "x"}).status_code == 422


def test_key_after_the_link_is_told_to_be_too_late(
    seat: CommitteeSeat, world: experts.World, login: Login
) -> None:
    answer_call(experts.visitor(world), experts.token_of(seat), accept=True)
    shown = press(login("visitor"), seat, "2")
    assert "已按 2，只作记录：您已通过短信链接答复：能够参加。" in shown


def test_telephones_are_absent_from_a_node_in_service(
    seat: CommitteeSeat, login: Login, settings: Settings
) -> None:
    settings.DEMO = False
    visitor = login("visitor")
    assert visitor.get("/demo/rings/").status_code == 404
    assert visitor.post("/demo/rings/", {"ring": ring(seat), "digit": "1"}).status_code == 404


def test_leave_on_the_page_until_half_an_hour_before(
    seat: CommitteeSeat, world: experts.World, login: Login
) -> None:
    visitor, page = login("visitor"), f"/expert/call/{experts.token_of(seat)}/"
    assert "请假" not in text(visitor.get(page))
    visitor.post(page, {"answer": "accept"})
    assert "2026-06-18 08:30" in text(visitor.get(page))
    experts.set_clock(STARTS - timedelta(minutes=29))
    late = text(visitor.get(page))
    assert ("网上请假已于 2026-06-18 08:30 截止" in late, world.near.telephone in late) == (True, True)
    assert visitor.post(page, {"answer": "leave", "reason": "traffic"}).status_code == 409


def test_leave_is_told_to_the_seats_own_venue(
    seat: CommitteeSeat, world: experts.World, login: Login, run_jobs: RunJobs
) -> None:
    visitor, page = login("visitor"), f"/expert/call/{experts.token_of(seat)}/"
    visitor.post(page, {"answer": "accept"})
    assert visitor.post(page, {"answer": "leave"}).status_code == 422
    assert "已办理请假" in text(visitor.post(page, {"answer": "leave", "reason": "traffic"}, follow=True))
    assert "主场正在补抽" in text(login("near-staff").get("/venue/attendance/"))
    run_jobs()
    told = "主场已补抽，第 2 位已通知，待答复"
    assert told in text(login("near-staff").get("/venue/attendance/"))
    assert told not in text(login("far-staff").get("/venue/attendance/"))
    assert any(told in todo.detail for todo in todos(world.ctx("near-staff")))
    answer_call(experts.visitor(world), experts.token_of(seat), accept=True)
    assert "第 2 位已确认参加" in text(login("near-staff").get("/venue/attendance/"))
    assert not any(todo.detail.startswith("专家已于") for todo in todos(world.ctx("near-staff")))


def test_venue_reads_how_a_call_went_and_nobodys_name(
    seat: CommitteeSeat, world: experts.World, login: Login
) -> None:
    press(login("visitor"), seat, "")
    staff = login("near-staff")
    assert "短信已发出；电话无人接听" in text(staff.get("/venue/attendance/"))
    course = text(staff.get(f"/venue/attendance/{seat.pk}/"))
    assert [word in course for word in ("通知第 1 位", "电话已拨出", "电话无人接听")] == [True] * 3
    assert not any(entry.name in course or entry.phone in course for entry in world.entries)


def test_centre_words_its_own_calls(world: experts.World, login: Login, run_jobs: RunJobs) -> None:
    admin, page = login("near-admin"), "/venue/call-wording/"
    saved = admin.post(page, {"channel": "sms", "text": OWN, "bring": ["certificate"]}, follow=True)
    assert ("短信内容已保存" in text(saved), "停车请走北门" in text(saved)) == (True, True)
    experts.drawn(world, run_jobs)
    own, other = (experts.message_of(world.seat(label)).text for label in (LABEL, "副场 2 · 专家 1"))
    assert ("停车请走北门" in own, "自带身份证、CA 证书，" in own, "停车请走北门" in other) == (
        True,
        True,
        False,
    )
    admin.post(page, {"channel": "sms", "do": "standard"})
    assert CallWording.objects.latest("pk").text == STANDARD["sms"]  # type: ignore[index]
    staff = login("near-staff")
    assert "由本中心管理员修改" in text(staff.get(page))
    assert staff.post(page, {"channel": "sms", "text": OWN}).status_code == 403


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("{链接}", "网页", "wording-place-missing"),
        ("北门", "{时间}", "wording-place-unknown"),
        ("北门", "{项目}", "wording-place-unknown"),
        ("北门", "{北门", "wording-place-unknown"),
        ("北门", "北门" * 60, "wording-long"),
        ("北门", "www.example.com", "wording-address"),
        ("评标", "某工程评标", "wording-telltale"),
        ("北门", "合 成 河 道 治理工程", "wording-telltale"),
    ],
)
def test_words_that_may_not_be_sent_are_refused(
    world: experts.World, login: Login, before: str, after: str, code: str
) -> None:
    posted = {"channel": "sms", "text": OWN.replace(before, after)}
    answer = login("near-admin").post("/venue/call-wording/", posted)
    assert (answer.status_code, code in text(answer), CallWording.objects.count()) == (422, True, 0)


def test_name_of_a_project_is_refused_and_never_sent(
    world: experts.World, login: Login, run_jobs: RunJobs
) -> None:
    world.project.name = "青山水库"
    world.project.save()
    posted = {"channel": "sms", "text": OWN.replace("北门", "青山 水库一侧"), "bring": ["bank_card"]}
    refused = login("main-admin").post("/venue/call-wording/", posted)
    login("near-admin").post("/venue/call-wording/", posted)  # a sub-venue is not told the name by a refusal
    kept = [row.centre_id for row in CallWording.objects.all()]
    assert ("wording-telltale" in text(refused), kept) == (True, [world.near.pk])
    experts.drawn(world, run_jobs)
    sent = OutboxMessage.objects.get(key__startswith=f"call-{world.seat(LABEL).pk}-").text
    assert ("青山" in sent, "点击链接答复" in sent, "身份证、银行卡。" in sent) == (False, True, True)
