"""Before check-in nobody can read anywhere who was drawn, nor who was drawn and did not come."""

import asyncio
import base64
import logging
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.urls import resolve

from tests.factories import experts, people, places, projects
from tests.factories.clock import NOW
from tests.factories.experts import RunJobs, World
from tests.journeys import secrecy
from tests.journeys.reading import ELSEWHERE, read_as
from tests.security.addresses import addresses
from tests.web.supervisor.stream import opened, served
from yuanping.base import jobs, witness
from yuanping.base.ports.storage import storage
from yuanping.base.witness import log
from yuanping.core.errors import Refused
from yuanping.core.events import instant
from yuanping.domain.experts.actions.call import answer_call, request_leave
from yuanping.domain.experts.events import RepresentativeNamed
from yuanping.domain.experts.states import SeatState
from yuanping.domain.projects.models import Project


@pytest.fixture
def keys(settings: LazySettings, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.CA_ROOT = tmp_path / "keys" / "ca"
    settings.VAULT_KEY_FILE = tmp_path / "keys" / "vault.key"


def needles(world: World) -> secrecy.Needles:
    """Everybody in the pool, and the tenderer's representative."""
    pool = [{"name": e.name, "phone": e.phone, "id_number": e.id_number} for e in world.entries]
    return secrecy.Needles.of([*pool, experts.REPRESENTATIVE])


def formed(world: World, run_jobs: RunJobs) -> None:
    """Drawn and called; one declined, one on leave, the others coming; the representative named."""
    experts.drawn(world, run_jobs)
    token = experts.token_of(world.seat("副场 1 · 专家 1"))
    note = f"本人{world.entries[7].name}，电话 {world.entries[7].phone}"
    answer_call(experts.visitor(world), token, accept=False, reason="other", note=note)
    experts.accepted_from(world, run_jobs)
    seat = world.seat("主场 · 专家 1")
    request_leave(world.staff_of(seat), seat.pk, reason="illness", note=note)
    run_jobs()


def listen(caplog: pytest.LogCaptureFixture) -> None:
    """Hear everything that anybody logs, also those whom the settings tell to be brief."""
    for name in (None, "django", "procrastinate", "asyncio"):
        caplog.set_level(logging.DEBUG, name)


def streamed(world: World) -> str:
    """The download of the whole record and the backlog of the live page, from a real server."""
    client = Client()
    client.force_login(world.accounts["supervisor"])
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    while log.sequence(now=NOW):
        pass
    backlog = witness.queries.entries(project_id=world.project.pk).count()

    async def ask() -> str:
        async with served() as port:
            async with opened(port, "/supervisor/record/download/", Cookie=cookie) as record:
                text = await record.rest()
            async with opened(port, "/supervisor/events/?last_id=-1", Cookie=cookie) as events:
                told = [await events.event() for _ in range(backlog)]
        return f"{text}\n{told}"

    return asyncio.run(ask())


def test_nobody_drawn_is_readable_before_check_in(
    committed_db: None,
    keys: None,
    settings: LazySettings,
    run_jobs: RunJobs,
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = experts.make()
    hidden = needles(world)
    listen(caplog)
    connection.force_debug_cursor = True  # every statement with its parameters
    formed(world, run_jobs)
    connection.force_debug_cursor = False
    assert sum("INSERT INTO" in line for line in caplog.messages) > 50
    found, seen = read_as(world, hidden)
    assert found == {}
    asked = {resolve(urlsplit(url).path).view_name for url in seen}
    assert {address.name for address in addresses()} - asked == ELSEWHERE
    assert hidden.found_in(caplog.text) == []
    assert secrecy.in_database(hidden) == []
    assert secrecy.in_files(Path(settings.FILES_ROOT), hidden) == []
    text = streamed(world)
    assert "experts.seat.vacated" in text
    assert hidden.found_in(text) == []


def test_member_checked_in_is_named_to_the_own_venue_alone(
    db: None, keys: None, run_jobs: RunJobs, caplog: pytest.LogCaptureFixture
) -> None:
    world = experts.make()
    hidden = needles(world)
    formed(world, run_jobs)
    experts.set_clock(experts.DOOR_OPEN)
    seat = world.seat("副场 1 · 专家 2")
    card = experts.message_of(seat).pk
    clients = {who: Client() for who in world.accounts}
    for who, account in world.accounts.items():
        clients[who].force_login(account)
    door = f"/venue/attendance/{seat.pk}/"
    wrong = world.seat("副场 2 · 专家 1")
    with caplog.at_level(logging.DEBUG):
        for slip, face in ((card, "other"), (experts.message_of(wrong).pk, "same")):
            answer = clients["near-staff"].post(door, {"do": "check-in", "slip": f"SMS-{slip}", "face": face})
            assert (answer.status_code, hidden.found_in(secrecy.told_by(answer))) == (409, [])
        answer = clients["near-staff"].post(door, {"do": "check-in", "slip": f"SMS-{card}", "face": "same"})
        run_jobs()
        [name] = hidden.found_in(secrecy.told_by(answer))
        pages = [
            door,
            "/venue/attendance/",
            f"/desk/projects/{world.project.pk}/list/",
            f"/desk/projects/{world.project.pk}/committee/",
            f"/supervisor/projects/{world.project.pk}/list/",
            f"/supervisor/projects/{world.project.pk}/",
            "/api/v1/witness/entries",
        ]
        found = {
            who: {needle for url in pages for needle in hidden.found_in(secrecy.told_by(client.get(url)))}
            for who, client in clients.items()
        }
    assert {who: what for who, what in found.items() if what} == {"near-staff": {name}, "near-admin": {name}}
    assert world.seats(state=SeatState.CHECKED_IN) == [seat]
    assert secrecy.in_database(hidden) == []
    assert hidden.found_in(caplog.text) == []


SOMEBODY = {"name": "欧阳莳萝", "phone": "13748261059", "id_number": "411500198005060216"}
SECRET = secrecy.Needles.of([SOMEBODY])


@pytest.fixture
def project(db: None, keys: None) -> Project:
    return projects.project(places.city_centre())


def agency_of(project: Project) -> Client:
    client = Client()
    client.force_login(projects.agent(project))
    return client


def leak_on_page(project: Project) -> list[str]:
    Project.objects.update(name=SOMEBODY["name"])
    return secrecy.on_pages(agency_of(project), ["/desk/"], SECRET)[0]


def leak_behind_link(project: Project) -> list[str]:
    project.lots.update(name=SOMEBODY["phone"])
    return secrecy.on_pages(agency_of(project), ["/desk/"], SECRET)[0]


def leak_in_api(project: Project) -> list[str]:
    Project.objects.update(name=SOMEBODY["name"])
    return secrecy.on_pages(agency_of(project), ["/api/v1/projects"], SECRET)[0]


def leak_in_refusal(project: Project) -> list[str]:
    Project.objects.update(name=SOMEBODY["name"])
    return secrecy.in_refusals(agency_of(project), [f"/desk/projects/{project.pk}/withdraw/"], SECRET)


def leak_in_job(project: Project) -> list[str]:
    jobs.app.tasks["experts.expire_calls"].defer(timestamp=0, phone=SOMEBODY["phone"])
    return secrecy.in_database(SECRET)


def leak_in_session(project: Project) -> list[str]:
    session = agency_of(project).session
    session["draft"] = {"name": SOMEBODY["name"], "long": "x" * 500}  # long enough to be compressed
    session.save()
    return secrecy.in_database(SECRET)


def leak_in_record(project: Project) -> list[str]:
    event = RepresentativeNamed(project_id=project.pk, seat_id=1, label=SOMEBODY["id_number"])
    witness.append(people.ctx(projects.agent(project)), event)
    return secrecy.in_database(SECRET)


def leak_in_refusal_note(project: Project) -> list[str]:
    ctx = people.ctx(projects.agent(project))
    witness.note_refusal(ctx, Refused("x", "x"), attempt=f"GET /?q={quote(SOMEBODY['name'])}")
    return secrecy.in_database(SECRET)


def leak_in_file(project: Project) -> list[str]:
    kept = storage().put([b"%PDF-1.7\n", SOMEBODY["id_number"].encode()])
    root = Path(storage()._root)
    return [found for found in secrecy.in_files(root, SECRET) if found.startswith(kept.sha256)]


@pytest.mark.parametrize(
    ("leak", "place"),
    [
        (leak_on_page, "/desk/: 欧阳莳萝"),
        (leak_behind_link, "/lots/"),
        (leak_in_api, "/api/v1/projects: 欧阳莳萝"),
        (leak_in_refusal, "/withdraw/: 欧阳莳萝"),
        (leak_in_job, "procrastinate_jobs: 13748261"),
        (leak_in_session, "django_session: 欧阳莳萝"),
        (leak_in_record, "witness_opening: 41150019"),
        (leak_in_refusal_note, "witness_refusalnote: 欧阳莳萝"),
        (leak_in_file, ": 41150019"),
    ],
)
def test_leak_is_found(project: Project, leak: Callable[[Project], list[str]], place: str) -> None:
    assert any(place in found for found in leak(project))


def test_leak_in_log_line_is_found(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("yuanping.domain").debug("calling %s", SOMEBODY["name"])
    assert SECRET.found_in(caplog.text) == ["欧阳莳萝"]


NAME, PHONE = SOMEBODY["name"], SOMEBODY["phone"]


@pytest.mark.parametrize(
    "text",
    [
        f"本人{NAME}，",
        f"/q?name={quote(NAME)}",
        quote(quote(NAME)),
        NAME.encode("unicode_escape").decode(),
        "".join(f"&#x{ord(char):x};" for char in NAME),
        f"\\x00{NAME.encode().hex()}",
        f"sessionid={base64.urlsafe_b64encode(NAME.encode()).decode()}",
        base64.b64encode(f'{{"a": "x{NAME}"}}'.encode()).decode(),
        f".{base64.urlsafe_b64encode(zlib.compress(NAME.encode())).decode()}",
    ],
)
def test_name_is_found_in_every_form(text: str) -> None:
    assert SECRET.found_in(text) == [NAME]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        (PHONE, True),
        ("137 4826 1059", True),
        ("137-4826-1059", True),
        (f"x{PHONE[2:10]}x", True),
        (base64.b64encode(PHONE.encode()).decode(), True),
        (PHONE.encode().hex(), True),
        ("137****1059，尾号 0216", False),
        (PHONE[4:], False),
        (instant(NOW), False),
    ],
)
def test_number_is_found_from_eight_digits_on(text: str, is_found: bool) -> None:
    assert bool(SECRET.found_in(text)) is is_found
