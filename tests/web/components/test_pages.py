"""The frames around every page, and the pages for when something goes wrong."""

from datetime import UTC, datetime

import lxml.html
import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory

from yuanping.core.errors import Refused
from yuanping.web.components import Breadcrumb, Crumb, MenuGroup, MenuItem
from yuanping.web.components.rendering import component_names
from yuanping.web.styleguide.views import guide, one

NOW = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
VALUES = {
    "title": "场地要约",
    "organisation": "湖北省公共资源交易中心",
    "person": "王敏",
    "person_role": "主场调度员",
    "logout_url": "/logout/",
    "menu": (
        MenuGroup(title="评审", items=(MenuItem(label="要约", url="/offers/", active=True, badge="3"),)),
    ),
    "breadcrumb": Breadcrumb(crumbs=(Crumb("工作台", "/"), Crumb("场地要约"))),
    "now": NOW,
    "synthetic": True,
    "refusal": Refused("offer-expired", "要约已到期。", remedy="请重新发送要约。"),
}


def drawn(template: str, **values: object) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(render_to_string(template, {"csrf_token": "page-token", **values}))


def test_layout_shows_who_where_when_and_what_was_refused() -> None:
    page = drawn("layout.html", **VALUES)
    text = page.text_content()
    for words in (
        "湖北省公共资源交易中心",
        "王敏",
        "主场调度员",
        "要约已到期。",
        "2026-11-20 09:30",
        "演示数据",
    ):
        assert words in text
    assert page.get("lang") == "zh-CN"
    assert page.xpath("string(.//title)") == "场地要约 - 远评"
    assert page.xpath(".//form[@action='/logout/']/@method") == ["post"]
    assert page.xpath("//a[@aria-current='page']/@href") == ["/offers/"]
    assert page.xpath(".//a[@class='yp-skip']/@href") == ["#main"]
    assert page.xpath("//main/@id") == ["main"]


def test_layout_without_menu_or_person_has_no_empty_frames() -> None:
    page = drawn("layout.html", title="公开查询")
    assert page.xpath(".//nav | .//form | .//*[@data-menu-button] | .//*[@class='yp-synthetic']") == []


@pytest.mark.parametrize("template", ["400.html", "403.html", "404.html", "500.html", "errors/csrf.html"])
def test_error_page_needs_no_context_and_says_what_to_do(template) -> None:
    page = lxml.html.fromstring(render_to_string(template))
    assert "下一步" in page.text_content()
    assert page.xpath(".//main//a/@href") == ["/"]
    assert page.xpath("string(.//title)") == page.xpath("string(.//h1)").strip() + " - 远评"


def test_refusal_page_explains_itself() -> None:
    page = drawn("errors/refusal.html", title="不能打开该页面", refusal=VALUES["refusal"])
    assert "请重新发送要约。" in page.xpath("string(.//*[@role='alert'])")


def test_styleguide_shows_every_component() -> None:
    answer = guide(RequestFactory().get("/styleguide/"))
    page = lxml.html.fromstring(answer.content)
    assert page.xpath("//main/section/@id") == component_names()
    assert len(set(page.xpath("//@id"))) == len(page.xpath("//@id"))
    alone = lxml.html.fromstring(one(RequestFactory().get("/styleguide/state_tag/"), "state_tag").content)
    assert alone.xpath("//main/section/@id") == ["state_tag"]
    with pytest.raises(Http404):
        one(RequestFactory().get("/styleguide/stage_tag/"), "stage_tag")
