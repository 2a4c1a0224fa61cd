"""A check-in by hand, an early leave and the sign-in record, each as its reader meets it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import experts
from yuanping.core.identifiers import compose_id_number
from yuanping.domain.experts.models import CommitteeSeat
from yuanping.web.supervisor.todos import todos as supervisor_todos
from yuanping.web.venue.todos import todos as venue_todos

RunJobs = Callable[[], int]
Login = Callable[[str], Client]
LABEL = "副场 1 · 专家 1"
STRANGER = compose_id_number("411525", date(1972, 1, 1), 11)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def seat(world: experts.World, run_jobs: RunJobs) -> CommitteeSeat:
    """The evaluation's morning; everybody has accepted."""
    experts.accepted(world, run_jobs)
    experts.set_clock(experts.DOOR_OPEN)
    return world.seat(LABEL)


def asked(world: experts.World, seat: CommitteeSeat, staff: Client, **changed: object) -> object:
    posted = {
        "do": "manual",
        "reason": "face-changed",
        "id_number": experts.person_at(world, seat).id_number,
        "words": "核对了身份证原件和本人",
        "photo": SimpleUploadedFile("id.png", PNG, "image/png"),
        **changed,
    }
    return staff.post(f"/venue/attendance/{seat.pk}/", posted, follow=True)


def test_second_person_lets_a_member_in_and_the_first_hands_over_the_code(
    world: experts.World, seat: CommitteeSeat, login: Login
) -> None:
    staff, admin = login("near-staff"), login("near-admin")
    page = f"/venue/attendance/{seat.pk}/"
    assert "申请人工签到" in text(staff.get(page))
    waiting = text(asked(world, seat, staff))
    assert "人工签到待第二人确认" in waiting
    assert "由我确认" not in waiting
    (todo,) = [t for t in venue_todos(world.ctx("near-admin", now=experts.DOOR_OPEN)) if "人工" in t.title]
    assert todo.title == f"确认人工签到：{LABEL}"
    decision = text(admin.get(todo.url))
    assert "核对了身份证原件和本人" in decision
    photo = admin.get(f"{todo.url}?photo")
    assert (photo.content, photo.headers["Content-Type"]) == (PNG, "image/png")
    assert staff.get(f"{todo.url}?photo").status_code == 403
    assert "核对了身份证原件和本人" not in text(staff.get(todo.url))
    done = admin.post(todo.url, {"answer": "confirm"}, follow=True)
    assert "请经办人当面发放登录码" in text(done)
    assert admin.get(f"{todo.url}?photo").status_code == 404
    assert "人工签到已确认" in text(staff.get(page))
    slip = staff.post(page, {"do": "hand-over"})
    assert "一次性登录码" in text(slip)
    assert slip.headers["Cache-Control"] == "no-store"
    assert "人工签到已确认" not in text(staff.get(page))


def test_supervisor_is_asked_and_counts_the_check_ins_by_hand(
    world: experts.World, seat: CommitteeSeat, login: Login
) -> None:
    asked(world, seat, login("near-staff"))
    supervisor = login("supervisor")
    (todo,) = [
        t for t in supervisor_todos(world.ctx("supervisor", now=experts.DOOR_OPEN)) if "人工" in t.title
    ]
    supervisor.post(todo.url, {"answer": "confirm"})
    assert "人工核验 1 人次" in text(supervisor.get(f"/supervisor/projects/{world.project.pk}/"))


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"words": ""}, 422, "请填写核对情况"),
        ({"words": "本人"}, 422, "不少于 5 个字"),
        ({"photo": SimpleUploadedFile("id.gif", b"GIF89a")}, 422, "JPG 或 PNG"),
        ({"id_number": STRANGER}, 409, "证件号码与席位人员不符"),
    ],
)
def test_request_with_a_fault_says_what_is_wrong(
    world: experts.World,
    seat: CommitteeSeat,
    login: Login,
    changed: dict[str, object],
    status: int,
    words: str,
) -> None:
    answer = asked(world, seat, login("near-staff"), **changed)
    assert words in text(answer)
    assert answer.status_code == status  # type: ignore[attr-defined]


def test_sign_in_record_tells_the_main_venue_how_but_not_who(
    world: experts.World, seat: CommitteeSeat, login: Login
) -> None:
    staff, main = login("near-staff"), login("main-admin")
    record = f"/venue/projects/{world.project.pk}/sign-in/"
    slip = f"SMS-{experts.message_of(seat).pk}"
    staff.post(f"/venue/attendance/{seat.pk}/", {"do": "check-in", "slip": slip, "face": "other"})
    asked(world, seat, staff)
    manual = seat.manual_check_ins.get()
    login("near-admin").post(f"/venue/attendance/manual/{manual.pk}/", {"answer": "confirm"})
    shown = text(main.get(record))
    name = experts.person_at(world, seat).name
    assert [words in shown for words in ("人工核验（双人）", "（密封）", "未签到", name)] == [
        True,
        True,
        True,
        False,
    ]
    paper = main.get(f"{record}?file")
    assert (paper.headers["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert login("near-admin").get(record).status_code == 404
    assert login("agency").get(record).status_code == 403


def test_names_stand_in_the_record_once_the_rule_lets_the_reader_see_them(
    world: experts.World, seat: CommitteeSeat, login: Login
) -> None:
    for each in world.seats(state="accepted"):
        experts.arrive(world, each)
    name = experts.person_at(world, seat).name
    supervisor = login("supervisor").get(f"/supervisor/projects/{world.project.pk}/sign-in/")
    assert name in text(supervisor)
    assert name not in text(login("main-admin").get(f"/venue/projects/{world.project.pk}/sign-in/"))


def test_early_leave_empties_the_seat_and_stays_in_the_record(
    world: experts.World, seat: CommitteeSeat, login: Login, run_jobs: RunJobs
) -> None:
    staff, page = login("near-staff"), f"/venue/attendance/{seat.pk}/"
    experts.arrive(world, seat)
    assert "请选择提前离场原因" in text(staff.post(page, {"do": "early", "reason": ""}))
    done = staff.post(page, {"do": "early", "reason": "illness"}, follow=True)
    assert "已办理提前离场" in text(done)
    run_jobs()
    assert world.seat(LABEL).state == "called"
    record = text(login("main-admin").get(f"/venue/projects/{world.project.pk}/sign-in/"))
    assert "提前离场：突发疾病或身体不适" in record
    assert record.count(LABEL) == 2
