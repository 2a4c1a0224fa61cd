"""People at their browsers: one context each, signed in once, looking at Chinese pages."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.node import Node

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
PASSWORD = "yuanping-demo"
TAKEN: set[str] = set()
EXPECTED_NOISE = re.compile(r"status of 4(09|22)|net::ERR_|^htmx:")


class Person:
    """Somebody in a browser context of their own."""

    def __init__(self, browser: Browser, node: Node, name: str, shots: Path) -> None:
        self.node = node
        self.name = name
        self.shots = shots
        self.context = browser.new_context(viewport=DESK, locale="zh-CN")
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.expected_refusals = 0
        self.page.on("request", self._watch)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)

    def _watch(self, request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith((self.node.address, "data:", "blob:", "about:")):
            self.foreign.append(url)

    def sign_in(self, username: str) -> "Person":
        self.open("/login/")
        self.page.get_by_label("账号").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.get_by_role("button", name="退出")).to_be_visible()
        return self

    def open(self, path: str) -> None:
        try:
            self.page.goto(self.node.url(path))
        except Error as error:
            # a live page that reloads itself at this very moment takes the navigation away: a person goes again
            if "ERR_ABORTED" not in str(error):
                raise
            self.page.goto(self.node.url(path))

    def press(self, name: str) -> None:
        """Press the button (or follow the link) that is called so."""
        button = self.page.get_by_role("button", name=name, exact=True)
        target = button if button.count() else self.page.get_by_role("link", name=name, exact=True)
        target.first.click()

    def agree(self) -> None:
        """Confirm the question that a page asks before an act that cannot be undone."""
        dialog = self.page.get_by_role("dialog").or_(self.page.get_by_role("alertdialog"))
        if dialog.count():
            dialog.get_by_role("button").filter(has_not_text="取消").first.click()

    def commit(self, name: str) -> None:
        """Press, confirm when asked, and wait for the page that follows, whichever it is."""
        with self.page.expect_navigation():
            self.press(name)
            self.agree()

    def open_first_bid(self) -> None:
        """From the overview of a stage to the sheet of its first bid."""
        with self.page.expect_navigation():
            self.page.locator("main table a.btn").first.click()

    def turn_page(self) -> None:
        """Save this bid and go on to the next, or back to the overview after the last."""
        with self.page.expect_navigation():
            self.page.locator("button[name=next]").click()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def refused(self, text: str) -> None:
        """The page says no, and why."""
        self.expected_refusals += 1
        self.sees(text)

    def shot(self, name: str) -> None:
        """The page as a desk and as a telephone see it, once, kept for people to look at."""
        if name in TAKEN:
            return
        TAKEN.add(name)
        self.shots.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.shots / f"{name}.png", full_page=True)
        self.page.set_viewport_size(PHONE)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.screenshot(path=self.shots / f"{name}-390.png", full_page=True)
        self.page.set_viewport_size(DESK)
        assert width <= PHONE["width"], f"{name}: {width} px wide on a telephone"

    def leave(self) -> None:
        self.context.close()
        assert self.foreign == [], f"{self.name} loaded from another host"
        # The console notes each refused form (409, 422), and what a power cut interrupted.
        unexpected = [error for error in self.errors if not EXPECTED_NOISE.search(error)]
        assert unexpected == [], f"{self.name} met errors in the browser: {unexpected}"
        refused = any("status of 4" in error for error in self.errors)
        told = self.expected_refusals > 0
        assert refused == told, f"{self.name} was refused otherwise than told"
