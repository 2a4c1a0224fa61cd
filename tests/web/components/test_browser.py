"""The scripts and the look in a real browser, under the policy that we serve: no server, no database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import RequestFactory
from playwright.sync_api import Page, Route, sync_playwright

from yuanping.web.components.example_data import NOW
from yuanping.web.styleguide.views import guide

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOST = "http://guide.test"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("style guide"),  # one browser serves them all
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's Chromium"),
]
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
LIVE = """{% extends "layout.html" %}{% block live %} data-live-url="/events/"{% endblock %}
{% block content %}<span class="yp-live" data-live-status></span>
<div id="seats" data-live-refresh="seats" hx-get="/seats/" hx-trigger="live">旧</div>
<div id="offers" data-live-refresh="offers" hx-get="/offers/" hx-trigger="live">旧</div>{% endblock %}"""

CONTRAST = """() => {
  const channel = v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const colour = text => text.match(/[0-9.]+/g).map(Number);
  const ground = element => {
    for (let one = element; one; one = one.parentElement) {
      const c = colour(getComputedStyle(one).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const poor = [];
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!words || !element.offsetParent || element.closest('.visually-hidden, svg, option')) continue;
    const [a, b] = [light(colour(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(words.slice(0, 20) + ' ' + ratio.toFixed(2));
  }
  return poor;
}"""


def policy() -> str:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def style_guide() -> str:
    return guide(RequestFactory().get("/styleguide/")).content.decode()


@pytest.fixture
def visit(browser, style_guide: str) -> Iterator[Callable[..., Page]]:
    """Open an address at a width; ``pages`` answers addresses beside the style guide and our files."""
    opened: list[Page] = []
    complaints: list[str] = []

    def answer(route: Route, pages: dict[str, tuple[str, str]]) -> None:
        path = urlsplit(route.request.url).path
        headers = {"Content-Security-Policy": policy()}
        if path.startswith(settings.STATIC_URL):
            found = finders.find(path.removeprefix(settings.STATIC_URL))
            route.fulfill(path=found, content_type=TYPES[Path(path).suffix])
        elif path in pages:
            kind, body = pages[path]
            route.fulfill(content_type=f"{kind}; charset=utf-8", body=body, headers=headers)
        else:
            route.fulfill(content_type="text/html; charset=utf-8", body=style_guide, headers=headers)

    def visited(path: str, *, width: int, pages: dict[str, tuple[str, str]] | None = None) -> Page:
        page = browser.new_page(viewport={"width": width, "height": 768})
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", lambda route: answer(route, pages or {}))
        page.goto(HOST + path)
        opened.append(page)
        return page

    yield visited
    for page in opened:
        page.close()
    assert complaints == []


@pytest.mark.parametrize("width", [1366, 390])
def test_nothing_runs_out_of_the_page(visit, width) -> None:
    page = visit("/styleguide/", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    low = "[...document.querySelectorAll('.btn')].filter(b => b.offsetHeight && b.offsetHeight < 36).length"
    assert page.evaluate(low) == 0


def test_every_word_stands_out_from_its_ground(visit) -> None:
    assert visit("/styleguide/", width=1366).evaluate(CONTRAST) == []


def test_menu_opens_and_closes_on_a_narrow_screen(visit) -> None:
    page = visit("/styleguide/", width=390)
    menu, button = page.locator("#menu"), page.locator("[data-menu-button]")
    assert (menu.is_visible(), button.get_attribute("aria-expanded")) == (False, "false")
    button.click()
    assert (menu.is_visible(), button.get_attribute("aria-expanded")) == (True, "true")
    page.keyboard.press("Escape")
    assert (menu.is_visible(), button.evaluate("b => b === document.activeElement")) == (False, True)
    wide = visit("/styleguide/", width=1366)
    assert (wide.locator("#menu").is_visible(), wide.locator("[data-menu-button]").is_visible()) == (
        True,
        False,
    )


def test_error_summary_has_the_focus_and_leads_to_the_field(visit) -> None:
    page = visit("/styleguide/", width=1366)
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')") is True
    page.locator("[data-error-summary] a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_seats"


def test_irreversible_act_is_asked_about_first(visit) -> None:
    page = visit("/styleguide/", width=1366)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    stop = page.locator("#action form[data-confirm] button")
    stop.click()
    assert "不能恢复" in page.locator("dialog p").inner_text()
    # The focus is on 取消: Enter alone does no harm.
    page.keyboard.press("Enter")
    page.locator("dialog").wait_for(state="detached")
    assert sent == []
    stop.click()
    with page.expect_navigation():
        page.locator("dialog button", has_text="确定").click()
    assert sent == ["POST"]


def test_too_large_a_file_is_named_before_sending(visit, tmp_path) -> None:
    page = visit("/styleguide/", width=1366)
    field = page.locator("#id_plan")
    field.evaluate("f => f.setAttribute('data-max-bytes', 1048576)")
    large, small = tmp_path / "方案.pdf", tmp_path / "小.pdf"
    large.write_bytes(b"0" * (1048576 + 1))
    small.write_bytes(b"0")
    field.set_input_files(large)
    words = page.locator("#id_plan_size").inner_text()
    assert words == "“方案.pdf”有 1.0 MB，超过 1 MB 的上限。请压缩或拆分后重新选择。"
    assert field.evaluate("f => f.checkValidity()") is False
    field.set_input_files(small)
    assert (field.evaluate("f => f.checkValidity()"), page.locator("#id_plan_size").is_visible()) == (
        True,
        False,
    )


def test_live_page_asks_again_for_what_changed_and_returns_with_its_last_id(visit) -> None:
    body = engines["django"].from_string(LIVE).render({"title": "实时", "now": NOW})
    pages = {
        "/live/": ("text/html", body),
        "/seats/": ("text/html", "新"),
        "/offers/": ("text/html", "新"),
        "/events/": ("text/event-stream", "id: 7\ndata: seats\n\n"),
    }
    page = visit("/live/", width=1366, pages=pages)
    with page.expect_request("**/events/?last_id=7"):
        page.locator("#seats", has_text="新").wait_for()
        assert page.locator("#offers").inner_text() == "旧"
