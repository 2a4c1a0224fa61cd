"""The committee's pages, each as its reader meets it."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import experts
from yuanping.domain.experts.models import CallOut
from yuanping.web.committee_todos import todos
from yuanping.web.demo.outbox import linked

RunJobs = Callable[[], int]
Login = Callable[[str], Client]
LABEL = "副场 1 · 专家 1"


def desk(world: experts.World, page: str) -> str:
    return f"/desk/projects/{world.project.pk}/{page}/"


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def at_the_door(world: experts.World) -> None:
    """The evaluation's morning has come."""
    experts.set_clock(experts.DOOR_OPEN)


def plan_post(world: experts.World, **changed: object) -> dict[str, object]:
    posted: dict[str, object] = {"size": 5, "representatives": 1}
    for row, (venue, specialty, count) in enumerate(experts.PLAN):
        posted |= {
            f"venue_{row}": world.venues[venue].pk,
            f"specialty_{row}": specialty,
            f"count_{row}": count,
        }
    return posted | changed


def test_plan_is_made_changed_and_drawn(world: experts.World, login: Login, run_jobs: RunJobs) -> None:
    agency = login("agency")
    assert "尚未编制组建方案" in text(agency.get(desk(world, "committee")))
    done = agency.post(desk(world, "committee/plan"), plan_post(world), follow=True)
    assert "可抽取人数" in text(done)
    assert "副场 2 · 专家 1" in text(done)
    assert f'value="{experts.COST}" selected' in text(agency.get(desk(world, "committee/plan")))
    drawn = agency.post(desk(world, "committee"), {"do": "draw"}, follow=True)
    assert "已完成抽取" in text(drawn)
    run_jobs()
    assert "已通知，待答复" in text(agency.get(desk(world, "committee")))


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"size": 6, "representatives": 2}, 409, "应为单数"),
        ({"size": ""}, 422, "请填写成员总数"),
        ({"count_0": ""}, 422, "请填写第 1 行人数"),
        ({"count_0": "x"}, 422, "应填写整数"),
    ],
)
def test_plan_with_a_fault_is_shown_again_with_what_was_typed(
    world: experts.World, login: Login, changed: dict[str, object], status: int, words: str
) -> None:
    answer = login("agency").post(desk(world, "committee/plan"), plan_post(world, **changed))
    assert answer.status_code == status
    assert words in text(answer)
    assert f'value="{experts.STRUCTURE}" selected' in text(answer)


def test_plan_is_the_agency_s_alone(world: experts.World, login: Login) -> None:
    assert login("tenderer").get(desk(world, "committee/plan")).status_code == 403
    assert login("tenderer").get(desk(world, "committee")).status_code == 200
    assert login("near-admin").get(desk(world, "committee")).status_code == 404


def test_main_venue_may_draw(world: experts.World, login: Login) -> None:
    experts.planned(world)
    assert "抽取专家" in text(login("main-admin").get(desk(world, "committee")))


def test_exhausted_seat_asks_for_a_wider_specialty(
    world: experts.World, login: Login, run_jobs: RunJobs
) -> None:
    experts.drawn(world, run_jobs)
    for _ in range(6):
        page = f"/expert/call/{experts.token_of(world.seat('副场 2 · 专家 1'))}/"
        login("visitor").post(page, {"answer": "decline", "reason": "business"})
        run_jobs()
    agency = login("agency")
    assert "专家库中已没有符合条件的人员" in text(agency.get(desk(world, "committee")))
    titles = [todo.title for todo in todos(world.ctx("main-admin"))]
    assert "副场 2 · 专家 1已无人可抽，请变更专业后补抽" in titles
    posted = {"do": "respecify", "seat": world.seat("副场 2 · 专家 1").pk, "specialty": "A04"}
    assert "席位专业已变更" in text(agency.post(desk(world, "committee"), posted, follow=True))


def test_call_page_says_when_where_and_what_to_bring(
    world: experts.World, login: Login, run_jobs: RunJobs
) -> None:
    experts.drawn(world, run_jobs)
    page = f"/expert/call/{experts.token_of(world.seat(LABEL))}/"
    answer = login("visitor").get(page)
    for words in ("2026-06-18 09:00", world.near.address, world.near.telephone, "CA 证书", "能够参加"):
        assert words in text(answer)
    assert world.project.name not in text(answer)
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("same-origin", "no-store")


