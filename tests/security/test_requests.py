"""Requests that no page of ours sends: forged, malformed, hostile."""

from collections.abc import Iterator
from email.message import Message
from html import escape

import pytest
from django.db import transaction
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.security import cast
from tests.security.addresses import addresses
from yuanping.base.witness.models import RefusalNote
from yuanping.config import env as environment
from yuanping.domain.people.models import Account, Organisation
from yuanping.domain.projects.models import Bid, Lot, Project
from yuanping.web.page import Page

BIG = "9" * 30
LONG = "9" * 5000
READERS = {
    "desk": ("agency", "tenderer"),
    "venue": ("main-admin", "sub-admin"),
    "expert": ("member",),
    "supervisor": ("supervisor",),
    "demo": ("visitor",),
    "entrance": ("visitor",),
}
SIGNED_BY_ITSELF = {"witnessing:add-checkpoint"}
"""Programs without cookies send to it: only what a known log has signed has an effect, whoever brings it."""
HOSTILE = "<script>alert(1)</script>'\"><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def own(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[cast.Side]:
    root = tmp_path_factory.mktemp("node")
    places = {"FILES_ROOT": root / "files", "CA_ROOT": root / "ca", "VAULT_KEY_FILE": root / "vault.key"}
    with django_db_blocker.unblock(), override_settings(**places), transaction.atomic():
        cast.at_work()
        yield cast.side()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def everybody(own: cast.Side) -> dict[str, Client]:
    return cast.parties(own)


@pytest.fixture
def clients(everybody: dict[str, Client]) -> Iterator[dict[str, Client]]:
    """Everybody of the project and a visitor; what they do is undone."""
    with transaction.atomic():
        yield everybody | {"visitor": Client()}
        transaction.set_rollback(True)


def test_nothing_is_written_without_the_forms_token(own: cast.Side) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(own.world.main.administrator)
    answers = {}
    for address in addresses():
        url = address.url(**(dict.fromkeys(address.takes, 1) | {"name": "x", "token": "x"}))
        answers[address.name] = client.post(url, "{}", content_type="application/json").status_code
    assert {answers.pop(name) for name in SIGNED_BY_ITSELF} == {400}
    assert answers.pop("callbacks:receive") == 404  # the address holds a word that no gateway was told
    reading = {name for name, status in answers.items() if status == 405}
    assert all(name.startswith("api-v1:") for name in reading)
    assert {status for name, status in answers.items() if name not in reading} == {403}


@pytest.mark.parametrize(
    ("who", "url"),
    [
        ("visitor", "/expert/call/a%00b/"),
        ("visitor", "/expert/call/%ff/"),
        ("visitor", "/login/?next=%00"),
        ("supervisor", f"/supervisor/projects/{BIG}/"),
        ("supervisor", f"/supervisor/projects/1/draws/{BIG}/"),
        ("supervisor", f"/supervisor/record/?page={BIG}"),
        ("agency", "/desk/projects/?q=%00"),
        ("agency", f"/desk/documents/{BIG}/"),
        ("agency", f"/api/v1/projects?offset={BIG}"),
        ("agency", f"/api/v1/projects/{BIG}"),
        ("visitor", f"/log/tile/0/{BIG}"),
        ("visitor", "/log/tile/0/" + "x999/" * 9 + "999"),
        ("visitor", "/log/tile/entries/%00"),
        ("visitor", f"/witness/{LONG}/checkpoint"),
        ("visitor", "/mirror/%00/tile/0/000"),
        ("agency", f"/api/v1/witness/entries?after={BIG}&project={BIG}"),
        ("member", f"/expert/seat/scoring/{BIG}/{BIG}/"),
        ("main-admin", f"/venue/offers/{BIG}/"),
    ],
)
def test_question_that_makes_no_sense_is_answered(clients: dict[str, Client], who: str, url: str) -> None:
    assert clients[who].get(url).status_code in {200, 400, 404, 422}


