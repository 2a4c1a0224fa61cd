"""The checking page in a real browser, offline: what holds, what is refused, and whom it believes."""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as node
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import override_settings
from playwright.sync_api import Page, Route, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from tests.web.components.test_browser import CHROMIUM, CONTRAST, FLAGS, TYPES, policy
from tests.web.entrance.outsider import Papers, mutations, papers
from yuanping.core.tlog.notes import COSIGNATURE, ED25519, SigningKey

HOST = "https://node.test"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("checking page"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's Chromium"),
]
Checked = tuple[str, str, list[tuple[str, str]]]
"""The outcome, the verdict's title, and the lines: mark and name."""


@pytest.fixture(scope="module")
def given(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Papers:
    """Made before the browser runs: its loop and Django's database do not go together."""
    with django_db_blocker.unblock(), override_settings(), transaction.atomic():
        made = papers(node, tmp_path_factory.mktemp("outsider"))
        transaction.set_rollback(True)
    return made


@pytest.fixture(scope="module")
def browser(given: Papers) -> Iterator[object]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser, given: Papers) -> Iterator[Callable[..., Page]]:
    """Opens the page; whatever it asks for beyond our files, and every complaint, fails the test."""
    opened: list[Page] = []
    complaints: list[str] = []

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith(node.STATIC_URL):
            found = finders.find(path.removeprefix(node.STATIC_URL))
            route.fulfill(path=found, content_type=TYPES[Path(path).suffix])
        elif path == "/verify/" and route.request.method == "GET":
            headers = {"Content-Security-Policy": policy()}
            route.fulfill(content_type="text/html; charset=utf-8", body=given.page, headers=headers)
        else:
            complaints.append(route.request.url)
            route.abort()

    def visited(*, width: int = 1366, before: str = "") -> Page:
        page = browser.new_page(viewport={"width": width, "height": 768})
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if before:
            page.add_init_script(before)
        page.route("**/*", answer)
        page.goto(f"{HOST}/verify/")
        opened.append(page)
        return page

    yield visited
    for page in opened:
        page.close()
    assert complaints == []


def choose(page: Page, **files: bytes) -> Checked:
    """Chooses files and reads what the page says of them."""
    page.locator("[data-verify-output]").evaluate("o => { delete o.dataset.outcome }")
    chosen = [{"name": name, "mimeType": "", "buffer": data} for name, data in files.items()]
    page.locator("input[name=files]").set_input_files(chosen)  # type: ignore[arg-type]
    return read(page)


def read(page: Page) -> Checked:
    output = page.locator("[data-verify-output][data-outcome]")
    output.wait_for()
    items = page.locator(".yp-finding").all()
    lines = [(i.locator("span").first.inner_text(), i.locator("strong").inner_text()) for i in items]
    return (
        output.get_attribute("data-outcome") or "",
        page.locator(".yp-banner-title").last.inner_text(),
        lines,
    )


def trust(page: Page, said: str) -> None:
    page.locator("summary", has_text="选择信任策略").click()
    page.locator("#policy-text").fill(said)


def test_honest_package_holds_under_the_visitors_policy(visit, given: Papers) -> None:
    page = visit()
    trust(page, given.policy)
    outcome, title, lines = choose(page, **{"证据包.zip": given.files["package.zip"]})
    assert (outcome, title) == ("held", "核验成立")
    assert [name for mark, name in lines if mark == "✓"] == [
        "证据包",
        "条目",
        "公开内容",
        "节点签名",
        "见证签名",
        "入账证明",
    ]
    assert ("·", "时间戳") in lines  # anybody can make one: the authority's signature is for openssl
    assert {mark for mark, _ in lines} == {"✓", "·"}
    table = page.locator(".yp-opened").inner_text()
    assert "开标" in table
    assert "主场管理员" in table
    assert "2026-11-20 09:30:07" in page.locator(".yp-findings").inner_text()


def test_packages_own_policy_is_warned_of(visit, given: Papers) -> None:
    outcome, title, lines = choose(visit(), a=given.files["package.zip"])
    assert (outcome, title) == ("held", "各项检查成立，但信任策略由对方提供")
    assert ("！", "信任策略") in lines