def test_call_page_takes_one_answer(world: experts.World, login: Login, run_jobs: RunJobs) -> None:
    experts.drawn(world, run_jobs)
    page = f"/expert/call/{experts.token_of(world.seat(LABEL))}/"
    visitor = login("visitor")
    assert "您已确认参加" in text(visitor.post(page, {"answer": "accept"}, follow=True))
    again = visitor.post(page, {"answer": "decline", "reason": "illness"})
    assert (again.status_code, "您已通过短信链接答复：能够参加" in text(again)) == (409, True)


def test_call_page_asks_for_the_reason(world: experts.World, login: Login, run_jobs: RunJobs) -> None:
    experts.drawn(world, run_jobs)
    page = f"/expert/call/{experts.token_of(world.seat(LABEL))}/"
    visitor = login("visitor")
    assert visitor.post(page, {"answer": "decline"}).status_code == 422
    wordless = visitor.post(page, {"answer": "decline", "reason": "other"})
    assert (wordless.status_code, "请说明不能参加的原因" in text(wordless)) == (422, True)
    declined = visitor.post(page, {"answer": "decline", "reason": "business"}, follow=True)
    assert "您已答复不能参加" in text(declined)
    assert "能够参加" not in text(declined)


def test_call_page_expired_and_unknown(world: experts.World, login: Login, run_jobs: RunJobs) -> None:
    experts.drawn(world, run_jobs)
    call = CallOut.objects.get(seat=world.seat(LABEL))
    call.answer_by = call.sent_at
    call.save()
    page = f"/expert/call/{experts.token_of(world.seat(LABEL))}/"
    assert "答复期限已过" in text(login("visitor").get(page))
    assert login("visitor").get("/expert/call/no-such-link/").status_code == 404


def test_outbox_shows_messages_and_links_only(
    world: experts.World, login: Login, run_jobs: RunJobs, settings: object
) -> None:
    experts.drawn(world, run_jobs)
    shown = text(login("visitor").get("/demo/outbox/"))
    assert f"SMS-{experts.message_of(world.seat(LABEL)).pk}" in shown
    assert f"/expert/call/{experts.token_of(world.seat(LABEL))}/</a>" in shown
    assert not any(word in shown for entry in world.entries for word in (entry.name, entry.phone))
    settings.DEMO = False  # type: ignore[attr-defined]
    assert login("visitor").get("/demo/outbox/").status_code == 404


def test_linked_text_is_escaped() -> None:
    assert linked("<b> http://a/b/ 。") == '&lt;b&gt; <a href="http://a/b/">http://a/b/</a> 。'


def test_representative_is_named_by_the_tenderer(
    world: experts.World, login: Login, run_jobs: RunJobs
) -> None:
    experts.drawn(world, run_jobs)
    tenderer = login("tenderer")
    page = f"/desk/committee-seats/{world.seat('主场 · 招标人代表 1').pk}/representative/"
    assert page in text(tenderer.get(desk(world, "committee")))
    wrong = tenderer.post(page, experts.REPRESENTATIVE | {"id_number": "1"})
    assert (wrong.status_code, "身份证号应为 18 位" in text(wrong)) == (422, True)
    done = tenderer.post(page, experts.REPRESENTATIVE, follow=True)
    assert "已确定，系统将以短信告知" in text(done)
    assert experts.REPRESENTATIVE["name"] not in text(done)


def test_check_in_shows_name_workstation_and_code_once(
    world: experts.World, login: Login, run_jobs: RunJobs
) -> None:
    experts.accepted(world, run_jobs)
    at_the_door(world)
    seat = world.seat(LABEL)
    staff, page = login("near-staff"), f"/venue/attendance/{seat.pk}/"
    names = {entry.name for entry in world.entries}
    before = text(staff.get("/venue/attendance/"))
    assert page in before
    assert not any(name in before for name in names)
    slip = f"SMS-{experts.message_of(seat).pk}"
    mismatch = staff.post(page, {"do": "check-in", "slip": slip, "face": "other"})
    assert (mismatch.status_code, "人脸与身份证照片不符" in text(mismatch)) == (409, True)
    done = staff.post(page, {"do": "check-in", "slip": slip, "face": "same"})
    assert "data-code" in text(done)
    assert done["Cache-Control"] == "no-store"
    assert any(name in text(done) for name in names)
    after = text(staff.get(page))
    assert "data-code" not in after
    assert "data-code" in text(staff.post(page, {"do": "renew"}))
    assert login("main-staff").get(page).status_code == 404