@pytest.mark.parametrize(
    ("who", "url", "form"),
    [
        ("member", "/expert/seat/scoring/{sheet_id}/{bid_id}/", {"score-0": "1e999999999"}),
        ("member", "/expert/seat/scoring/{sheet_id}/{bid_id}/", {"score-0": "1e-999999999"}),
        ("member", "/expert/seat/scoring/{sheet_id}/{bid_id}/", {"score-0": "1", "score-0-reason": "a\0b"}),
        ("member", "/expert/seat/scoring/", {"sheet_id": LONG}),
        ("member", "/expert/seat/chair/", {"member_id": LONG}),
        ("member", "/expert/seat/chair/", {"member_id": "²"}),
        ("member", "/expert/seat/preliminary/", {"review_id": BIG}),
        ("sub-staff", "/venue/departures/", {"seat_id": LONG}),
        ("sub-staff", "/venue/attendance/{seat_id}/", {"do": "check-in", "slip": "²", "face": "same"}),
        ("asked-admin", "/venue/offers/{offer_id}/", {"do": "accept", "seats": [BIG, LONG, "²"]}),
        ("agency", "/desk/projects/{project_id}/lots/{lot_id}/", {"remove": LONG}),
        ("visitor", "/expert/call/{token}/", {"answer": "decline", "reason": "other", "note": "\0"}),
        ("visitor", "/login/", {"username": "a\0b", "password": "x"}),
    ],
)
def test_form_that_makes_no_sense_is_refused(
    own: cast.Side, clients: dict[str, Client], who: str, url: str, form: dict[str, object]
) -> None:
    ids = {**own.ids, "sheet_id": own.ids["sheet_id@expert:scoring-bid"], "seat_id": own.world.seats[4].pk}
    assert clients[who].post(url.format(**ids), form).status_code in {400, 404, 409, 422}


