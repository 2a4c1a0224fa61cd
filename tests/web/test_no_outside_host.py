"""Every page that a role can reach by its links: it opens, and it loads nothing from another host."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.test import Client
from typing_extensions import override

from tests.factories import places, projects
from yuanping.domain.people.models import Account
from yuanping.domain.people.states import Role
from yuanping.domain.projects.models import Project

LOADS = {
    ("script", "src"),
    ("link", "href"),
    ("img", "src"),
    ("img", "srcset"),
    ("iframe", "src"),
    ("source", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("object", "data"),
    ("use", "href"),
    ("form", "action"),
}
STREAMS = ("/supervisor/events/", "/supervisor/record/download/")
MOST = 200


class PageParser(HTMLParser):
    """What a page loads, where it leads, and what a strict content policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.leads: list[str] = []
        self.inline: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if (tag == "script" and "src" not in given) or tag == "style":
            self.inline.append(tag)
        for name, value in attrs:
            if (tag, name) in LOADS or name.startswith(("hx-get", "hx-post", "data-live-url")):
                self.loads.append(value or "")
            elif (tag, name) == ("a", "href"):
                self.leads.append(value or "")
            elif name == "style" or name.startswith("on"):
                self.inline.append(f"{tag} {name}")


def is_outside(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.netloc) or parts.scheme not in {"", "data"}


def reachable(client: Client) -> Iterator[tuple[str, int, PageParser]]:
    """Pages by following links from the first one, each path once; the query is kept on the first visit."""
    seen, left = {"/"}, ["/"]
    while left and len(seen) < MOST:
        url = left.pop()
        answer = client.get(url, follow=True)
        parser = PageParser()
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            parser.feed(answer.content.decode())
        yield url, answer.status_code, parser
        for lead in parser.leads:
            path = urlsplit(lead).path
            if not is_outside(lead) and path and path not in seen and not path.startswith(STREAMS):
                seen.add(path)
                left.append(path)


def account_of(role: Role, project: Project) -> Account | None:
    centre = project.main_centre
    if role in {Role.VENUE_ADMIN, Role.VENUE_LEADER, Role.VENUE_STAFF}:
        return places.staff(centre, role)
    makers = {
        Role.AGENCY: projects.agent,
        Role.TENDERER: projects.tenderer,
        Role.SUPERVISOR: projects.supervisor,
    }
    return makers[role](project) if role in makers else None


@pytest.mark.parametrize(
    "role",
    [
        None,
        Role.AGENCY,
        Role.TENDERER,
        Role.VENUE_ADMIN,
        Role.VENUE_LEADER,
        Role.VENUE_STAFF,
        Role.SUPERVISOR,
    ],
)
def test_pages_open_and_load_from_this_host_only(db: None, role: Role | None) -> None:
    project = projects.project(places.city_centre())
    client = Client()
    if role is not None:
        account = account_of(role, project)
        assert account is not None
        client.force_login(account)
    broken, outside, inline = [], [], []
    visited = 0
    for url, status, page in reachable(client):
        visited += 1
        broken += [(url, status)] if status != 200 else []
        outside += [(url, load) for load in page.loads if is_outside(load)]
        inline += [(url, what) for what in page.inline]
    assert (broken, outside, inline) == ([], [], [])
    assert visited >= 3
