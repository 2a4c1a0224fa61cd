"""Recusal as the agency, the tenderer and the supervisor see it: numbers, declarations, never a person."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import experts
from yuanping.base.context import system_ctx
from yuanping.domain.experts.actions.call import cancel_seat
from yuanping.domain.experts.actions.draw import intend_draw
from yuanping.domain.experts.actions.recusal import declare_employer
from yuanping.domain.experts.models import EmployerDeclaration, Expert
from yuanping.domain.experts.states import Cause
from yuanping.web.committee_todos import todos

Login = Callable[[str], Client]
RunJobs = Callable[[], int]


def url(world: experts.World, page: str = "desk") -> str:
    return f"/{page}/projects/{world.project.pk}/recusal/"


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def far_employers(world: experts.World) -> list[str]:
    rows = Expert.objects.filter(region_code="411527").order_by("pk")
    return list(rows.values_list("employer__uscc", flat=True))


def declared(world: experts.World, many: int) -> None:
    for uscc in far_employers(world)[:many]:
        declare_employer(
            world.ctx("agency"), world.project.pk, uscc=uscc, name="某咨询有限公司", ground="preparation"
        )


@pytest.mark.parametrize("who", ["agency", "tenderer"])
def test_an_employer_is_declared_and_taken_back(world: experts.World, login: Login, who: str) -> None:
    browser, uscc = login(who), far_employers(world)[0]
    posted = {"name": "某设计院", "uscc": uscc, "ground": "other", "note": "为本项目编制需求"}
    shown = text(browser.post(url(world), posted, follow=True))
    assert "已申报回避单位：某设计院" in shown
    assert "其他利害关系：为本项目编制需求" in shown
    row = EmployerDeclaration.objects.get()
    taken_back = browser.post(url(world), {"withdraw": row.pk, "reason": "填错单位"}, follow=True)
    assert "申报已撤回" in text(taken_back)
    assert "已撤回" in text(login("supervisor").get(url(world, "supervisor")))


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"name": ""}, 422, "请填写单位名称"),
        ({"uscc": "123"}, 422, "统一社会信用代码应为 18 位"),
        ({"ground": "other"}, 422, "请说明利害关系"),
        ({"ground": ""}, 422, "请选择回避事由"),
    ],
)
def test_a_fault_is_shown_with_what_was_typed(
    world: experts.World, login: Login, changed: dict[str, str], status: int, words: str
) -> None:
    posted = {"name": "某设计院", "uscc": far_employers(world)[0], "ground": "invited", "note": ""} | changed
    answer = login("agency").post(url(world), posted)
    assert answer.status_code == status
    assert words in text(answer)
    assert posted["uscc"] in text(answer)


def test_the_committee_page_counts_by_reason_and_venue(world: experts.World, login: Login) -> None:
    declared(world, 3)
    experts.planned(world)
    shown = text(login("agency").get(f"/desk/projects/{world.project.pk}/committee/"))
    for words in ("申报回避的单位", "回避偏多", "回避范围偏大", "第十二条", "只余 3 人，低于应留的 2/3"):
        assert words in shown
    assert not any(uscc in shown for uscc in far_employers(world))


def test_the_supervisor_reads_counts_before_and_after_the_intent(world: experts.World, login: Login) -> None:
    declared(world, 3)
    committee = experts.planned(world)
    supervisor = login("supervisor")
    before = text(supervisor.get(url(world, "supervisor")))
    assert "尚未抽取" in before
    assert "回避范围偏大" in before
    intend_draw(world.ctx("agency"), committee.pk)
    assert "申报回避的单位 3 人" in text(supervisor.get(url(world, "supervisor")))
    project = text(supervisor.get(f"/supervisor/projects/{world.project.pk}/"))
    assert "申报的回避单位 3 家。抽取时有 1 次回避范围偏大的提示" in project
    closed = text(login("agency").get(url(world)))
    assert "已经开始抽取专家，不能再申报或者撤回" in closed
    assert "<textarea" not in closed


def test_nobody_else_reads_declarations(world: experts.World, login: Login) -> None:
    assert login("near-admin").get(url(world)).status_code == 403
    assert login("main-admin").get(url(world, "supervisor")).status_code == 403


def test_the_venue_hears_that_a_seat_is_empty_and_not_why(world: experts.World, run_jobs: RunJobs) -> None:
    experts.accepted(world, run_jobs)
    seat = world.seat("副场 1 · 专家 1")
    near = world.ctx("near-staff")
    cancel_seat(system_ctx("测试"), seat.pk, cause=Cause.RECUSAL)
    assert [todo.title for todo in todos(near)] == ["副场 1 · 专家 1空出，正在补抽，请等候新抽取的专家"]
    run_jobs()
    assert todos(near) == []