@pytest.mark.parametrize("reason", ['"a\\u0000b"', '"\\ud800"', "[" * 3000, '"x", "state": "accepted"'])
def test_body_that_makes_no_sense_is_refused(own: cast.Side, clients: dict[str, Client], reason: str) -> None:
    url = f"/api/v1/offers/{own.ids['offer_id']}/refuse"
    answer = clients["asked-admin"].post(url, f'{{"reason": {reason}}}', content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


def test_hostile_names_stay_text(own: cast.Side, clients: dict[str, Client]) -> None:
    """A bidder, a lot, a project, an organisation, a person and a file named by an attacker."""
    for model, field in ((Project, "name"), (Lot, "name"), (Bid, "bidder_name"), (Account, "display_name")):
        model.objects.update(**{field: HOSTILE[:64]})
    Organisation.objects.update(name=HOSTILE)
    Bid.objects.update(file_name=f"{HOSTILE}.pdf")
    shown = 0
    for address in addresses():
        if address.name in {"supervisor:events", "supervisor:download", "entrance:witnessed-policy"}:
            continue
        for who in READERS.get(address.name.partition(":")[0], ()):
            page = clients[who].get(address.url(**own.ids_for(address.name)))
            if page.status_code == 200 and page.headers["Content-Type"].startswith("text/html"):
                text = page.content.decode()
                assert ("<script>alert" in text, "<img src=x" in text) == (False, False), (who, address)
                shown += escape("<script>alert") in text
    assert shown > 30


def test_file_is_handed_out_as_nothing_but_a_file(own: cast.Side, clients: dict[str, Client]) -> None:
    """A file that is a PDF and a page at once, under a name that would end the header."""
    name = '投标"; filename=evil.html; x=".pdf'
    Bid.objects.filter(pk=own.ids["bid_id"]).update(file_name=name)
    urls = {
        "member": f"/expert/seat/documents/{own.ids['bid_id']}/",
        "agency": f"/desk/projects/{own.ids['project_id']}/bids/{own.ids['bid_id']}/file/",
    }
    for who, url in urls.items():
        answer = clients[who].get(url)
        assert b"".join(answer.streaming_content) == cast.PDF
        said = Message()
        said["Content-Disposition"] = answer.headers["Content-Disposition"]
        assert said.get_filename() == name
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_every_page_says_what_a_browser_must_not_do(clients: dict[str, Client]) -> None:
    headers = clients["visitor"].get("/login/").headers
    policy = headers["Content-Security-Policy"]
    assert ("unsafe" in policy, "frame-ancestors 'none'" in policy, "form-action 'self'" in policy) == (
        False,
        True,
        True,
    )
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("name", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST"])
def test_host_name_that_is_not_ours_leads_nowhere(clients: dict[str, Client], name: str) -> None:
    answer = Client(**{name: "evil.example"}).get("/supervisor/", follow=False)
    assert answer.status_code == (400 if name == "HTTP_HOST" else 302)
    assert "evil.example" not in answer.content.decode() + answer.headers.get("Location", "")


def test_failure_tells_nothing(own: cast.Side) -> None:
    with override_settings(ROOT_URLCONF="tests.security.failing", DEBUG=False):
        answer = Client(raise_request_exception=False).get("/fail/")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert [
        word for word in ("张三丰", "1390", "RuntimeError", "Traceback", "failing.py") if word in text
    ] == []


def test_log_holds_one_line_for_each_request(own: cast.Side, caplog: pytest.LogCaptureFixture) -> None:
    Client().get("/nothing%0a2026-06-18 INFO root signed in as supervisor/")
    assert [record.getMessage().count("\n") for record in caplog.records] == [0]


def test_key_in_an_address_is_kept_nowhere(
    own: cast.Side, clients: dict[str, Client], caplog: pytest.LogCaptureFixture
) -> None:
    token = own.ids["token"]
    assert clients["visitor"].post(f"/expert/call/{token}/", {"answer": "accept"}).status_code == 409
    note = RefusalNote.objects.first()
    assert (note.code, note.attempt) == ("call-expired", "POST /expert/call/-/")
    assert "Conflict: /expert/call/-/" in caplog.messages
    assert token not in caplog.text


@pytest.mark.parametrize("url", ["/supervisor/events/", "/supervisor/record/download/"])
def test_streams_are_the_supervisors(clients: dict[str, Client], url: str) -> None:
    for who, client in clients.items():
        if who != "supervisor":  # theirs would run on
            assert client.get(url).status_code == 403, who


def test_health_tells_how_the_node_is_and_nothing_of_its_work(clients: dict[str, Client]) -> None:
    said = clients["visitor"].get("/health").json()
    assert set(said) == {"ok", "database", "workers", "jobs_waiting", "entries", "held", "alerts"}


@override_settings(DEMO=False)
def test_node_in_service_has_nothing_of_the_demonstration(own: cast.Side, clients: dict[str, Client]) -> None:
    visitor, account = clients["visitor"], own.world.main.administrator
    account.set_password("yuanping-demo")
    account.save()
    for url in ("/demo/outbox/", "/demo/clock/"):
        assert (visitor.get(url).status_code, visitor.post(url, {"step": "day"}).status_code) == (404, 404)
    assert account.username not in visitor.get("/").content.decode()
    sign_in = {"username": account.username, "password": "yuanping-demo"}
    assert visitor.post("/login/", sign_in).status_code == 422
    assert clients["agency"].get("/desk/").headers["Location"] == "/login/?next=/desk/"
    assert clients["agency"].get("/api/v1/me").status_code == 401
    Organisation.objects.update(synthetic=False)
    assert visitor.post("/login/", sign_in).status_code == 302
    assert Client().get("/demo/outbox/").status_code == 404
    assert clients["agency"].post("/desk/import/", {"sample": "1"}).status_code == 404


@pytest.mark.parametrize(("site", "encrypted"), [("https://node.example", True), ("http://node", False)])
def test_cookies_travel_encrypted_where_the_site_does(site: str, encrypted: bool) -> None:
    read = environment.read({"YUANPING_SITE_URL": site, "YUANPING_SECRET_KEY": "k"})
    assert read.is_encrypted is encrypted


def test_pages_take_their_addresses_ids_through_load() -> None:
    """Nothing of a request reaches a row but through a page's ``load`` and one action."""
    views = [getattr(address.view, "view_class", None) for address in addresses()]
    assert all(issubclass(view, Page) for view in views if view is not None)
