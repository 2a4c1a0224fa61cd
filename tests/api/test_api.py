"""The API: the pages' rows and actions, for machines; every refusal in one shape."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.test import Client

from tests.factories import dispatch, people, places, projects
from tests.factories.clock import NOW
from yuanping.api.schema import openapi_json
from yuanping.base import witness
from yuanping.base.clock.reading import read_clock
from yuanping.base.witness import log, queries
from yuanping.base.witness.models import Leaf, RefusalNote
from yuanping.domain.dispatch.models import Offer
from yuanping.domain.people.models import Account
from yuanping.domain.people.states import Role
from yuanping.domain.places.events import SeatRepaired
from yuanping.domain.places.models import Centre
from yuanping.domain.projects.events import ProjectSubmitted
from yuanping.domain.projects.models import Project

V1 = "/api/v1"
SNAPSHOT = Path(__file__).parents[2] / "docs" / "api" / "openapi.json"


@pytest.fixture
def project(db: None) -> Project:
    starts = read_clock() + timedelta(days=17)
    return projects.project(places.city_centre(), starts_at=starts, ends_at=starts + timedelta(hours=8))


@pytest.fixture
def sub_venue(project: Project) -> Centre:
    return places.centre("浉河区")


@pytest.fixture
def offer(project: Project, sub_venue: Centre) -> Offer:
    now = read_clock()
    dispatch.venue(project, project.main_centre, ordinal=0, seat_ids=places.seat_ids(project.main_centre, 3))
    return dispatch.offer(project, sub_venue, sent_at=now, expires_at=now + timedelta(days=2))


def signed_in(account: Account, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(account)
    return client


@pytest.fixture
def supervisor(project: Project) -> Client:
    return signed_in(projects.supervisor(project))


def shape(answer: Any) -> tuple[int, str, str]:
    """Status, code and field of a refusal, whose shape is checked on the way."""
    body = answer.json()
    assert set(body) == {"code", "message", "remedy", "field", "citation"}
    assert "\u4e00" <= body["message"][0] <= "\u9fff"
    return answer.status_code, body["code"], body["field"]


def test_description_in_the_repository_is_true() -> None:
    assert SNAPSHOT.read_text(encoding="utf-8") == openapi_json(), (
        "the API changed: python -m yuanping.api.schema > docs/api/openapi.json"
    )


def test_no_page_of_the_api_loads_from_another_host(client: Client, db: None) -> None:
    assert client.get(f"{V1}/docs").status_code == 404
    assert client.get(f"{V1}/openapi.json").json()["openapi"] == "3.1.0"


def test_me_says_who_is_signed_in(supervisor: Client, project: Project) -> None:
    said = supervisor.get(f"{V1}/me").json()
    assert (said["organisation"], said["roles"]) == (project.supervision.name, ["supervisor"])


def test_projects_are_the_callers_own(supervisor: Client, project: Project) -> None:
    projects.project(project.main_centre)
    assert [row["id"] for row in supervisor.get(f"{V1}/projects").json()] == [project.pk]
    assert supervisor.get(f"{V1}/projects", {"offset": 1}).json() == []


def test_project_tells_facts_scope_and_gates(supervisor: Client, project: Project) -> None:
    said = supervisor.get(f"{V1}/projects/{project.pk}").json()
    assert (said["code"], said["lots"][0]["estimate"]) == (project.code, "12000000.00")
    assert said["scope"]["verdict"] == "must"
    assert all(reason["citation"]["article"] for reason in said["scope"]["reasons"])
    assert {gate["code"] for gate in said["gates"]} >= {"lots-listed", "scope-known"}


def test_offers_of_a_project_are_listed(supervisor: Client, offer: Offer) -> None:
    said = supervisor.get(f"{V1}/projects/{offer.project_id}/offers").json()
    assert [(row["id"], row["state"], row["seats_wanted"]) for row in said] == [(offer.pk, "sent", 2)]


def test_sub_venue_accepts_by_the_same_action_as_the_page(offer: Offer, sub_venue: Centre) -> None:
    client = signed_in(places.admin(sub_venue))
    seats = places.seat_ids(sub_venue, 2)
    said = client.post(f"{V1}/offers/{offer.pk}/accept", {"seat_ids": seats}, content_type="application/json")
    assert (said.status_code, said.json()["state"]) == (200, "accepted")
    assert offer.project.name not in said.content.decode()
    entry = queries.entries(project_id=offer.project_id).filter(kind="dispatch.offer.accepted").get()
    assert queries.parsed(entry)["actor"]["channel"] == "api"


def test_sub_venue_refuses_with_its_reason(offer: Offer, sub_venue: Centre) -> None:
    client = signed_in(places.admin(sub_venue))
    said = client.post(
        f"{V1}/offers/{offer.pk}/refuse", {"reason": "工位检修"}, content_type="application/json"
    )
    assert (said.json()["state"], said.json()["reason"]) == ("refused", "工位检修")


Post = Callable[[Client, Offer, Centre], Any]


def post(path: str, payload: object, **more: Any) -> Post:
    def posted(client: Client, offer: Offer, centre: Centre) -> Any:
        url = V1 + path.format(offer=offer.pk)
        return client.post(url, payload, content_type="application/json", **more)

    return posted


@pytest.mark.parametrize(
    ("call", "refusal"),
    [
        (post("/offers/{offer}/accept", {"seat_ids": []}), (422, "malformed", "seat_ids")),
        (post("/offers/{offer}/accept", {"seat_ids": ["a"]}), (422, "malformed", "seat_ids.0")),
        (post("/offers/{offer}/accept", {}), (422, "malformed", "seat_ids")),
        (post("/offers/{offer}/accept", {"seat_ids": [1], "x": 1}), (422, "malformed", "x")),
        (post("/offers/{offer}/accept", "{"), (422, "malformed", "")),
        (post("/offers/{offer}/refuse", {"reason": ""}), (422, "malformed", "reason")),
        (post("/offers/999999/refuse", {"reason": "x"}), (404, "not-found", "")),
        (post("/offers/nought/refuse", {"reason": "x"}), (404, "no-such-address", "")),
        (post("/nowhere", {}), (404, "no-such-address", "")),
    ],
)
def test_refusals_have_one_shape(
    offer: Offer, sub_venue: Centre, call: Post, refusal: tuple[int, str, str]
) -> None:
    assert shape(call(signed_in(places.admin(sub_venue)), offer, sub_venue)) == refusal
    offer.refresh_from_db()
    assert offer.state == "sent"


def test_refusal_by_an_action_is_put_on_record(offer: Offer, project: Project) -> None:
    client = signed_in(projects.agent(project))
    answer = client.post(f"{V1}/offers/{offer.pk}/refuse", {"reason": "x"}, content_type="application/json")
    assert shape(answer) == (403, "not-your-role", "")
    note = RefusalNote.objects.get()
    assert (note.code, note.channel) == ("not-your-role", "api")


@pytest.mark.parametrize(
    "path",
    ["/me", "/projects", "/projects/1", "/projects/1/offers", "/projects/1/progress", "/witness/entries"],
)
def test_nobody_reads_without_signing_in(client: Client, db: None, path: str) -> None:
    assert shape(client.get(V1 + path)) == (401, "not-signed-in", "")


def test_nobody_writes_without_signing_in_or_token(offer: Offer, sub_venue: Centre) -> None:
    refuse = post("/offers/{offer}/refuse", {"reason": "x"})
    assert shape(refuse(Client(enforce_csrf_checks=True), offer, sub_venue)) == (401, "not-signed-in", "")
    client = signed_in(places.admin(sub_venue), enforce_csrf_checks=True)
    assert shape(refuse(client, offer, sub_venue)) == (403, "csrf", "")
    client.get("/login/")
    client.get("/demo/clock/")
    token = client.cookies["csrftoken"].value
    with_token = post("/offers/{offer}/refuse", {"reason": "x"}, headers={"X-CSRFToken": token})
    assert with_token(client, offer, sub_venue).status_code == 200


def test_strangers_projects_are_unknown(project: Project) -> None:
    stranger = signed_in(people.account(Role.SUPERVISOR, projects.project(project.main_centre).supervision))
    for path in ("", "/offers", "/progress"):
        assert shape(stranger.get(f"{V1}/projects/{project.pk}{path}")) == (404, "not-found", "")
    assert shape(stranger.get(f"{V1}/witness/entries", {"project": project.pk})) == (404, "not-found", "")


def test_progress_is_told_by_the_record(supervisor: Client, project: Project) -> None:
    happens(project.pk)
    said = supervisor.get(f"{V1}/projects/{project.pk}/progress").json()
    assert (said["reached"], said["seats"]) == (["提交主场"], [])


def happens(project_id: int | None) -> int:
    ctx = people.ctx(people.account(Role.AGENCY, people.organisation(projects.OrganisationKind.AGENCY)))
    event = (
        SeatRepaired(seat_id=1)
        if project_id is None
        else ProjectSubmitted(project_id=project_id, verdict="must", reach="city")
    )
    with transaction.atomic():
        return witness.append(ctx, event)


def test_head_is_public(client: Client, db: None, settings: LazySettings) -> None:
    happens(None)
    log.sequence(now=NOW)
    size, root = queries.head()
    said = client.get(f"{V1}/witness/head").json()
    assert said == {"node": settings.NODE_NAME, "origin": settings.LOG_ORIGIN, "size": size, "root": root}
    assert size == 1


def test_entries_are_the_callers_projects_in_pages(
    supervisor: Client, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yuanping.api.v1.PAGE", 2)
    mine = [happens(project.pk)]
    happens(None)
    happens(projects.project(project.main_centre).pk)
    mine += [happens(project.pk), happens(project.pk)]
    assert supervisor.get(f"{V1}/witness/entries").json()["entries"] == []  # nothing has its place yet
    log.sequence(now=NOW)
    mine = [Leaf.objects.get(entry_id=number).index for number in mine]
    first = supervisor.get(f"{V1}/witness/entries").json()
    assert ([e["index"] for e in first["entries"]], first["next_after"]) == (mine[:2], mine[1])
    rest = supervisor.get(f"{V1}/witness/entries", {"after": mine[1], "project": project.pk}).json()
    assert ([e["index"] for e in rest["entries"]], rest["next_after"]) == (mine[2:], None)
    entry = queries.placed().get(index=mine[2]).entry
    assert (rest["entries"][0]["entry"], rest["entries"][0]["hash"]) == (entry.content, entry.hash)
    assert rest["entries"][0]["openings"] == [[o.salt, o.name, o.value] for o in queries.openings(entry)]