def test_leave_is_reported_by_the_venue(world: experts.World, login: Login, run_jobs: RunJobs) -> None:
    experts.accepted(world, run_jobs)
    page = f"/venue/attendance/{world.seat(LABEL).pk}/"
    staff = login("near-staff")
    assert staff.post(page, {"do": "leave", "reason": ""}).status_code == 422
    done = staff.post(page, {"do": "leave", "reason": "traffic"}, follow=True)
    assert "已办理请假" in text(done)
    run_jobs()
    assert "已通知，待答复" in text(staff.get("/venue/attendance/"))


def test_code_opens_the_seat_in_this_browser(world: experts.World, login: Login, run_jobs: RunJobs) -> None:
    codes = experts.present(world, run_jobs)
    at_the_door(world)
    seat = world.seat(LABEL)
    browser = login("near-staff")
    assert browser.get("/expert/enter/").status_code == 200
    wrong = browser.post("/expert/enter/", {"code": "WRONG234"})
    assert (wrong.status_code, "登录码不正确" in text(wrong)) == (409, True)
    entered = browser.post("/expert/enter/", {"code": codes[seat.pk].lower()})
    assert entered.status_code == 302
    again = browser.get("/expert/enter/")
    assert again.status_code == 302  # the browser is at the seat now
    assert again.wsgi_request.ctx.actor_name == LABEL  # type: ignore[attr-defined]
    assert again.wsgi_request.ctx.roles == {"expert"}  # type: ignore[attr-defined]
    assert browser.get("/venue/attendance/").status_code == 403


def test_guessing_codes_is_slowed_down(world: experts.World, login: Login, run_jobs: RunJobs) -> None:
    codes = experts.present(world, run_jobs)
    at_the_door(world)
    guesser = login("visitor")
    for _ in range(5):
        assert "登录码不正确" in text(guesser.post("/expert/enter/", {"code": "AAAA2222"}))
    right = guesser.post("/expert/enter/", {"code": codes[world.seat(LABEL).pk]})
    assert (right.status_code, "输错次数过多" in text(right)) == (409, True)


def test_list_shows_names_once_all_are_present_and_is_confirmed_by_both(
    world: experts.World, login: Login, run_jobs: RunJobs
) -> None:
    experts.accepted(world, run_jobs)
    at_the_door(world)
    names = {entry.name for entry in world.entries}
    tenderer, supervisor = login("tenderer"), login("supervisor")
    theirs = f"/supervisor/projects/{world.project.pk}/list/"
    early = text(tenderer.get(desk(world, "list")))
    assert "尚不能核验" in early
    assert not any(name in early for name in names)
    for seat in world.seats():
        experts.arrive(world, seat)
    shown = text(tenderer.get(desk(world, "list")))
    assert sum(name in shown for name in names) == 4
    assert experts.REPRESENTATIVE["name"] in shown
    assert "您已核验名单" in text(tenderer.post(desk(world, "list"), {"promise": "1"}, follow=True))
    assert "您已核验名单" in text(supervisor.post(theirs, {"promise": "1"}, follow=True))
    run_jobs()
    assert "draw-" in text(supervisor.get(theirs))
    made = world.committee.draws.get()
    file = supervisor.get(f"/supervisor/projects/{world.project.pk}/draws/{made.attempt}/")
    assert file["Content-Type"] == "application/json"
    assert supervisor.get(f"/supervisor/projects/{world.project.pk}/draws/9/").status_code == 404


def test_todos_follow_the_committee(world: experts.World, run_jobs: RunJobs) -> None:
    def titles(who: str, **at: object) -> list[str]:
        return [todo.title for todo in todos(world.ctx(who, **at))]  # type: ignore[arg-type]

    assert titles("agency") == ["编制评标委员会组建方案"]
    experts.planned(world)
    assert titles("agency") == titles("main-admin") == ["抽取专家"]
    assert titles("tenderer") == ["确定招标人代表"]


def test_todos_of_the_door_and_the_list(world: experts.World, run_jobs: RunJobs) -> None:
    experts.accepted(world, run_jobs)
    here = {"now": experts.DOOR_OPEN}
    assert [t.title for t in todos(world.ctx("near-staff", **here))] == ["办理签到：2 人待到"]  # type: ignore[arg-type]
    for seat in world.seats():
        experts.arrive(world, seat)
    assert [t.title for t in todos(world.ctx("supervisor", **here))] == ["核验专家名单"]  # type: ignore[arg-type]
    assert [t.title for t in todos(world.ctx("near-staff", **here))] == []  # type: ignore[arg-type]
