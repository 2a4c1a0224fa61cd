"""Importing a notice and registering a project through the pages."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.domain.projects.cast import CODE, Cast, complete, registered
from tests.web.desk.conftest import Enter
from tests.web.desk.test_pages import HOSTILE, text
from yuanping.core.policy import FACT_LABELS, Ground
from yuanping.domain.projects import queries
from yuanping.domain.projects.models import Project

NOTICE = {
    "title": "淮滨县人民医院保洁服务项目",
    "kind": "procurement-services",
    "region": "河南省信阳市淮滨县",
    "region_code": "411527",
    "tenderer": "淮滨县人民医院",
    "budget_cny": 5080225,
    "dates": {"published": "2026-11-10", "deadline_or_opening": "2026-12-08 09:00"},
    "source_url": "https://example.org/notice",
}


@pytest.fixture
def client(enter: Enter) -> Client:
    return enter("agency")


def typed(cast: Cast, **changed: str) -> dict[str, str]:
    """What the form sends when it is filled in order."""
    return {
        "code": CODE,
        "name": "淮滨县人民医院保洁服务项目",
        "domain": "procurement",
        "kind": "services",
        "region_code": "411527",
        "tenderer_id": str(cast.organisations["tenderer"].pk),
        "supervision_id": str(cast.organisations["supervision"].pk),
        "main_centre_id": str(cast.centres["411500"].pk),
        "evaluation_starts_at": "2026-12-08 09:00",
        "evaluation_ends_at": "2026-12-08 17:00",
        "notice_on": "2026-11-10",
        "mandatory": "no",
        "grounds": "none",
        "shown": " ".join(FACT_LABELS),
        "lots-TOTAL_FORMS": "1",
        "lots-INITIAL_FORMS": "0",
        "lots-0-name": "保洁服务",
        "lots-0-estimate": "508.0225万元",
        "lots-0-template": "procurement-comprehensive",
        **changed,
    }


@pytest.mark.parametrize(
    "data",
    [
        {"text": json.dumps(NOTICE)},
        {"file": SimpleUploadedFile("notice.json", json.dumps(NOTICE).encode())},
        {"sample": "N019"},
    ],
)
def test_import_leads_to_the_preview_and_saves_nothing(client: Client, data: dict[str, object]) -> None:
    if isinstance(file := data.get("file"), SimpleUploadedFile):
        file.seek(0)
    response = client.post(reverse("desk:import"), data)
    assert (response.status_code, response["Location"]) == (302, reverse("desk:preview"))
    page = text(client.get(reverse("desk:preview")))
    assert "淮滨县人民医院" in page
    assert "5,080,225.00" in page
    assert Project.objects.count() == 0


def test_preview_shows_what_is_missing_odd_and_would_be_decided(client: Client) -> None:
    client.post(reverse("desk:import"), {"text": json.dumps(NOTICE | {"budget_cny": "5**0225"})})
    page = text(client.get(reverse("desk:preview")))
    for words in ("金额中有被遮盖的数字", "公告未注明", "待补充信息后判定", "合同估算价（元）", "2026-11-10"):
        assert words in page


def test_preview_of_hostile_text_is_text(client: Client) -> None:
    client.post(reverse("desk:import"), {"text": json.dumps(NOTICE | {"title": HOSTILE, "agency": HOSTILE})})
    for url in (reverse("desk:preview"), reverse("desk:register") + "?notice=1"):
        assert HOSTILE not in text(client.get(url))


@pytest.mark.parametrize("sample", queries.sample_notices(), ids=lambda sample: sample.key)
def test_every_sample_can_be_previewed_and_taken_over(client: Client, sample: queries.SampleNotice) -> None:
    client.post(reverse("desk:import"), {"sample": sample.key})
    assert client.get(reverse("desk:preview")).status_code == 200
    assert client.get(reverse("desk:register") + "?notice=1").status_code == 200


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({}, 422, "没有内容。"),
        ({"text": "{"}, 422, "不是有效的 JSON"),
        ({"sample": "N999"}, 404, "没有这条示例公告。"),
        ({"file": SimpleUploadedFile("n.json", b"")}, 422, "没有内容。"),
    ],
)
def test_import_of_what_is_no_notice_is_refused(
    client: Client, data: dict[str, object], status: int, words: str
) -> None:
    response = client.post(reverse("desk:import"), data)
    assert (response.status_code, words in text(response)) == (status, True)


def test_preview_without_a_notice_is_not_found(client: Client) -> None:
    assert client.get(reverse("desk:preview")).status_code == 404


def test_register_takes_over_what_the_notice_says(client: Client, cast: Cast) -> None:
    client.post(reverse("desk:import"), {"text": json.dumps(NOTICE)})
    form = client.get(reverse("desk:register") + "?notice=1").context["form"]
    assert {
        name: form.initial[name] for name in ("name", "domain", "region_code", "tenderer_id", "code")
    } == {
        "name": NOTICE["title"],
        "domain": "procurement",
        "region_code": "411527",
        "tenderer_id": cast.organisations["tenderer"].pk,
        "code": "",
    }


def test_register_saves_and_leads_to_the_project(client: Client, cast: Cast) -> None:
    response = client.post(reverse("desk:register"), typed(cast))
    project = Project.objects.get()
    assert (response.status_code, response["Location"]) == (302, reverse("desk:project", args=[project.pk]))
    # whether tendering is mandatory is not asked of procurement services
    assert (project.mandatory, project.grounds) == (None, [])
    assert str(queries.estimate(project)) == "5080225.00"
    assert queries.lots(project)[0].code == f"{CODE}001"


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"code": "E411500000100000100"}, 422, "招标项目编号应为 20 位，现为 19 位。"),
        ({"name": ""}, 422, "请填写项目名称。"),
        ({"evaluation_starts_at": "12月8日"}, 422, "评标开始时间应写成 2026-11-20 09:30 的格式。"),
        ({"evaluation_starts_at": "2026-11-20 09:00"}, 422, "评标开始时间已过。"),
        ({"region_code": "150207"}, 422, "项目所在地的选项无效"),
        ({"lots-0-estimate": "五百万"}, 422, "无法识别金额“五百万”。"),
        ({"lots-0-estimate": "0"}, 422, "合同估算价应大于 0。"),
        ({"lots-0-code": "E4115000001000002001001"}, 422, "不一致"),
        ({"lots-TOTAL_FORMS": "0"}, 422, "至少登记一个标段（包）。"),
        ({"lots-TOTAL_FORMS": "x"}, 422, ""),
    ],
)
def test_refused_registration_keeps_what_was_typed(
    client: Client, cast: Cast, changed: dict[str, str], status: int, words: str
) -> None:
    response = client.post(
        reverse("desk:register"), typed(cast, source_url="https://typed.example", **changed)
    )
    page = text(response)
    assert (response.status_code, words in page) == (status, True)
    assert 'value="https://typed.example"' in page
    assert Project.objects.count() == 0


def test_add_lot_keeps_what_was_typed_without_judging_it(client: Client, cast: Cast) -> None:
    response = client.post(reverse("desk:register"), typed(cast, code="short", add_lot="1"))
    page = text(response)
    assert (response.status_code, Project.objects.count()) == (200, 0)
    assert 'value="short"' in page
    assert 'name="lots-1-name"' in page
    assert "yp-error-summary" not in page


def test_amend_changes_and_keeps_the_scheme(client: Client, cast: Cast) -> None:
    project = complete(cast, registered(cast), bids=1)
    url = reverse("desk:amend", args=[project.pk])
    assert "保持现有评标办法" in text(client.get(url))
    changed = {
        "name": "改名",
        "lots-0-code": f"{CODE}001",
        "lots-0-template": "keep",
        "source_url": "https://example.org/notice",
    }
    assert client.post(url, typed(cast, **changed)).status_code == 302
    project.refresh_from_db()
    assert (project.name, queries.scheme(queries.lots(project)[0]).name) == ("改名", "综合评分法（低价优先）")
    assert len(queries.bids(queries.lots(project)[0])) == 1


def asked(response: HttpResponse) -> tuple[list[str], list[str]]:
    """The fields that ask for facts, and the grounds among them."""
    fields = {field.name: field for field in response.context["asked"]}
    grounds = [value for value, _ in fields["grounds"].field.choices] if "grounds" in fields else []
    return [*fields], grounds


def test_form_asks_nothing_before_region_and_domain_are_chosen(client: Client) -> None:
    response = client.get(reverse("desk:register"))
    assert asked(response) == ([], [])
    assert "选定项目所在地和领域后，这里列出规则要求确认的事项。" in text(response)


@pytest.mark.parametrize(
    ("domain", "kind", "fields", "grounds"),
    [
        (
            "tender",
            "works",
            ["mandatory", "grounds", "exemption_ground"],
            ["applicant-request", "complex", "special-specialty", "law-excluded", "especially-important"],
        ),
        (
            "procurement",
            "services",
            ["grounds", "exemption_ground"],
            [
                "applicant-request",
                "high-attention",
                "complex",
                "special-specialty",
                "law-excluded",
                "especially-important",
            ],
        ),
    ],
)
def test_form_asks_what_the_packs_of_the_chosen_domain_ask(
    client: Client, cast: Cast, domain: str, kind: str, fields: list[str], grounds: list[str]
) -> None:
    response = client.post(reverse("desk:register"), typed(cast, domain=domain, kind=kind, ask="1"))
    assert (response.status_code, Project.objects.count()) == (200, 0)
    assert asked(response) == (fields, [*grounds, "other", "none"])


def test_registration_asks_once_for_what_the_form_did_not_show(client: Client, cast: Cast) -> None:
    first = client.post(reverse("desk:register"), typed(cast, shown="", code=CODE, grounds=""))
    assert (first.status_code, Project.objects.count()) == (200, 0)
    assert "所选地区和领域的规则还要确认以下事项" in text(first)
    again = typed(cast, shown=first.context["form"].initial["shown"], grounds="")
    del again["grounds"]
    assert client.post(reverse("desk:register"), again).status_code == 302
    project = Project.objects.get()
    assert project.grounds is None  # nothing ticked is no answer
    assert "是否有下列情形" in text(client.get(reverse("desk:project", args=[project.pk])))


@pytest.mark.parametrize(
    ("grounds", "text_given", "words"),
    [
        (["none", "complex"], "", "不能同时勾选“没有上述情形”。"),
        (["none"], "技术要求复杂", "但没有选择规则允许不采用的情形。"),
    ],
)
def test_grounds_that_contradict_each_other_are_refused(
    client: Client, cast: Cast, grounds: list[str], text_given: str, words: str
) -> None:
    data = {**typed(cast), "grounds": grounds, "exemption_ground": text_given}
    response = client.post(reverse("desk:register"), data)
    assert (response.status_code, words in text(response), Project.objects.count()) == (422, True, 0)


def test_amend_shows_what_was_stated(client: Client, cast: Cast) -> None:
    project = registered(cast, grounds=(Ground.COMPLEX,), exemption_ground="技术要求复杂")
    form = client.get(reverse("desk:amend", args=[project.pk])).context["form"]
    assert (form.initial["grounds"], form.initial["exemption_ground"]) == (["complex"], "技术要求复杂")
