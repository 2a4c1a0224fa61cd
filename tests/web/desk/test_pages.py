"""The desk's pages: who may open them, what they show, and what a refusal looks like."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.domain.projects.cast import CODE, STARTS, Cast, bid, complete, lot, registered
from tests.web.desk.conftest import Enter
from yuanping.base.witness.models import RefusalNote
from yuanping.core.policy import Ground
from yuanping.domain.dispatch.gates import gates as dispatch_gates
from yuanping.domain.projects import queries
from yuanping.domain.projects.actions.bids import add_bid
from yuanping.domain.projects.actions.registration import submit_project
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.states import ProjectState
from yuanping.web.desk.todos import todos

HOSTILE = "<script>alert(1)</script>"


def text(response: object) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


@pytest.fixture
def project(cast: Cast) -> Project:
    return complete(cast, registered(cast))


def addresses(project: Project) -> dict[str, str]:
    row = project.lots.get()
    held = row.bids.first()
    return {
        "home": reverse("desk:home"),
        "projects": reverse("desk:projects"),
        "import": reverse("desk:import"),
        "register": reverse("desk:register"),
        "project": reverse("desk:project", args=[project.pk]),
        "amend": reverse("desk:amend", args=[project.pk]),
        "withdraw": reverse("desk:withdraw", args=[project.pk]),
        "exemption": reverse("desk:exemption", args=[project.pk]),
        "bids": reverse("desk:bids", args=[project.pk, row.pk]),
        "scheme": reverse("desk:scheme", args=[project.pk, row.pk]),
        "bid-file": reverse("desk:bid-file", args=[project.pk, held.pk if held else 0]),
    }


EVERYBODY_ELSE = dict.fromkeys(
    (
        "home",
        "projects",
        "import",
        "register",
        "project",
        "amend",
        "withdraw",
        "exemption",
        "bids",
        "scheme",
        "bid-file",
    ),
    403,
)
OWN_DESK = {"home": 200, "projects": 200}


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("agency", {**dict.fromkeys(EVERYBODY_ELSE, 200), "exemption": 403}),
        (
            "other-agency",
            {
                **dict.fromkeys(EVERYBODY_ELSE, 404),
                **OWN_DESK,
                "import": 200,
                "register": 200,
                "exemption": 403,
            },
        ),
        ("tenderer", {**EVERYBODY_ELSE, **OWN_DESK, "project": 200, "bids": 200, "scheme": 200}),
        ("other-tenderer", {**EVERYBODY_ELSE, **OWN_DESK, "project": 404, "bids": 404, "scheme": 404}),
        ("supervisor", {**EVERYBODY_ELSE, "exemption": 200}),
        ("other-supervisor", {**EVERYBODY_ELSE, "exemption": 404}),
        ("main-admin", EVERYBODY_ELSE),
        ("operator", EVERYBODY_ELSE),
    ],
)
def test_page_opens_for_its_readers_only(
    project: Project, enter: Enter, who: str, statuses: dict[str, int]
) -> None:
    client = enter(who)
    assert {name: client.get(url).status_code for name, url in addresses(project).items()} == statuses


def test_page_leads_a_visitor_to_the_sign_in(project: Project) -> None:
    for url in addresses(project).values():
        response = Client().get(url)
        assert (response.status_code, response["Location"]) == (302, f"/login/?next={url}")


def test_home_says_what_to_do_and_by_when(cast: Cast, enter: Enter) -> None:
    project = registered(cast)
    page = text(enter("agency").get(reverse("desk:home")))
    assert "登记投标名单" in page
    assert "2026-12-01 09:00" in page
    assert reverse("desk:project", args=[project.pk]) in page


def test_todos_follow_the_registration(cast: Cast) -> None:
    project = registered(
        cast,
        grounds=(Ground.APPLICANT_REQUEST, Ground.COMPLEX),
        exemption_ground="技术要求复杂",
        notice_on=None,
    )
    assert [todo.title for todo in todos(cast.ctx("agency"))] == ["登记投标名单"]
    assert [todo.title for todo in todos(cast.ctx("supervisor"))] == ["答复不采用远程异地评标的申请"]
    assert todos(cast.ctx("tenderer")) == []
    assert [todo.due for todo in todos(cast.ctx("agency"))] == [STARTS - timedelta(days=7)]
    Project.objects.filter(pk=project.pk).update(state=ProjectState.ARRANGING)
    assert [todo.title for todo in todos(cast.ctx("agency"))] == ["编制评标委员会组建方案"]


def test_project_page_shows_the_decision_with_article_and_words(project: Project, enter: Enter) -> None:
    page = text(enter("agency").get(reverse("desk:project", args=[project.pk])))
    for words in (
        "鼓励采用远程异地评标",
        "市域内（原则上）",
        "《关于推进远程异地评标常态化的通知》（信公管办〔2022〕7号） 通知二、1",
        "货物和服务类项目合同估算价在400万元及以上的鼓励采用远程异地评标",
        "5,080,225.00",
        "提交主场",
        "代理机构",
    ):
        assert words in page


@pytest.mark.parametrize("who", ["agency", "tenderer"])
def test_buttons_stand_where_they_work(project: Project, enter: Enter, who: str) -> None:
    page = text(enter(who).get(reverse("desk:project", args=[project.pk])))
    own = who == "agency"
    assert (reverse("desk:amend", args=[project.pk]) in page) is own
    assert ('name="act" value="submit"' in page) is own


def test_hostile_names_are_text(cast: Cast, enter: Enter) -> None:
    project = registered(
        cast, name=HOSTILE, lots=(lot(name=HOSTILE),), grounds=(Ground.OTHER,), exemption_ground=HOSTILE
    )
    client = enter("agency")
    complete(cast, project, bids=0)
    add_bid(cast.ctx("agency"), project.pk, project.lots.get().pk, bid(1, bidder_name=HOSTILE))
    for name, url in addresses(project).items():
        if name not in {"bid-file", "exemption"}:
            assert HOSTILE not in text(client.get(url)), name
    assert "&lt;script&gt;" in text(client.get(reverse("desk:project", args=[project.pk])))


def test_submit_hands_the_project_over(project: Project, enter: Enter) -> None:
    url = reverse("desk:project", args=[project.pk])
    response = enter("agency").post(url, {"act": "submit"}, follow=True)
    project.refresh_from_db()
    assert (project.state, response.status_code) == ("arranging", 200)
    assert "项目已提交主场。" in text(response)


def test_refused_submission_says_what_which_rule_and_what_next(cast: Cast, enter: Enter) -> None:
    project = registered(cast)
    response = enter("agency").post(reverse("desk:project", args=[project.pk]), {"act": "submit"})
    page = text(response)
    assert response.status_code == 409
    assert "还不能提交，尚有 1 项条件未满足：投标名单已登记。" in page
    assert "《政府采购货物和服务招标投标管理办法》" in page
    assert "请先登记投标名单（代理机构）。" in page
    assert list(RefusalNote.objects.values_list("code", flat=True)) == ["gates-closed"]


def test_unknown_act_is_refused(project: Project, enter: Enter) -> None:
    assert enter("agency").post(reverse("desk:project", args=[project.pk]), {"act": "x"}).status_code == 422


def test_withdrawal_keeps_the_reason_asked_for(project: Project, enter: Enter) -> None:
    client, url = enter("agency"), reverse("desk:withdraw", args=[project.pk])
    refused = client.post(url, {"reason": " "})
    assert (refused.status_code, "请填写撤回原因" in text(refused)) == (422, True)
    client.post(url, {"reason": "招标文件有误"})
    project.refresh_from_db()
    assert project.state == "withdrawn"


def test_exemption_is_answered_by_the_supervisor(cast: Cast, enter: Enter) -> None:
    project = registered(
        cast,
        grounds=(Ground.APPLICANT_REQUEST, Ground.COMPLEX),
        exemption_ground="技术要求复杂",
        notice_on=None,
    )
    client, url = enter("supervisor"), reverse("desk:exemption", args=[project.pk])
    assert "通知二、3" in text(client.get(url))
    assert client.post(url, {}).status_code == 422
    page = text(client.post(url, {"answer": "consent"}, follow=True))
    project.refresh_from_db()
    assert (project.exemption_consent, "已同意不采用远程异地评标。" in page) == (True, True)


def test_list_finds_by_name_number_and_state(cast: Cast, enter: Enter) -> None:
    registered(cast)
    registered(cast, code="E4115000001000001002", name="固始县道路工程")
    client, url = enter("agency"), reverse("desk:projects")
    assert [
        ("保洁服务项目" in page, "固始县道路" in page)
        for page in (
            text(client.get(url, query))
            for query in ({}, {"q": "固始"}, {"q": CODE}, {"state": "arranging"}, {"state": "nonsense"})
        )
    ] == [(True, True), (False, True), (True, False), (False, False), (True, True)]


def test_scheme_page_saves_what_was_typed(cast: Cast, enter: Enter) -> None:
    project = registered(cast)
    row = project.lots.get()
    client, url = enter("agency"), reverse("desk:scheme", args=[project.pk, row.pk])
    typed = scheme_form(client, url)
    typed["criteria-0-max_points"] = "25"
    refused = client.post(url, typed)
    assert (refused.status_code, "应为 100 分" in text(refused)) == (422, True)
    typed |= {"price_points": "25", "items-6-stage": "form", "items-6-name": "新增标准"}
    assert client.post(url, typed).status_code == 302
    row.refresh_from_db()
    method = queries.scheme(row).method
    assert (method.criteria[0].max_points, method.price_points) == (Decimal(25), Decimal(25))
    assert [(item.id, item.name) for item in method.preliminary][-1] == ("F2", "新增标准")


def scheme_form(client: Client, url: str) -> dict[str, str]:
    """The values that the page's form would send back unchanged."""
    context = client.get(url).context
    forms = [context["form"], context["items"].management_form, context["criteria"].management_form]
    forms += [*context["items"].forms, *context["criteria"].forms]
    return {
        field.html_name: str(field.value())
        for form in forms
        for field in form
        if field.value() not in {None, False, ""}
    }


def test_scheme_page_is_read_only_after_submission(cast: Cast, project: Project, enter: Enter) -> None:
    submit_project(cast.ctx("agency"), project.pk)
    client, url = enter("agency"), reverse("desk:scheme", args=[project.pk, project.lots.get().pk])
    page = text(client.get(url))
    assert ("保存评标办法" in page, "总体服务（供货）方案" in page) == (False, True)


def test_lists_ask_the_database_a_fixed_number_of_questions(
    cast: Cast, enter: Enter, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = enter("agency")
    for n in range(1, 7):
        registered(cast, code=f"E4115000001000001{n:03d}")
    with django_assert_max_num_queries(25):
        client.get(reverse("desk:home"))


def test_project_page_shows_the_gates_that_others_must_open(project: Project, enter: Enter) -> None:
    page = text(enter("agency").get(reverse("desk:project", args=[project.pk])))
    assert [gate.title in page for gate in dispatch_gates(project, STARTS)] == [True] * 3
