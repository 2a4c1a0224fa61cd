"""An expert on the own pages: signing in, leave, an appraisal and the objection to it, and nobody else's."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import experts
from yuanping.base.context import system_ctx
from yuanping.base.ports.models import OutboxMessage
from yuanping.base.witness import queries as witness
from yuanping.base.witness.models import RefusalNote
from yuanping.core.draw.membership import check
from yuanping.domain.experts.actions.attendance import check_out
from yuanping.domain.experts.actions.snapshotting import take_snapshot
from yuanping.domain.experts.models import Appraisal, Attendance, CommitteeSeat, Telephone
from yuanping.web.desk.todos import todos as desk_todos
from yuanping.web.supervisor.todos import todos as supervisor_todos

RunJobs = Callable[[], int]
Login = Callable[[str], Client]
LABEL = "副场 1 · 专家 1"
LATER = experts.DOOR_OPEN + timedelta(hours=8)
REASON = "评标期间离席接打电话，经提醒不改"
OBJECTION = "当时监督人员同意接听急救电话"
PAGES = ("", "leave/", "history/", "pay/", "appraisals/", "file/")


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def enter(phone: str, run_jobs: RunJobs) -> Client:
    """A browser in which the holder of the telephone has signed in."""
    browser = Client()
    answer = browser.post("/expert/me/sign-in/", {"phone": phone})
    assert answer.headers["Location"] == "/expert/me/code/"
    run_jobs()
    sent = next(m for m in OutboxMessage.objects.order_by("-pk") if m.key.startswith("own-"))
    code = sent.text.partition("验证码 ")[2][:6]
    answer = browser.post("/expert/me/code/", {"code": code})
    assert answer.headers["Location"] == "/expert/me/"
    return browser


@pytest.fixture
def seat(world: experts.World, run_jobs: RunJobs) -> CommitteeSeat:
    """The evaluation is over for the member, who has left."""
    experts.present(world, run_jobs)
    found = world.seat(LABEL)
    experts.set_clock(LATER)
    check_out(world.staff_of(found, now=LATER), found.pk)
    return found


def test_pages_of_an_expert_are_for_whoever_has_the_telephone(
    world: experts.World, run_jobs: RunJobs
) -> None:
    run_jobs()
    visitor = Client()
    for page in PAGES:
        answer = visitor.get(f"/expert/me/{page}")
        assert answer.headers["Location"] == f"/expert/me/sign-in/?next=/expert/me/{page}"
    entry = world.entries[0]
    browser = enter(entry.phone, run_jobs)
    shown = "".join(text(browser.get(f"/expert/me/{page}")) for page in PAGES)
    assert entry.name[0] + "*" in shown
    assert [secret in shown for secret in (entry.name, entry.phone, entry.id_number)] == [False, False, False]
    assert browser.get("/expert/me/").headers["Cache-Control"] == "no-store"
    assert browser.get("/expert/seat/").status_code == 403
    assert browser.get("/expert/enter/").status_code == 200
    assert browser.get("/").headers["Location"] == "/expert/me/"
    Telephone.objects.all().delete()
    assert browser.get("/expert/me/").status_code == 302


def test_wrong_code_is_refused_and_counted_and_names_nobody(world: experts.World, run_jobs: RunJobs) -> None:
    run_jobs()
    answers = []
    for phone in (world.entries[0].phone, "13200000000"):
        browser = Client()
        browser.post("/expert/me/sign-in/", {"phone": phone})
        run_jobs()
        shown = browser.get("/expert/me/code/")
        wrong = browser.post("/expert/me/code/", {"code": "x"})
        answers.append((shown.status_code, wrong.status_code, "验证码不正确或已失效" in text(wrong)))
    assert answers == [(200, 409, True)] * 2
    noted = "".join(f"{note.attempt}{note.code}" for note in RefusalNote.objects.all())
    assert world.entries[0].phone not in noted
    again = Client().post("/expert/me/sign-in/", {"phone": world.entries[0].phone})
    assert "验证码刚刚发出" in text(again)
    assert "应为 11 位数字" in text(Client().post("/expert/me/sign-in/", {"phone": "12345"}))


def test_own_session_ends_what_was_open_in_the_browser(
    world: experts.World, login: Login, run_jobs: RunJobs
) -> None:
    run_jobs()
    browser = enter(world.entries[0].phone, run_jobs)
    assert browser.get("/venue/").status_code == 403
    assert browser.session.get_expiry_age() <= 1800
    browser.post("/expert/me/sign-out/")
    assert browser.get("/expert/me/").status_code == 302
    assert "expert_own" not in browser.session


def test_demonstration_takes_a_message_for_the_number(world: experts.World, run_jobs: RunJobs) -> None:
    experts.drawn(world, run_jobs)
    seat = world.seat(LABEL)
    browser = Client()
    browser.post("/expert/me/sign-in/", {"phone": f"SMS-{experts.message_of(seat).pk}"})
    run_jobs()
    sent = next(m for m in OutboxMessage.objects.order_by("-pk") if m.key.startswith("own-"))
    assert sent.recipient_index == experts.message_of(seat).recipient_index


def test_leave_is_declared_shown_and_cancelled(world: experts.World, run_jobs: RunJobs) -> None:
    run_jobs()
    browser = enter(world.entries[0].phone, run_jobs)
    posted = {"do": "declare", "first_on": "2026-06-08", "last_on": "2026-06-10", "reason": "travel"}
    shown = text(browser.post("/expert/me/leave/", posted, follow=True))
    assert "2026-06-08 至 2026-06-10，共 3 天" in shown
    assert shown.count("yp-own-away") == 3
    assert "请选择原因" in text(browser.post("/expert/me/leave/", posted | {"reason": ""}))
    assert "与已有的请假重叠" in text(browser.post("/expert/me/leave/", posted))
    leave_id = shown.partition('name="leave_id" value="')[2].partition('"')[0]
    other = enter(world.entries[1].phone, run_jobs)
    stolen = other.post("/expert/me/leave/", {"do": "cancel", "leave_id": leave_id})
    assert stolen.status_code == 404
    done = browser.post("/expert/me/leave/", {"do": "cancel", "leave_id": leave_id}, follow=True)
    assert "已取消请假" in text(done)
    assert "yp-own-away" not in text(done)


def test_call_that_waits_is_on_no_page_of_the_expert(world: experts.World, run_jobs: RunJobs) -> None:
    experts.drawn(world, run_jobs)
    browser = enter(experts.person_at(world, world.seat(LABEL)).phone, run_jobs)
    shown = "".join(text(browser.get(f"/expert/me/{page}")) for page in PAGES)
    assert LABEL.split(" · ", maxsplit=1)[0] not in shown
    assert world.project.name not in shown
    assert Attendance.objects.count() == 0


def appraise(login: Login, part: Attendance, *, who: str, audience: str, grade: str, words: str) -> str:
    grades = {"grade_discipline": grade, "grade_ethics": "fair", "grade_competence": "fair"}
    return text(login(who).post(f"/{audience}/appraisals/{part.pk}/", grades | {"words": words}, follow=True))


def test_appraisal_objection_and_decision_from_page_to_page(
    world: experts.World, seat: CommitteeSeat, login: Login, run_jobs: RunJobs
) -> None:
    part, name = seat.attendances.get(), experts.person_at(world, seat).name
    (todo,) = [t for t in desk_todos(world.ctx("tenderer", now=LATER)) if "评价" in t.title]
    listed = text(login("tenderer").get(todo.url))
    assert LABEL in listed
    assert name not in listed
    tenderer = {"who": "tenderer", "audience": "desk"}
    assert "请评价工作纪律" in appraise(login, part, grade="", words="", **tenderer)
    assert "请写明事实和理由" in appraise(login, part, grade="poor", words="", **tenderer)
    assert f"已评价{LABEL}" in appraise(login, part, grade="poor", words=REASON, **tenderer)
    assert "工作纪律 不合格" in text(login("tenderer").get("/desk/appraisals/"))
    assert "已评价" in appraise(login, part, who="near-staff", audience="venue", grade="good", words="")
    browser = enter(experts.person_at(world, seat).phone, run_jobs)
    assert text(browser.get("/expert/me/appraisals/")).count("查看或提出异议") == 2
    row = Appraisal.objects.get(party="tenderer")
    page = f"/expert/me/appraisals/{row.pk}/"
    shown = text(browser.get(page))
    assert REASON in shown
    assert world.accounts["tenderer"].display_name not in shown
    assert world.project.name not in shown
    assert "不少于 5 个字" in text(browser.post(page, {"words": "不对"}))
    assert "异议已提交" in text(browser.post(page, {"words": OBJECTION}, follow=True))
    assert browser.post(page, {"words": OBJECTION}).status_code == 409
    decide(world, login, row)
    after = text(browser.get(page))
    assert ["经核实有同意记录" in after, "原评价：不合格" in after] == [True, True]
    told = "".join(entry.content for entry in witness.entries())
    assert [secret in told for secret in (REASON, OBJECTION, name)] == [False, False, False]


def decide(world: experts.World, login: Login, row: Appraisal) -> None:
    (todo,) = [t for t in supervisor_todos(world.ctx("supervisor", now=LATER)) if "异议" in t.title]
    supervisor = login("supervisor")
    assert OBJECTION in text(supervisor.get(todo.url))
    assert OBJECTION not in text(login("tenderer").get(f"/desk/appraisals/{row.attendance_id}/"))
    grades = {"grade_discipline": "fair", "grade_ethics": "fair", "grade_competence": "fair"}
    same = supervisor.post(todo.url, {"do": "amend", "words": "经核实有同意记录", **row_grades(row)})
    assert "评价没有变化" in text(same)
    done = supervisor.post(todo.url, {"do": "amend", "words": "经核实有同意记录", **grades}, follow=True)
    assert "异议成立，已变更评价" in text(done)


def row_grades(row: Appraisal) -> dict[str, str]:
    return {f"grade_{item}": grade for item, grade in row.grades.items()}


def test_appraisal_of_another_expert_cannot_be_reached(
    world: experts.World, seat: CommitteeSeat, login: Login, run_jobs: RunJobs
) -> None:
    appraise(login, seat.attendances.get(), who="tenderer", audience="desk", grade="good", words="")
    row = Appraisal.objects.get()
    other = enter(experts.person_at(world, world.seat("副场 1 · 专家 2")).phone, run_jobs)
    assert other.get(f"/expert/me/appraisals/{row.pk}/").status_code == 404
    assert other.post(f"/expert/me/appraisals/{row.pk}/", {"words": OBJECTION}).status_code == 404
    assert "还没有评价" in text(other.get("/expert/me/appraisals/"))
    assert "还没有参加评标的记录" in text(other.get("/expert/me/history/"))


def test_expert_proves_to_be_in_the_pool_and_nobody_else_does(
    world: experts.World, run_jobs: RunJobs
) -> None:
    run_jobs()
    take_snapshot(system_ctx("专家库快照"))
    mine = enter(world.entries[0].phone, run_jobs)
    assert "下载在库证明" in text(mine.get("/expert/me/file/"))
    found = check(json.loads(mine.get("/expert/me/file/?proof").content))
    stated = witness.parsed(witness.entries().get(kind="experts.pool.snapshot-taken"))["data"]
    assert (found.snapshot, found.root.hex()) == (stated["number"], stated["root"])
    assert [each.draw_class.centre for each in found.places] == [found.person.centre]
    other = check(json.loads(enter(world.entries[1].phone, run_jobs).get("/expert/me/file/?proof").content))
    assert other.person.id != found.person.id
    assert Client().get("/expert/me/file/?proof").status_code == 302
