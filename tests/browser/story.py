"""What the steps of the journey hand on to each other."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.conftest import SCREENSHOTS
from tests.browser.node import Node
from tests.browser.people import Person

NOTICE = "淮滨县人民医院保洁服务项目"
STARTS, ENDS = "2026-12-03 09:00", "2026-12-03 17:00"
BIDDERS = [
    ("合成保洁甲", "4728247"),
    ("合成保洁乙", "4810000"),
    ("合成保洁丙", "4900000.50"),
    ("合成保洁丁", "4690000"),
]
SEATS = 5


class Journey:
    """What the steps hand on to each other."""

    def __init__(self, browser: Browser, node: Node, tmp: Path) -> None:
        self.browser = browser
        self.node = node
        self.tmp = tmp
        self.people: dict[str, Person] = {}
        self.project = ""
        self.codes: dict[str, str] = {}

    def person(self, username: str) -> Person:
        if username not in self.people:
            self.people[username] = self.visitor(username).sign_in(username)
        return self.people[username]

    def visitor(self, name: str) -> Person:
        return Person(self.browser, self.node, name, SCREENSHOTS)

    def power_cut(self) -> None:
        """The web process dies; whatever was acknowledged is still there."""
        self.node.kill("web")

    def messages(self) -> list[dict[str, str]]:
        """The outbox, oldest first: number, text, link."""
        page = self.person("operator").page
        self.person("operator").open("/demo/outbox/")
        found = []
        for article in page.locator("article.yp-sms").all():
            link = article.get_by_role("link")
            found.append(
                {
                    "number": article.locator("strong").inner_text(),
                    "text": article.inner_text(),
                    "seat": article.locator("header span").last.inner_text(),
                    "link": link.first.get_attribute("href") or "" if link.count() else "",
                }
            )
        return found[::-1]