@pytest.mark.parametrize(
    ("names", "own"),
    [
        (("node.jsonl",), True),
        (("project.jsonl",), True),
        (("entry.json", "entry.tlog-proof"), False),
        (("receipt.txt",), False),
    ],
)
def test_other_files_hold(visit, given: Papers, names: tuple[str, ...], own: bool) -> None:
    page = visit()
    files = {name: given.files[name] for name in names}
    outcome, title, _ = choose(page, **files)
    assert (outcome, title) == (
        ("held", "各项检查成立，但信任策略由对方提供") if own else ("unusable", "无法核验")
    )
    trust(page, given.policy)
    outcome, title, _ = choose(page, **files)
    assert (outcome, title) == ("held", "核验成立")


def test_every_tampered_file_is_refused_by_the_right_check(visit, given: Papers) -> None:
    page = visit()
    trust(page, given.policy)
    assert choose(page, a=given.files["package.zip"])[0] == "held"
    found, expected = {}, {}
    for name, file, data, check in mutations(given):
        outcome, _, lines = choose(page, **{file: data})
        found[name] = (outcome, lines[-1])
        expected[name] = ("refused", ("✗", check))
        assert page.locator(".yp-opened").count() == 0
    assert found == expected


def test_stranger_log_and_unmet_quorum_are_refused(visit, given: Papers) -> None:
    page = visit()
    log = SigningKey(given.policy.split()[1].split("+")[0], ED25519, secrets.token_bytes(32)).verifier.vkey
    third = SigningKey("third.test", COSIGNATURE, secrets.token_bytes(32)).verifier.vkey
    policies = {
        "another-key": (f"log {log}\nquorum none\n", ("✗", "节点签名")),
        "third-witness": (
            given.policy.replace(
                "quorum both", f"witness third {third}\ngroup all-of-us all both third\nquorum all-of-us"
            ),
            ("✗", "见证签名"),
        ),
    }
    trust(page, given.policy)
    assert choose(page, a=given.files["package.zip"])[0] == "held"
    for said, expected in policies.values():
        page.locator("#policy-text").fill(said)
        outcome, _, lines = choose(page, a=given.files["package.zip"])
        assert (outcome, lines[-1]) == ("refused", expected)


def test_policy_without_witnesses_is_warned_of(visit, given: Papers) -> None:
    page = visit()
    trust(page, given.policy.splitlines()[0] + "\nquorum none\n")
    outcome, title, _ = choose(page, a=given.files["package.zip"])
    assert (outcome, title) == ("held", "各项检查成立，但没有其他单位见证")


@pytest.mark.parametrize("said", ["quorum none\n", "log x\nquorum none\n", "witness a b\n", "nonsense\n"])
def test_malformed_policy_decides_nothing(visit, given: Papers, said: str) -> None:
    page = visit()
    trust(page, said)
    outcome, title, _ = choose(page, a=given.files["package.zip"])
    assert (outcome, title) == ("unusable", "无法核验")


def test_browser_without_ed25519_says_so(visit, given: Papers) -> None:
    lacking = """const real = SubtleCrypto.prototype.importKey;
    SubtleCrypto.prototype.importKey = function (format, key, algorithm, ...rest) {
      return algorithm.name === "Ed25519" ? Promise.reject(new DOMException("no", "NotSupportedError"))
        : real.call(this, format, key, algorithm, ...rest);
    };"""
    page = visit(before=lacking)
    assert choose(page, a=given.files["package.zip"])[0] == "unusable"
    assert "您的浏览器不支持 Ed25519" in page.locator(".yp-findings").inner_text()


def test_file_of_another_kind_is_named(visit) -> None:
    page = visit()
    assert choose(page, **{"说明.pdf": b"%PDF-1.7"})[0] == "unusable"
    assert "“说明.pdf”不是证据包" in page.locator(".yp-findings").inner_text()


def test_own_sm3_agrees_with_the_library(visit) -> None:
    page = visit()
    messages = [secrets.token_bytes(size) for size in (0, 1, 55, 56, 63, 64, 65, 119, 1000)]
    script = """async (messages) => {
      const { sm3 } = await import("/static/js/verify/sm3.js");
      return messages.map((m) => Array.from(sm3(Uint8Array.from(m)), (b) => b.toString(16).padStart(2, "0")).join(""));
    }"""
    found = page.evaluate(script, [list(message) for message in messages])
    assert found == [hashlib.new("sm3", message).hexdigest() for message in messages]


@pytest.mark.parametrize("width", [1366, 390])
def test_findings_fit_the_page_and_stand_out(visit, given: Papers, width: int) -> None:
    page = visit(width=width)
    choose(page, a=given.files["package.zip"])
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(CONTRAST) == []
