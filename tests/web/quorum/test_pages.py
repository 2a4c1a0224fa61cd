"""What people read while an act waits for its witnesses, each on the own page."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import experts, harbin, places, witnesses
from tests.factories.clock import NOW
from tests.factories.witnesses import CITY, COUNTY, FOREIGN, seen_by
from yuanping.base.context import system_ctx
from yuanping.base.witness import queries as witness
from yuanping.base.witness.standing import standing, standings
from yuanping.domain.dispatch.models import Offer
from yuanping.domain.experts.actions.pool import set_availability
from yuanping.domain.experts.models import Expert
from yuanping.domain.people.models import Account
from yuanping.domain.quorum.actions.waiting import look
from yuanping.domain.quorum.models import Wait
from yuanping.web.supervisor.todos import todos

RunJobs = Callable[[], int]


@pytest.fixture(autouse=True)
def three_witnesses(db: None, tmp_path: Path) -> Iterator[None]:
    with witnesses.witnessed(tmp_path):
        yield


@pytest.fixture
def world(three_witnesses: None) -> experts.World:
    made = experts.make()
    experts.planned(made)
    return made


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def text(response: HttpResponse) -> str:
    """The page as read: tags removed."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def over() -> None:
    """The time of the only wait is over."""
    wait = Wait.objects.get()
    look(system_ctx("测试").at(wait.due_at), wait.pk)


def test_desk_page_says_how_far_the_intent_has_come_and_goes_on(
    world: experts.World, run_jobs: RunJobs
) -> None:
    agency, page = signed_in(world.accounts["agency"]), f"/desk/projects/{world.project.pk}/committee/"
    seen_by(now=NOW)
    assert "抽取专家" in text(agency.get("/desk/"))
    answer = text(agency.post(page, {"do": "draw"}, follow=True))
    assert "第 1 次抽取意向已入账，已见证 0/3，须有 2 家见证。见证完成后自动继续，无须重复操作。" in answer
    assert (
        "第 1 次抽取意向 已入账 须有 2 家见证方见证，见证完成后自动继续，无须操作。等候至 2026-06-01 09:10。"
        in answer
    )
    assert 'value="draw"' not in agency.get(page).content.decode()
    assert "抽取专家" not in text(agency.get("/desk/"))
    project = text(agency.get(f"/desk/projects/{world.project.pk}/"))
    assert "代理机构或主场管理员 · 第 1 次抽取意向已入账，已见证 0/3，须有 2 家见证" in project
    seen_by(CITY, now=NOW)
    area = agency.get(page, {"part": "awaiting"})
    assert "第 1 次抽取意向 已入账 · 已见证 1/3 xinyang" in text(area)
    seen_by(CITY, COUNTY, now=NOW)
    run_jobs()
    last = agency.get(page, {"part": "awaiting"})
    assert (last.status_code, last["HX-Refresh"]) == (204, "true")
    assert "已通知，待答复" in text(agency.get(page))
    assert witness.refusals(project_id=world.project.pk).count() == 0


def test_supervisor_reads_of_a_lapsed_intent_and_lets_it_pass(
    world: experts.World, run_jobs: RunJobs
) -> None:
    agency, page = signed_in(world.accounts["agency"]), f"/desk/projects/{world.project.pk}/committee/"
    agency.post(page, {"do": "draw"})
    over()
    supervisor, own = signed_in(world.accounts["supervisor"]), f"/supervisor/projects/{world.project.pk}/"
    title = "第 1 次抽取意向未经足数见证，是否同意继续"
    assert [todo.title for todo in todos(world.ctx("supervisor"))] == [title]
    assert "在等候期限内未经足数见证，已逾期失效" in text(agency.get(page))
    before = text(supervisor.get(own))
    assert "同意继续的理由" in before
    empty = supervisor.post(own, {"wait": Wait.objects.get().pk, "reason": ""})
    assert (empty.status_code, "请说明同意继续的理由。" in text(empty)) == (422, True)
    reason = {"wait": Wait.objects.get().pk, "reason": "见证方检修"}
    after = text(supervisor.post(own, reason, follow=True))
    assert "未经足数见证（已有 0 家，须有 2 家），行政监督部门同意继续：见证方检修。" in after
    assert "同意继续的理由" not in after
    run_jobs()
    assert world.committee.draws.get().attempt == 1


def test_main_venue_reads_that_the_choice_waits(run_jobs: RunJobs) -> None:
    far = harbin.make()
    experts.set_clock(NOW)
    main, page = signed_in(places.admin(far.main)), f"/venue/projects/{far.project.pk}/"
    wishes = {"centres": "2", "seats_each": "2", "reply_workdays": "2", "requirements": ""}
    answer = text(main.post(f"{page}draw/", wishes, follow=True))
    assert "第 1 次选取副场意向 已入账 须有 2 家见证方见证，见证完成后自动继续" in answer
    form = text(main.get(f"{page}draw/"))
    assert ("第 1 次选取副场意向 已入账" in form, "每个副场所需工位数" in form) == (True, False)
    seen_by(CITY, FOREIGN, now=NOW)
    run_jobs()
    assert Offer.objects.count() == 2
    assert main.get(page, {"part": "awaiting"})["HX-Refresh"] == "true"
    assert main.get(f"{page}draw/", {"part": "awaiting"})["HX-Redirect"] == page


def test_record_tells_of_each_entry_who_has_seen_it(world: experts.World) -> None:
    agency = signed_in(world.accounts["agency"])
    seen_by(CITY, COUNTY, now=NOW)
    agency.post(f"/desk/projects/{world.project.pk}/committee/", {"do": "draw"})
    seen_by(now=NOW)
    record = signed_in(world.accounts["supervisor"]).get(f"/supervisor/projects/{world.project.pk}/record/")
    assert ("见证完成 2/3" in text(record), 'title="gushi、xinyang"' in record.content.decode()) == (
        True,
        True,
    )
    assert "已见证 0/3" in text(record)


def test_standings_of_many_are_those_of_each(world: experts.World) -> None:
    for names in ((CITY,), (CITY, COUNTY), (), (FOREIGN,)):
        with_one_more(world)
        seen_by(*names, now=NOW)
    with_one_more(world)
    numbers = [entry.number for entry in witness.entries()]
    found = standings(numbers)
    wanted = {number: standing(number) for number in numbers}
    read = [{n: (s.index, s.cosigned, s.needed, s.met) for n, s in many.items()} for many in (found, wanted)]
    assert read[0] == read[1]


def with_one_more(world: experts.World) -> None:
    set_availability(system_ctx("测试"), Expert.objects.earliest("pk").number, available=False)
